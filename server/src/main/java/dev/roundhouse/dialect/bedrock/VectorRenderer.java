package dev.roundhouse.dialect.bedrock;

import dev.roundhouse.dialect.AnswerRenderer;
import dev.roundhouse.dialect.JsonTree;
import dev.roundhouse.exchange.ByteSink;
import dev.roundhouse.exchange.Charge;
import dev.roundhouse.exchange.Event;
import dev.roundhouse.exchange.Failure;
import dev.roundhouse.exchange.Usage;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Says vectors and rankings as Titan, Cohere and Nova do.
final class VectorRenderer implements AnswerRenderer {
    private final Schema schema;
    private final String id;
    private final TreeMap<Integer, JsonNode> vectors = new TreeMap<>();
    private final ArrayNode ranking = JsonTree.array();

    /// @param schema one of vectors or rankings
    /// @param id the answer's
    VectorRenderer(Schema schema, String id) {
        this.schema = schema;
        this.id = id;
    }

    @Override
    public void event(Event event, ByteSink out) {
        switch (event) {
            case Event.Embedded(int index, JsonNode vector) -> vectors.putIfAbsent(index, vector);
            case Event.Ranked(int index, double score) ->
                ranking.addObject().put("index", index).put("relevance_score", score);
            default -> {}
        }
    }

    @Override
    public void finish(Usage usage, Charge charge, ByteSink out) {
        ObjectNode answer = JsonTree.object();
        switch (schema) {
            case COHERE_RERANK -> answer.set("results", ranking);
            case COHERE_EMBED -> {
                ArrayNode all = answer.put("id", id)
                        .put("response_type", "embeddings_floats")
                        .putArray("embeddings");
                vectors.values().forEach(all::add);
            }
            case NOVA_EMBED -> {
                ArrayNode all = answer.putArray("embeddings");
                vectors.values()
                        .forEach(vector ->
                                all.addObject().put("embeddingType", "TEXT").set("embedding", vector));
            }
            default -> {
                answer.set(
                        "embedding",
                        vectors.isEmpty()
                                ? JsonTree.array()
                                : vectors.firstEntry().getValue());
                answer.put("inputTextTokenCount", usage.inputTotal());
            }
        }
        answer.set(TextAnswers.METRICS, Usages.metrics(usage, charge));
        out.append(JsonTree.bytes(answer));
    }

    @Override
    public void fail(Failure failure, ByteSink out) {}
}
