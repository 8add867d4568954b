package dev.roundhouse.dialect.ollama;

import dev.roundhouse.dialect.AnswerRenderer;
import dev.roundhouse.dialect.JsonTree;
import dev.roundhouse.dialect.PackedFloats;
import dev.roundhouse.exchange.ByteSink;
import dev.roundhouse.exchange.Charge;
import dev.roundhouse.exchange.Event;
import dev.roundhouse.exchange.Failure;
import dev.roundhouse.exchange.Usage;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Says vectors: a list of them, or the one of the older route.
final class VectorRenderer implements AnswerRenderer {
    private final Answers answers;
    private final boolean one;
    private final List<JsonNode> vectors = new ArrayList<>();

    /// @param one the older route
    VectorRenderer(Answers answers, boolean one) {
        this.answers = answers;
        this.one = one;
    }

    @Override
    public void event(Event event, ByteSink out) {
        if (event instanceof Event.Embedded(int _, JsonNode vector)) {
            JsonNode list = PackedFloats.list(vector);
            vectors.add(list == null ? JsonTree.array() : list);
        }
    }

    @Override
    public void finish(Usage usage, Charge charge, ByteSink out) {
        ObjectNode json;
        if (one) {
            json = JsonTree.object();
            json.set("embedding", vectors.isEmpty() ? JsonTree.array() : vectors.getFirst());
        } else {
            json = answers.head();
            json.remove("created_at");
            ArrayNode list = json.putArray("embeddings");
            vectors.forEach(list::add);
            answers.tail(json, usage, true);
        }
        json.put("cost", Answers.cost(charge));
        out.append(JsonTree.bytes(json));
    }

    @Override
    public void fail(Failure failure, ByteSink out) {}
}
