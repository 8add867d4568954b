package dev.roundhouse.dialect.cohere;

import dev.roundhouse.catalog.Dialect;
import dev.roundhouse.dialect.Cursor.Unacceptable;
import dev.roundhouse.dialect.JsonTree;
import dev.roundhouse.dialect.Outbound;
import dev.roundhouse.exchange.Media;
import dev.roundhouse.exchange.Part;
import dev.roundhouse.exchange.Prompt;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Requests for vectors, and for an order of documents, for Cohere.
final class VectorBodies {
    // Cohere wants to be told; most who do not say it store documents.
    private static final String PURPOSE_UNSAID = "search_document";
    private static final Set<String> PURPOSES =
            Set.of("search_document", "search_query", "classification", "clustering", "image");

    private VectorBodies() {}

    /// @throws Unacceptable when an input cannot be said
    static ObjectNode embed(Prompt.Embed embed, Outbound outbound) {
        Lost lost = new Lost(outbound.losses());
        ObjectNode body = model(outbound);
        boolean own = embed.from() == Dialect.COHERE;
        if (own) {
            body.setAll(embed.extras());
        } else if (!embed.extras().isEmpty()) {
            lost.dropped("extras", "members of the client's dialect that mean nothing here");
        }
        lost.droppedIf(embed.user() != null, "user");
        body.put("input_type", purpose(embed, lost));
        if (embed.dimensions() != null) {
            body.put("output_dimension", embed.dimensions());
        }
        body.putArray("embedding_types").add(embed.base64() ? "base64" : "float");
        inputs(embed.inputs(), body);
        return body;
    }

    private static String purpose(Prompt.Embed embed, Lost lost) {
        String purpose = embed.purpose();
        if (purpose == null) {
            lost.adapted("embed.purpose", "Cohere must be told one; " + PURPOSE_UNSAID + " is said");
            return PURPOSE_UNSAID;
        }
        if (embed.from() == Dialect.COHERE || PURPOSES.contains(purpose)) {
            return purpose;
        }
        lost.adapted("embed.purpose", "a purpose that Cohere does not know; " + PURPOSE_UNSAID + " is said");
        return PURPOSE_UNSAID;
    }

    private static void inputs(List<List<Part>> inputs, ObjectNode body) {
        if (inputs.stream().allMatch(parts -> parts.size() == 1 && parts.getFirst() instanceof Part.Text)) {
            ArrayNode texts = body.putArray("texts");
            inputs.forEach(parts -> texts.add(((Part.Text) parts.getFirst()).text()));
            return;
        }
        ArrayNode list = body.putArray("inputs");
        for (List<Part> parts : inputs) {
            ArrayNode content = list.addObject().putArray("content");
            for (Part part : parts) {
                switch (part) {
                    case Part.Text text ->
                        content.addObject().put("type", "text").put("text", text.text());
                    case Part.MediaPart media ->
                        content.addObject()
                                .put("type", "image_url")
                                .putObject("image_url")
                                .put("url", url(media.media(), list.size() - 1));
                    default -> throw unsayable(list.size() - 1);
                }
            }
        }
    }

    private static String url(Media media, int index) {
        String url = media.kind() == Media.Kind.IMAGE ? DataUrls.of(media) : null;
        if (url == null) {
            throw unsayable(index);
        }
        return url;
    }

    private static Unacceptable unsayable(int index) {
        return new Unacceptable("input[" + index + "]", "neither text nor a picture (expected: one of these)");
    }

    static ObjectNode rerank(Prompt.Rerank rerank, Outbound outbound) {
        ObjectNode body = model(outbound);
        body.put("query", rerank.query());
        ArrayNode documents = body.putArray("documents");
        for (JsonNode document : rerank.documents()) {
            if (!document.isString() && document.has("image")) {
                outbound.losses().dropped("rerank.documents.image", "Cohere ranks texts");
            }
            documents.add(VectorRequests.text(document));
        }
        if (rerank.top() != null) {
            body.put("top_n", rerank.top());
        }
        // Of the first API's own settings only this one lives on.
        Long perDocument = whole(rerank.extras().path("max_tokens_per_doc"));
        if (perDocument != null) {
            body.put("max_tokens_per_doc", perDocument);
        }
        return body;
    }

    private static @Nullable Long whole(JsonNode value) {
        return value.isIntegralNumber() ? Long.valueOf(value.asLong(0)) : null;
    }

    private static ObjectNode model(Outbound outbound) {
        String id = Objects.requireNonNull(outbound.endpoint().upstreamId(), "upstreamId");
        return JsonTree.object().put("model", id);
    }
}
