package dev.roundhouse.dialect.openai;

import dev.roundhouse.dialect.JsonTree;
import dev.roundhouse.exchange.Citation;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// `annotations`: where an answer's words come from, as OpenAI and OpenRouter say it.
final class Annotations {
    private static final String URL = "url_citation";

    private Annotations() {}

    /// Reads a `url_citation`; null for other kinds.
    static @Nullable Citation read(JsonNode annotation) {
        if (!URL.equals(JsonTree.string(annotation, "type"))) {
            return null;
        }
        // Some servers leave the inner object out.
        JsonNode inner = annotation.path(URL).isObject() ? annotation.path(URL) : annotation;
        return new Citation(
                filled(inner, "url"),
                filled(inner, "title"),
                filled(inner, "content"),
                inner.path("start_index").asInt(-1),
                inner.path("end_index").asInt(-1),
                -1,
                ChatMessages.copy(annotation));
    }

    private static @Nullable String filled(JsonNode inner, String name) {
        String value = JsonTree.string(inner, name);
        return value == null || value.isEmpty() ? null : value;
    }

    /// Reads an entry of Perplexity's `search_results`, or an address of its older `citations`; null when it is
    /// neither.
    static @Nullable Citation searched(JsonNode entry) {
        String url = entry.isString() ? entry.stringValue() : filled(entry, "url");
        String title = entry.isObject() ? filled(entry, "title") : null;
        if (url == null && title == null) {
            return null;
        }
        String quote = entry.isObject() ? filled(entry, "snippet") : null;
        ObjectNode raw =
                entry.isObject() ? ChatMessages.copy(entry) : JsonTree.object().put("url", url);
        return new Citation(url, title, quote, -1, -1, -1, raw);
    }

    /// A `url_citation`.
    ///
    /// @param from where the words begin that it is about, for a citation that does not say it itself
    /// @param to behind the last of them
    static ObjectNode write(Citation citation, int from, int to) {
        if (citation.raw().path(URL).isObject()) {
            return citation.raw().deepCopy();
        }
        ObjectNode annotation = JsonTree.object().put("type", URL);
        ObjectNode inner = annotation.putObject(URL);
        // Typed clients insist on these: a document of the request has no address.
        inner.put("url", citation.url() == null ? "" : citation.url());
        inner.put("title", citation.title() == null ? "" : citation.title());
        if (citation.quote() != null) {
            inner.put("content", citation.quote());
        }
        inner.put("start_index", citation.start() < 0 ? from : citation.start());
        inner.put("end_index", citation.end() < 0 ? to : citation.end());
        return annotation;
    }
}
