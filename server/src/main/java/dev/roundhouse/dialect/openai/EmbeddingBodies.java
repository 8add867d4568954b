package dev.roundhouse.dialect.openai;

import dev.roundhouse.catalog.Dialect;
import dev.roundhouse.catalog.Quirk;
import dev.roundhouse.dialect.Cursor.Unacceptable;
import dev.roundhouse.dialect.JsonTree;
import dev.roundhouse.dialect.Losses;
import dev.roundhouse.dialect.Outbound;
import dev.roundhouse.exchange.Part;
import dev.roundhouse.exchange.Prompt;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.node.StringNode;

/// A prompt for vectors as a body for an endpoint.
final class EmbeddingBodies {
    private EmbeddingBodies() {}

    /// A body of `/embeddings`.
    ///
    /// @throws Unacceptable when an input holds what vectors are not made of here
    static ObjectNode write(Prompt.Embed prompt, Outbound outbound) {
        Set<Quirk> quirks = outbound.endpoint().provider().quirks();
        Losses losses = outbound.losses();
        boolean strict = quirks.contains(Quirk.STRICT_FIELDS);
        ObjectNode body = JsonTree.object();
        body.put("model", Objects.requireNonNull(outbound.endpoint().upstreamId(), "upstreamId"));
        body.set("input", input(prompt));
        if (prompt.dimensions() != null) {
            body.put("dimensions", prompt.dimensions());
        }
        if (prompt.base64()) {
            body.put("encoding_format", "base64");
        }
        if (prompt.purpose() != null) {
            if (quirks.contains(Quirk.QUERY_OR_DOCUMENT)) {
                purpose(prompt.purpose(), body, losses);
            } else if (strict) {
                losses.dropped("embed.purpose", "the provider refuses members that OpenAI does not have");
            } else {
                body.put("input_type", prompt.purpose());
            }
        }
        if (prompt.user() != null) {
            if (strict && !quirks.contains(Quirk.OPENAI_FIELDS)) {
                losses.dropped("user", "the provider refuses members that it does not know");
            } else {
                body.put("user", prompt.user());
            }
        }
        if (prompt.from() == Dialect.OPENAI_EMBEDDINGS) {
            prompt.extras().properties().forEach(e -> body.putIfAbsent(e.getKey(), e.getValue()));
        }
        return body;
    }

    private static void purpose(String purpose, ObjectNode body, Losses losses) {
        switch (purpose) {
            case "search_document" -> body.put("input_type", "document");
            case "search_query" -> body.put("input_type", "query");
            default -> losses.dropped("embed.purpose", "the provider knows queries and documents only");
        }
    }

    private static JsonNode input(Prompt.Embed prompt) {
        if (prompt.single() && prompt.inputs().size() == 1) {
            return one(prompt.inputs().getFirst());
        }
        ArrayNode all = JsonTree.array();
        for (List<Part> input : prompt.inputs()) {
            all.add(one(input));
        }
        // One thing that is no text still stands in a list.
        return all;
    }

    private static JsonNode one(List<Part> parts) {
        if (parts.size() == 1 && parts.getFirst() instanceof Part.Text text) {
            return StringNode.valueOf(text.text());
        }
        ObjectNode object = JsonTree.object();
        ArrayNode content = object.putArray("content");
        for (Part part : parts) {
            switch (part) {
                case Part.Text text -> content.addObject().put("type", "text").put("text", text.text());
                case Part.MediaPart media -> content.add(ChatMedia.write(media.media(), false));
                case Part.Native(Dialect dialect, JsonNode value)
                when dialect == Dialect.OPENAI_CHAT -> content.add(value);
                default -> throw new Unacceptable("input", "of another kind (expected: text or a picture)");
            }
        }
        return object;
    }
}
