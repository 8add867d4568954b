package dev.roundhouse.exchange;

import dev.roundhouse.catalog.Dialect;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// One piece of an answer in the form that every dialect translates to and from. An answer that is not streamed
/// is the
/// same events, each part in one piece. `choice` counts answers, `part` the pieces of one answer, both from 0; a
/// part's events follow each other in order, those of different tool calls may be mixed.
public sealed interface Event {
    /// The answer begins.
    ///
    /// @param id the upstream's id of it; null none
    /// @param model as the upstream says; null unsaid
    record Opened(
            @Nullable String id,
            @Nullable String model,
            @Nullable String serviceTier) implements Event {}

    /// More text.
    record Text(int choice, int part, String text) implements Event {}

    /// More of what the model thinks.
    ///
    /// @param summary whether it is a summary made for people
    record Thinking(int choice, int part, String text, boolean summary) implements Event {}

    /// What the provider wants back with a part: with thinking, and with Gemini with text and calls too. Comes
    /// once,
    /// when the part is over or with its start.
    record Sealed(int choice, int part, Seal seal) implements Event {}

    /// A call of a tool begins.
    ///
    /// @param id joins call and result; made by us where the upstream has none
    /// @param custom whether its input is free text
    record ToolStarted(int choice, int part, String id, String name, boolean custom) implements Event {}

    /// More of a call's input.
    record ToolInput(int choice, int part, String piece) implements Event {}

    /// More of a refusal.
    record Refusal(int choice, int part, String text) implements Event {}

    /// Where the words of a text part come from; follows some of them.
    record Cited(int choice, int part, Citation citation) implements Event {}

    /// A picture or sound that the model made.
    record Made(int choice, int part, dev.roundhouse.exchange.Part.Made made) implements Event {}

    /// Probabilities of tokens, as OpenAI says them: a list of `{token, logprob, bytes, top_logprobs}`.
    record Logprobs(int choice, JsonNode content) implements Event {}

    /// What only one dialect can say: a whole content block or item of it.
    record Native(int choice, int part, Dialect dialect, JsonNode value) implements Event {}

    /// A vector.
    ///
    /// @param vector a list of numbers, or of whole numbers, or a text of packed floats in base64
    record Embedded(int index, JsonNode vector) implements Event {}

    /// A document's relevance.
    record Ranked(int index, double score) implements Event {}

    /// One answer is over.
    ///
    /// @param nativeReason as the provider said it
    /// @param stopSequence which text ended it; null none or unsaid
    record Finished(
            int choice,
            FinishReason reason,
            @Nullable String nativeReason,
            @Nullable String stopSequence) implements Event {}

    /// Units used so far; the last one counts.
    record Used(Usage usage) implements Event {}

    /// A member of the answer that is not modelled here, as the upstream's dialect says it.
    record Extra(Dialect dialect, String name, JsonNode value) implements Event {}

    /// The answer broke; nothing follows.
    record Broke(Failure failure) implements Event {}

    /// The upstream's terminal event; nothing follows.
    record Ended() implements Event {}
}
