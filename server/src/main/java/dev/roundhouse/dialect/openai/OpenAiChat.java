package dev.roundhouse.dialect.openai;

import dev.roundhouse.catalog.Dialect;

/// OpenAI's chat completions, with OpenRouter's extensions: both sides, and the splice between them.
public final class OpenAiChat extends OpenAi {
    /// Holds no state.
    public OpenAiChat() {
        super(Dialect.OPENAI_CHAT, "/chat/completions", new RequestReader(Dialect.OPENAI_CHAT, RequestShapes.CHAT));
    }
}
