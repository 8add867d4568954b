package dev.roundhouse.dialect.ollama;

import dev.roundhouse.catalog.Provider;
import dev.roundhouse.dialect.AnswerParser;
import dev.roundhouse.dialect.JsonTree;
import dev.roundhouse.dialect.UpstreamErrors;
import dev.roundhouse.exchange.Event;
import dev.roundhouse.exchange.EventSink;
import dev.roundhouse.exchange.FinishReason;
import dev.roundhouse.exchange.Usage;
import tools.jackson.databind.JsonNode;

/// Reads vectors: a list of them, or the one of the older route.
final class VectorEvents implements AnswerParser {
    private final Provider provider;
    private final EventSink sink;

    VectorEvents(Provider provider, EventSink sink) {
        this.provider = provider;
        this.sink = sink;
    }

    @Override
    public void frame(String event, JsonNode answer) {
        JsonNode list = answer.path("embeddings");
        JsonNode one = answer.path("embedding");
        if (!list.isArray() && !one.isArray()) {
            byte[] bytes = JsonTree.bytes(answer);
            sink.accept(new Event.Broke(UpstreamErrors.inBand(provider, bytes, 0, bytes.length)));
            return;
        }
        sink.accept(new Event.Opened(null, JsonTree.string(answer, "model"), null));
        if (list.isArray()) {
            int index = 0;
            for (JsonNode vector : list) {
                sink.accept(new Event.Embedded(index++, vector));
            }
        } else {
            sink.accept(new Event.Embedded(0, one));
        }
        sink.accept(new Event.Finished(0, FinishReason.STOP, null, null));
        if (answer.has("prompt_eval_count")) {
            long input = JsonTree.count(answer, "prompt_eval_count");
            sink.accept(new Event.Used(new Usage(input, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, false)));
        }
        sink.accept(new Event.Ended());
    }

    @Override
    public void end() {}
}
