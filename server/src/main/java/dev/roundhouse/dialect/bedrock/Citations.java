package dev.roundhouse.dialect.bedrock;

import dev.roundhouse.dialect.JsonTree;
import dev.roundhouse.exchange.Citation;
import java.net.URI;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Converse's citations. Their offsets point into the source, never into the answer.
final class Citations {
    private Citations() {}

    /// Reads one.
    ///
    /// @param raw `{"location": {KIND: {…}}, "sourceContent": [{"text"}], "title", "source"}`
    static Citation read(ObjectNode raw) {
        String url = null;
        int document = -1;
        for (JsonNode location : raw.path("location")) {
            url = url == null ? JsonTree.string(location, "url") : url;
            JsonNode index = location.path("documentIndex");
            document = index.isInt() ? index.intValue() : document;
        }
        String source = JsonTree.string(raw, "source");
        if (url == null && source != null && source.startsWith("http")) {
            url = source;
        }
        StringBuilder quote = new StringBuilder();
        for (JsonNode piece : raw.path("sourceContent")) {
            String text = JsonTree.string(piece, "text");
            quote.append(text == null ? "" : text);
        }
        String said = quote.isEmpty() ? null : quote.toString();
        return new Citation(url, JsonTree.string(raw, "title"), said, -1, -1, Math.max(-1, document), raw);
    }

    /// Says one: as Converse said it, else from what another dialect said.
    static ObjectNode write(Citation citation) {
        if (citation.raw().path("location").isObject()
                || citation.raw().path("sourceContent").isArray()) {
            return citation.raw();
        }
        ObjectNode said = JsonTree.object();
        ObjectNode location = said.putObject("location");
        if (citation.url() != null) {
            ObjectNode web = location.putObject("web").put("url", citation.url());
            String domain = domain(citation.url());
            if (domain != null) {
                web.put("domain", domain);
            }
        } else {
            location.putObject("documentChunk").put("documentIndex", Math.max(0, citation.document()));
        }
        if (citation.quote() != null) {
            said.putArray("sourceContent").addObject().put("text", citation.quote());
        }
        if (citation.title() != null) {
            said.put("title", citation.title());
        }
        return said;
    }

    private static @Nullable String domain(String url) {
        try {
            return URI.create(url).getHost();
        } catch (IllegalArgumentException _) {
            return null;
        }
    }
}
