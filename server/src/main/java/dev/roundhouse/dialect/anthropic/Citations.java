package dev.roundhouse.dialect.anthropic;

import dev.roundhouse.dialect.JsonTree;
import dev.roundhouse.exchange.Citation;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Where an answer's words come from, in each of Anthropic's kinds: a place in a document by characters, pages or
/// blocks, a result of a search that the client gave, a page of the web.
final class Citations {
    private static final String WEB = "web_search_result_location";
    private static final String CHARACTERS = "char_location";
    private static final String QUOTE = "cited_text";
    private static final String DOCUMENT = "document_index";

    private Citations() {}

    /// Reads one.
    ///
    /// @param start offset in the answer's text of the block that it stands at
    /// @param end offset behind that block
    static Citation read(ObjectNode raw, int start, int end) {
        String url = JsonTree.string(raw, "url");
        String title = JsonTree.string(raw, "title");
        Long document = JsonTree.whole(raw, DOCUMENT);
        return new Citation(
                url == null ? JsonTree.string(raw, "source") : url,
                title == null ? JsonTree.string(raw, "document_title") : title,
                JsonTree.string(raw, QUOTE),
                start,
                end,
                document == null ? -1 : document.intValue(),
                raw);
    }

    /// Says one to a client; null where Anthropic has no kind for it.
    static @Nullable ObjectNode write(Citation citation) {
        if (isOwn(citation.raw())) {
            return citation.raw();
        }
        ObjectNode said = JsonTree.object();
        if (citation.url() != null) {
            said.put("type", WEB)
                    .put(QUOTE, text(citation.quote()))
                    .put("url", citation.url())
                    .put("title", citation.title())
                    .put("encrypted_index", "");
            return said;
        }
        if (citation.document() < 0) {
            return null;
        }
        said.put("type", CHARACTERS)
                .put(QUOTE, text(citation.quote()))
                .put(DOCUMENT, citation.document())
                .put("document_title", citation.title())
                .put("start_char_index", 0)
                .put("end_char_index", text(citation.quote()).length());
        return said;
    }

    /// Whether Anthropic takes one back as it stands: what we made of another provider's it does not.
    static boolean isReturnable(JsonNode raw) {
        return isOwn(raw) && !"".equals(JsonTree.string(raw, "encrypted_index"));
    }

    private static boolean isOwn(JsonNode raw) {
        String type = JsonTree.string(raw, "type");
        return type != null && type.endsWith("_location");
    }

    private static String text(@Nullable String text) {
        return text == null ? "" : text;
    }
}
