package dev.roundhouse.dialect.bedrock;

import dev.roundhouse.dialect.AnswerParser;
import dev.roundhouse.dialect.JsonTree;
import dev.roundhouse.exchange.Event;
import dev.roundhouse.exchange.EventSink;
import dev.roundhouse.exchange.FinishReason;
import dev.roundhouse.exchange.Operation;
import dev.roundhouse.exchange.Usage;
import tools.jackson.databind.JsonNode;

/// Reads vectors and rankings of Titan, Cohere and Nova.
final class VectorEvents implements AnswerParser {
    private final Operation operation;
    private final EventSink sink;

    VectorEvents(Operation operation, EventSink sink) {
        this.operation = operation;
        this.sink = sink;
    }

    @Override
    public void frame(String event, JsonNode payload) {
        sink.accept(new Event.Opened(JsonTree.string(payload, "id"), null, null));
        if (operation == Operation.RERANK) {
            for (JsonNode result : payload.path("results")) {
                int index = result.path("index").asInt(0);
                sink.accept(
                        new Event.Ranked(index, result.path("relevance_score").asDouble(0)));
            }
            sink.accept(new Event.Used(Usage.ofSearches(0, 1)));
        } else {
            vectors(payload);
        }
        sink.accept(new Event.Finished(0, FinishReason.STOP, null, null));
        sink.accept(new Event.Ended());
    }

    private void vectors(JsonNode payload) {
        if (payload.path("embedding").isArray()) {
            sink.accept(new Event.Embedded(0, payload.get("embedding")));
        } else if (payload.path("embeddingsByType").isObject()) {
            payload.get("embeddingsByType").forEach(vector -> sink.accept(new Event.Embedded(0, vector)));
        } else {
            JsonNode all = payload.path("embeddings");
            // By type: plain floats where they are, else the first that there is.
            JsonNode list = all.isObject() && !all.isEmpty()
                    ? all.path("float").isArray()
                            ? all.get("float")
                            : all.iterator().next()
                    : all;
            int index = 0;
            for (JsonNode one : list) {
                sink.accept(new Event.Embedded(index++, one.isObject() ? one.path("embedding") : one));
            }
        }
        if (payload.has("inputTextTokenCount")) {
            long input = JsonTree.count(payload, "inputTextTokenCount");
            sink.accept(new Event.Used(new Usage(input, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, false)));
        }
    }

    @Override
    public void end() {}
}
