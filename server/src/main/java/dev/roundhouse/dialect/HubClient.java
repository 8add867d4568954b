package dev.roundhouse.dialect;

import dev.roundhouse.exchange.AnswerTerms;
import dev.roundhouse.exchange.GenerationRequest;
import dev.roundhouse.exchange.Prompt;

/// A client's dialect that translates to and from the neutral form, so that it reaches upstreams of every other.
public interface HubClient extends ClientDialect {
    /// The request in neutral form.
    ///
    /// @throws Cursor.Unacceptable when a member is not what it must be
    Prompt prompt(GenerationRequest request);

    /// Says one answer to this request.
    AnswerRenderer renderer(GenerationRequest request, AnswerTerms terms);

    @Override
    default String promptText(GenerationRequest request, int charsMax) {
        return PromptTexts.of(prompt(request), charsMax);
    }
}
