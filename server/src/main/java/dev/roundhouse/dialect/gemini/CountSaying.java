package dev.roundhouse.dialect.gemini;

import dev.roundhouse.catalog.Dialect;
import dev.roundhouse.dialect.AnswerRenderer;
import dev.roundhouse.dialect.JsonTree;
import dev.roundhouse.dialect.PackedFloats;
import dev.roundhouse.exchange.ByteSink;
import dev.roundhouse.exchange.Charge;
import dev.roundhouse.exchange.Event;
import dev.roundhouse.exchange.Failure;
import dev.roundhouse.exchange.Usage;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Says a count of tokens, or vectors, to a Gemini client.
final class CountSaying implements AnswerRenderer {
    private final boolean vectors;
    private final boolean single;
    private final Map<Integer, JsonNode> values = new TreeMap<>();
    private final ObjectNode extras = JsonTree.object();

    private long counted = -1;

    /// @param vectors whether vectors were asked for, not a count
    /// @param single whether one was asked for, not a list
    CountSaying(boolean vectors, boolean single) {
        this.vectors = vectors;
        this.single = single;
    }

    @Override
    public void event(Event event, ByteSink out) {
        switch (event) {
            case Event.Embedded(int index, JsonNode vector) -> {
                JsonNode list = PackedFloats.list(vector);
                values.put(index, list == null ? JsonTree.array() : list);
            }
            case Event.Used(Usage usage) -> counted = usage.inputTotal();
            case Event.Extra(Dialect dialect, String name, JsonNode value)
            when dialect == Dialect.GEMINI -> extras.set(name, value);
            default -> {}
        }
    }

    @Override
    public void finish(Usage usage, Charge charge, ByteSink out) {
        ObjectNode body = vectors ? vectors(usage, charge) : count(usage);
        for (Map.Entry<String, JsonNode> extra : extras.properties()) {
            if (!body.has(extra.getKey())) {
                body.set(extra.getKey(), extra.getValue());
            }
        }
        out.append(JsonTree.bytes(body));
    }

    @Override
    public void fail(Failure failure, ByteSink out) {}

    private ObjectNode vectors(Usage usage, Charge charge) {
        ObjectNode body = JsonTree.object();
        if (single && values.size() == 1) {
            body.putObject("embedding").set("values", values.values().iterator().next());
        } else {
            ArrayNode all = body.putArray("embeddings");
            values.values().forEach(vector -> all.addObject().set("values", vector));
        }
        ObjectNode counts = body.putObject("usageMetadata").put("promptTokenCount", usage.inputTotal());
        JsonNode told = extras.path("usageMetadata");
        if (told instanceof ObjectNode more) {
            ObjectNode all = more.deepCopy();
            all.setAll(counts);
            counts.setAll(all);
        }
        Usages.cost(counts, usage, charge);
        return body;
    }

    private ObjectNode count(Usage usage) {
        long tokens = counted < 0 ? usage.inputTotal() : counted;
        ObjectNode body = JsonTree.object().put("totalTokens", tokens);
        if (!extras.has("promptTokensDetails")) {
            body.putArray("promptTokensDetails")
                    .addObject()
                    .put("modality", "TEXT")
                    .put("tokenCount", tokens);
        }
        return body;
    }
}
