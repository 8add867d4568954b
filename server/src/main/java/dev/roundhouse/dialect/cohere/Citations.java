package dev.roundhouse.dialect.cohere;

import dev.roundhouse.dialect.JsonTree;
import dev.roundhouse.exchange.Citation;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Where an answer's words come from, both ways. Cohere cites its own words and names documents; others quote.
final class Citations {
    private static final Pattern DOCUMENT_ID = Pattern.compile("(?:doc|document)[:_]?(\\d{1,6})");
    private static final String SOURCES = "sources";

    private Citations() {}

    /// @param json `{"start": int, "end": int, "text": string, "sources": [{"type", "id",
    ///   "document"|"tool_output"}]}`
    static Citation of(ObjectNode json) {
        JsonNode source = json.path(SOURCES).path(0);
        JsonNode document = source.path("document");
        return new Citation(
                JsonTree.string(document, "url"),
                JsonTree.string(document, "title"),
                JsonTree.string(json, "text"),
                json.path("start").asInt(-1),
                json.path("end").asInt(-1),
                index(JsonTree.string(source, "id")),
                json);
    }

    private static int index(@Nullable String id) {
        Matcher named = DOCUMENT_ID.matcher(id == null ? "" : id);
        return named.matches() ? Integer.parseInt(named.group(1)) : -1;
    }

    /// In Cohere's words.
    ///
    /// @param written length of the text so far: where a claim without offsets ends
    static ObjectNode said(Citation citation, int written) {
        if (citation.raw().path(SOURCES).isArray() && citation.raw().has("text")) {
            return citation.raw();
        }
        ObjectNode json = JsonTree.object();
        json.put("start", citation.start() < 0 ? 0 : citation.start());
        json.put("end", citation.end() < 0 ? written : citation.end());
        json.put("text", citation.quote() == null ? "" : citation.quote());
        ObjectNode source = json.putArray(SOURCES).addObject().put("type", "document");
        String url = citation.url();
        String id = citation.document() >= 0 ? "doc:" + citation.document() : url == null ? "source" : url;
        ObjectNode document = source.put("id", id).putObject("document").put("id", id);
        if (citation.title() != null) {
            document.put("title", citation.title());
        }
        if (url != null) {
            document.put("url", url);
        }
        json.put("type", "TEXT_CONTENT");
        return json;
    }
}
