package dev.roundhouse.dialect.openai;

import dev.roundhouse.catalog.Dialect;

/// OpenAI's legacy completions, with OpenRouter's extensions: both sides, and the splice between them.
public final class OpenAiCompletions extends OpenAi {
    /// Holds no state.
    public OpenAiCompletions() {
        super(
                Dialect.OPENAI_COMPLETIONS,
                "/completions",
                new RequestReader(Dialect.OPENAI_COMPLETIONS, RequestShapes.COMPLETIONS));
    }
}
