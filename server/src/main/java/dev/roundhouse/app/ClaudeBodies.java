package dev.roundhouse.app;

import dev.roundhouse.catalog.Endpoint;
import dev.roundhouse.dialect.AnswerParser;
import dev.roundhouse.dialect.AnswerRenderer;
import dev.roundhouse.dialect.FrameWriter;
import dev.roundhouse.dialect.InnerBodies;
import dev.roundhouse.dialect.Outbound;
import dev.roundhouse.dialect.anthropic.AnthropicBodies;
import dev.roundhouse.exchange.AnswerTerms;
import dev.roundhouse.exchange.EventSink;
import dev.roundhouse.exchange.Prompt;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Anthropic's bodies as Amazon Bedrock envelopes them.
final class ClaudeBodies implements InnerBodies {
    @Override
    public Prompt.Chat read(JsonNode body) {
        return AnthropicBodies.read(body);
    }

    @Override
    public ObjectNode write(Prompt.Chat chat, Outbound outbound) {
        return AnthropicBodies.write(chat, outbound, AnthropicBodies.BEDROCK_VERSION);
    }

    @Override
    public AnswerParser parser(Endpoint endpoint, EventSink sink) {
        return AnthropicBodies.parser(endpoint, sink);
    }

    @Override
    public AnswerRenderer renderer(JsonNode body, AnswerTerms terms, FrameWriter writer) {
        return AnthropicBodies.renderer(body, terms, writer);
    }
}
