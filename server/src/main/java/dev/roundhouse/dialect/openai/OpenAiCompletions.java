package dev.roundhouse.dialect.openai;

import dev.roundhouse.catalog.Dialect;
import dev.roundhouse.dialect.AnswerRenderer;
import dev.roundhouse.dialect.HubClient;
import dev.roundhouse.exchange.AnswerTerms;
import dev.roundhouse.exchange.GenerationRequest;
import dev.roundhouse.exchange.Prompt;

/// OpenAI's legacy completions, with OpenRouter's extensions: both sides, and the splice between them. Its
/// clients
/// reach upstreams of every dialect, their text being the one turn of a conversation; its upstreams are reached
/// by its
/// own clients only, since most conversations cannot be said to them.
public final class OpenAiCompletions extends OpenAi implements HubClient {
    /// Holds no state.
    public OpenAiCompletions() {
        super(
                Dialect.OPENAI_COMPLETIONS,
                "/completions",
                new RequestReader(Dialect.OPENAI_COMPLETIONS, RequestShapes.COMPLETIONS));
    }

    @Override
    public Prompt prompt(GenerationRequest request) {
        return CompletionPrompts.read(request.body());
    }

    @Override
    public AnswerRenderer renderer(GenerationRequest request, AnswerTerms terms) {
        ChatManner manner = ChatManner.of(request);
        String echo = ChatManner.echo(request);
        return terms.stream() ? new CompletionStream(terms, manner, echo) : new CompletionWhole(terms, manner, echo);
    }
}
