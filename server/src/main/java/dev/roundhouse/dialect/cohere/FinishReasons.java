package dev.roundhouse.dialect.cohere;

import dev.roundhouse.exchange.FinishReason;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Why answers end, both ways.
final class FinishReasons {
    private static final String STOP_SEQUENCE = "STOP_SEQUENCE";

    // The last three are of the first API; some hosts still say them.
    private static final Map<String, FinishReason> NATIVE = Map.of(
            "COMPLETE",
            FinishReason.STOP,
            STOP_SEQUENCE,
            FinishReason.STOP,
            "MAX_TOKENS",
            FinishReason.LENGTH,
            "TOOL_CALL",
            FinishReason.TOOL_CALLS,
            "ERROR",
            FinishReason.ERROR,
            "TIMEOUT",
            FinishReason.ERROR,
            "ERROR_TOXIC",
            FinishReason.CONTENT_FILTER,
            "ERROR_LIMIT",
            FinishReason.LENGTH,
            "USER_CANCEL",
            FinishReason.STOP);

    private FinishReasons() {}

    /// A reason that nobody knows is an ordinary end.
    static FinishReason of(@Nullable String nativeReason) {
        return nativeReason == null ? FinishReason.STOP : NATIVE.getOrDefault(nativeReason, FinishReason.STOP);
    }

    /// In Cohere's words. It has none for a filter.
    ///
    /// @param nativeReason as the provider said it
    /// @param stopSequence which text ended it
    static String said(FinishReason reason, @Nullable String nativeReason, @Nullable String stopSequence) {
        return switch (reason) {
            case STOP -> {
                boolean stopped = stopSequence != null || "stop_sequence".equalsIgnoreCase(nativeReason);
                yield stopped ? STOP_SEQUENCE : "COMPLETE";
            }
            case LENGTH -> "MAX_TOKENS";
            case TOOL_CALLS -> "TOOL_CALL";
            case CONTENT_FILTER, ERROR -> "ERROR";
        };
    }
}
