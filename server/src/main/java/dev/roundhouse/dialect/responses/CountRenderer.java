package dev.roundhouse.dialect.responses;

import dev.roundhouse.dialect.AnswerRenderer;
import dev.roundhouse.dialect.JsonTree;
import dev.roundhouse.exchange.ByteSink;
import dev.roundhouse.exchange.Charge;
import dev.roundhouse.exchange.Event;
import dev.roundhouse.exchange.Failure;
import dev.roundhouse.exchange.Usage;

/// Says how many tokens a conversation has.
final class CountRenderer implements AnswerRenderer {
    @Override
    public void event(Event event, ByteSink out) {}

    @Override
    public void finish(Usage usage, Charge charge, ByteSink out) {
        out.append(JsonTree.bytes(
                JsonTree.object().put("object", "response.input_tokens").put("input_tokens", usage.inputTotal())));
    }

    @Override
    public void fail(Failure failure, ByteSink out) {}
}
