package dev.roundhouse.dialect.openai;

import dev.roundhouse.catalog.Dialect;
import dev.roundhouse.catalog.Endpoint;
import dev.roundhouse.dialect.AnswerParser;
import dev.roundhouse.dialect.AnswerRenderer;
import dev.roundhouse.dialect.Cursor.Unacceptable;
import dev.roundhouse.dialect.FrameReader;
import dev.roundhouse.dialect.HubClient;
import dev.roundhouse.dialect.HubUpstream;
import dev.roundhouse.dialect.JsonTree;
import dev.roundhouse.dialect.Outbound;
import dev.roundhouse.dialect.SseFrames;
import dev.roundhouse.dialect.WholeFrame;
import dev.roundhouse.exchange.AnswerTerms;
import dev.roundhouse.exchange.EventSink;
import dev.roundhouse.exchange.GenerationRequest;
import dev.roundhouse.exchange.Operation;
import dev.roundhouse.exchange.Prompt;
import tools.jackson.databind.JsonNode;

/// OpenAI's chat completions, with OpenRouter's extensions: both sides, the splice between them, and the ways to
/// and
/// from the neutral form.
public final class OpenAiChat extends OpenAi implements HubClient, HubUpstream {
    /// Holds no state.
    public OpenAiChat() {
        super(Dialect.OPENAI_CHAT, "/chat/completions", new RequestReader(Dialect.OPENAI_CHAT, RequestShapes.CHAT));
    }

    @Override
    public Prompt prompt(GenerationRequest request) {
        return ChatPrompts.read(JsonTree.read(request.body()));
    }

    @Override
    public AnswerRenderer renderer(GenerationRequest request, AnswerTerms terms) {
        ChatManner manner = ChatManner.of(request);
        return terms.stream() ? new ChatStream(terms, manner) : new ChatWhole(terms, manner);
    }

    @Override
    public boolean takes(Operation operation) {
        return operation == Operation.CHAT;
    }

    @Override
    public JsonNode body(Prompt prompt, Outbound outbound) {
        if (prompt instanceof Prompt.Chat chat) {
            return ChatBodies.write(chat, outbound);
        }
        throw new Unacceptable("model", "answers conversations (expected: one that does what was asked)");
    }

    @Override
    public FrameReader frames(boolean stream, FrameReader.Sink sink) {
        return stream ? new SseFrames(sink) : new WholeFrame(sink);
    }

    @Override
    public AnswerParser parser(Endpoint endpoint, Operation operation, boolean stream, EventSink sink) {
        return new ChatEvents(endpoint.provider(), stream, sink);
    }

    /// Seals travel in OpenRouter's `reasoning_details`, so only to providers that take these; of an unknown
    /// format
    /// too, since a provider that speaks this dialect need not have said who made it.
    ///
    /// @see Seal
    @Override
    public boolean takesSeal(Endpoint endpoint, String format) {
        return ChatBodies.takesDetails(endpoint.provider().quirks());
    }
}
