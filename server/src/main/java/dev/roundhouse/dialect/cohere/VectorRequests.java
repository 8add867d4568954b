package dev.roundhouse.dialect.cohere;

import static dev.roundhouse.dialect.cohere.Members.wrong;

import dev.roundhouse.catalog.Dialect;
import dev.roundhouse.dialect.Cursor.Unacceptable;
import dev.roundhouse.dialect.JsonTree;
import dev.roundhouse.exchange.Part;
import dev.roundhouse.exchange.Prompt;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/// Requests of clients for vectors, and for an order of documents, in neutral form.
final class VectorRequests {
    private static final Set<String> EMBED =
            Set.of("model", "texts", "images", "inputs", "input_type", "output_dimension", "embedding_types", "stream");
    private static final Set<String> RERANK =
            Set.of("model", "query", "documents", "top_n", "return_documents", "stream", "user");
    private static final Set<String> COMMON_FORMS = Set.of("float", "base64");

    private VectorRequests() {}

    /// @throws Unacceptable when a member is not what it must be
    static Prompt.Embed embed(JsonNode body) {
        List<List<Part>> inputs = new ArrayList<>();
        for (String text : Members.texts(body, "texts")) {
            inputs.add(List.of(new Part.Text(text)));
        }
        for (String image : Members.texts(body, "images")) {
            inputs.add(List.of(new Part.MediaPart(DataUrls.image(image, null))));
        }
        for (JsonNode input : Members.list(body, "inputs", "")) {
            inputs.add(input(input, "inputs[" + inputs.size() + "]."));
        }
        if (inputs.isEmpty()) {
            throw new Unacceptable("texts", "nothing to embed (expected: texts, images or inputs)");
        }
        Long dimensions = Members.whole(body, "output_dimension");
        return new Prompt.Embed(
                Dialect.COHERE,
                inputs,
                dimensions == null ? null : Integer.valueOf(Math.toIntExact(Math.clamp(dimensions, 1, 1 << 20))),
                Members.text(body, "input_type", ""),
                forms(body).equals(List.of("base64")),
                false,
                null,
                Members.extras(body, EMBED));
    }

    /// Which forms of a vector are wanted.
    ///
    /// @throws Unacceptable when it is no list of texts
    static List<String> forms(JsonNode body) {
        List<String> forms = Members.texts(body, "embedding_types");
        return forms.isEmpty() ? List.of("float") : forms;
    }

    /// Refuses forms of a vector that only Cohere can make: how it rounds is not known to anybody else.
    ///
    /// @throws Unacceptable when there is such a one
    static void refuseOwnForms(JsonNode body) {
        for (String form : forms(body)) {
            if (!COMMON_FORMS.contains(form)) {
                throw new Unacceptable(
                        "embedding_types", "'" + form + "', which Cohere alone makes (expected: float or base64)");
            }
        }
    }

    private static List<Part> input(JsonNode input, String path) {
        List<Part> parts = new ArrayList<>();
        for (JsonNode block : Members.list(input, "content", path)) {
            switch (block.path("type").asString("")) {
                case "text" -> parts.add(new Part.Text(block.path("text").asString("")));
                case "image_url" -> {
                    String url = Members.required(block.path("image_url"), "url", path + "content.image_url.");
                    parts.add(new Part.MediaPart(DataUrls.image(url, null)));
                }
                default -> throw wrong(path + "content", "pieces of type text or image_url");
            }
        }
        return parts;
    }

    /// @throws Unacceptable when a member is not what it must be
    static Prompt.Rerank rerank(JsonNode body, boolean documentsWanted) {
        Long top = Members.whole(body, "top_n");
        if (top != null && top < 1) {
            throw new Unacceptable("top_n", top + " (expected: 1 or more)");
        }
        return new Prompt.Rerank(
                Dialect.COHERE,
                Members.required(body, "query", ""),
                Members.list(body, "documents", ""),
                top == null ? null : Integer.valueOf(Math.toIntExact(Math.min(top, Integer.MAX_VALUE))),
                documentsWanted,
                Members.extras(body, RERANK));
    }

    /// A document's text; an object's member `text` where it has one, else all of it, one member a line as Cohere
    /// advises.
    static String text(JsonNode document) {
        if (document.isString()) {
            return document.stringValue();
        }
        String text = JsonTree.string(document, "text");
        if (text != null && document.size() == 1) {
            return text;
        }
        StringBuilder lines = new StringBuilder();
        document.properties()
                .forEach(member -> lines.append(member.getKey())
                        .append(": ")
                        .append(value(member.getValue()))
                        .append('\n'));
        return lines.isEmpty() ? JsonTree.text(document) : lines.toString();
    }

    private static String value(JsonNode value) {
        return value.isString() ? value.stringValue() : JsonTree.text(value);
    }
}
