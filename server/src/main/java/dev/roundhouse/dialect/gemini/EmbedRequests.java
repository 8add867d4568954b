package dev.roundhouse.dialect.gemini;

import dev.roundhouse.catalog.Dialect;
import dev.roundhouse.dialect.Cursor.Unacceptable;
import dev.roundhouse.dialect.JsonTree;
import dev.roundhouse.dialect.Outbound;
import dev.roundhouse.exchange.Part;
import dev.roundhouse.exchange.Prompt;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Requests for vectors, both ways: AI Studio's `embedContent` and `batchEmbedContents`, and Vertex AI's
/// `predict`.
final class EmbedRequests {
    private static final Map<String, String> PURPOSES = Map.of(
            "RETRIEVAL_DOCUMENT", "search_document",
            "RETRIEVAL_QUERY", "search_query",
            "CLASSIFICATION", "classification",
            "CLUSTERING", "clustering");

    private static final Set<String> KNOWN = Set.of("content", "model", "outputDimensionality", "taskType");
    private static final String REQUESTS = "requests";
    private static final String TASK = "taskType";

    private EmbedRequests() {}

    /// A client's request.
    ///
    /// @throws Unacceptable when a member is not what it must be
    static Prompt.Embed read(JsonNode body) {
        boolean single = Members.get(body, REQUESTS).isMissingNode();
        List<JsonNode> requests = single ? List.of(body) : Members.list(body, REQUESTS);
        if (requests.isEmpty()) {
            throw new Unacceptable(REQUESTS, "empty (expected: at least one request)");
        }
        List<List<Part>> inputs = new ArrayList<>();
        ArrayNode others = JsonTree.array();
        boolean any = false;
        JsonNode first = requests.getFirst();
        String task = Members.text(first, TASK);
        for (int i = 0; i < requests.size(); i++) {
            JsonNode request = requests.get(i);
            String path = single ? "content" : REQUESTS + "[" + i + "].content";
            inputs.add(new PartParser().parts(Members.get(request, "content"), path, false));
            ObjectNode other = others.addObject();
            Members.others(request, KNOWN, other);
            String own = Members.text(request, TASK);
            if (own != null && (!own.equals(task) || !PURPOSES.containsKey(own))) {
                other.put(TASK, own);
            }
            any |= !other.isEmpty();
        }
        Long dimensions = Members.whole(first, single ? "body" : REQUESTS + "[0]", "outputDimensionality");
        ObjectNode extras = JsonTree.object();
        if (any) {
            extras.set(REQUESTS, others);
        }
        return new Prompt.Embed(
                Dialect.GEMINI,
                inputs,
                dimensions == null ? null : dimensions.intValue(),
                task == null ? null : PURPOSES.get(task),
                false,
                single,
                null,
                extras);
    }

    /// The body for an endpoint.
    static ObjectNode write(Prompt.Embed embed, Outbound outbound) {
        if (embed.user() != null) {
            outbound.losses().dropped("user", "callers have no users here");
        }
        return Vertex.is(outbound.endpoint()) ? predict(embed, outbound) : batch(embed, outbound);
    }

    private static ObjectNode batch(Prompt.Embed embed, Outbound outbound) {
        ObjectNode body = JsonTree.object();
        ArrayNode requests = body.putArray(REQUESTS);
        for (int i = 0; i < embed.inputs().size(); i++) {
            ObjectNode request = requests.addObject()
                    .put("model", "models/" + outbound.endpoint().upstreamId());
            ArrayNode parts = request.putObject("content").putArray("parts");
            for (Part part : embed.inputs().get(i)) {
                switch (part) {
                    case Part.Text text -> parts.addObject().put("text", text.text());
                    case Part.MediaPart medium -> {
                        ObjectNode written = MediaParts.write(medium.media(), outbound.losses());
                        if (written != null) {
                            parts.add(written);
                        }
                    }
                    default -> outbound.losses().dropped("input.part", "only texts and media have vectors");
                }
            }
            settings(embed, i, request, TASK);
            if (embed.dimensions() != null) {
                request.put("outputDimensionality", embed.dimensions());
            }
        }
        return body;
    }

    private static ObjectNode predict(Prompt.Embed embed, Outbound outbound) {
        ObjectNode body = JsonTree.object();
        ArrayNode instances = body.putArray("instances");
        for (int i = 0; i < embed.inputs().size(); i++) {
            StringBuilder text = new StringBuilder();
            for (Part part : embed.inputs().get(i)) {
                if (part instanceof Part.Text said) {
                    text.append(said.text());
                } else {
                    outbound.losses().dropped("input.part", "only texts have vectors here");
                }
            }
            ObjectNode instance = instances.addObject().put("content", text.toString());
            settings(embed, i, instance, "task_type");
        }
        if (embed.dimensions() != null) {
            body.putObject("parameters").put("outputDimensionality", embed.dimensions());
        }
        return body;
    }

    private static void settings(Prompt.Embed embed, int index, ObjectNode request, String taskName) {
        String task = task(embed.purpose());
        if (task != null) {
            request.put(taskName, task);
        }
        if (embed.from() == Dialect.GEMINI) {
            for (Map.Entry<String, JsonNode> member :
                    embed.extras().path(REQUESTS).path(index).properties()) {
                request.set(member.getKey().equals(TASK) ? taskName : member.getKey(), member.getValue());
            }
        }
    }

    private static @Nullable String task(@Nullable String purpose) {
        for (Map.Entry<String, String> one : PURPOSES.entrySet()) {
            if (one.getValue().equals(purpose)) {
                return one.getKey();
            }
        }
        return null;
    }
}
