package dev.roundhouse.dialect.bedrock;

import dev.roundhouse.dialect.AnswerRenderer;
import dev.roundhouse.dialect.JsonTree;
import dev.roundhouse.exchange.ByteSink;
import dev.roundhouse.exchange.Charge;
import dev.roundhouse.exchange.Event;
import dev.roundhouse.exchange.Failure;
import dev.roundhouse.exchange.Usage;

/// Says how many tokens a conversation has.
final class CountWhole implements AnswerRenderer {
    @Override
    public void event(Event event, ByteSink out) {}

    @Override
    public void finish(Usage usage, Charge charge, ByteSink out) {
        out.append(JsonTree.bytes(JsonTree.object().put("inputTokens", usage.inputTotal())));
    }

    @Override
    public void fail(Failure failure, ByteSink out) {}
}
