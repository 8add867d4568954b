package dev.roundhouse.exchange;

import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// How an answer is drawn; null where nothing was said.
///
/// @param maxOutput most tokens of the answer, reasoning included
/// @param stop texts that end it
/// @param choices how many answers; null one
/// @param logprobs how many likely tokens to show for each (0: only the chosen one); null none
/// @param logitBias as OpenAI says it
public record Sampling(
        @Nullable Long maxOutput,
        @Nullable Double temperature,
        @Nullable Double topP,
        @Nullable Long topK,
        @Nullable Double minP,
        @Nullable Double frequencyPenalty,
        @Nullable Double presencePenalty,
        @Nullable Double repetitionPenalty,
        @Nullable Long seed,
        List<String> stop,
        @Nullable Integer choices,
        @Nullable Integer logprobs,
        @Nullable JsonNode logitBias) {
    /// Nothing was said.
    public static final Sampling NONE =
            new Sampling(null, null, null, null, null, null, null, null, null, List.of(), null, null, null);

    public Sampling {
        stop = List.copyOf(stop);
    }
}
