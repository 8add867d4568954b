package dev.roundhouse.selection;

import java.util.Set;

/// What a choice may look at: the words of a conversation and the functions offered with it.
///
/// @param text what the caller says: instructions and messages in order, the last one last
/// @param functions the list of functions on offer as JSON text; empty when there are none
/// @param needs hard needs, by the names that endpoints use: `tools`, `json_schema`, `image`, `audio`, `file`,
///   `video`
/// @param inputTokens tokens of the whole input where counted; 0 makes an estimate from the length
/// @param maxOutput the most output tokens asked for; 0 when not said
public record Prompt(String text, String functions, Set<String> needs, long inputTokens, long maxOutput) {
    private static final String MARK = "Available functions:";

    public Prompt {
        needs = Set.copyOf(needs);
        if (inputTokens < 0 || maxOutput < 0) {
            throw new IllegalArgumentException(
                    "tokens: " + inputTokens + ", " + maxOutput + " (expected: 0, or how many)");
        }
    }

    /// A prompt that is text alone. What follows a line `Available functions:` is taken as the list of functions.
    public static Prompt ofText(String text) {
        int at = text.indexOf(MARK);
        if (at < 0) {
            return new Prompt(text, "", Set.of(), 0, 0);
        }
        return new Prompt(text.substring(0, at), text.substring(at + MARK.length()), Set.of("tools"), 0, 0);
    }

    /// Tokens of the input: as counted, else a fourth of the characters.
    public long inputTokensOrEstimate() {
        return inputTokens > 0 ? inputTokens : Math.max(1, (text.length() + functions.length()) / 4);
    }
}
