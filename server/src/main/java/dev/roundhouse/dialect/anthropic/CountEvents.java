package dev.roundhouse.dialect.anthropic;

import dev.roundhouse.dialect.AnswerParser;
import dev.roundhouse.dialect.JsonTree;
import dev.roundhouse.exchange.Event;
import dev.roundhouse.exchange.EventSink;
import dev.roundhouse.exchange.FinishReason;
import dev.roundhouse.exchange.Usage;
import tools.jackson.databind.JsonNode;

/// Reads a count of tokens, `{"input_tokens": 19}`.
final class CountEvents implements AnswerParser {
    private final EventSink sink;

    CountEvents(EventSink sink) {
        this.sink = sink;
    }

    @Override
    public void frame(String event, JsonNode payload) {
        if (!payload.path("input_tokens").isNumber()) {
            return; // without its count the answer has no end, and is broken
        }
        long count = JsonTree.count(payload, "input_tokens");
        sink.accept(new Event.Opened(null, null, null));
        sink.accept(new Event.Finished(0, FinishReason.STOP, null, null));
        sink.accept(new Event.Used(new Usage(count, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, false)));
        sink.accept(new Event.Ended());
    }

    @Override
    public void end() {}
}
