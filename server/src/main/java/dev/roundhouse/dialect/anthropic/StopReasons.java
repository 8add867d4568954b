package dev.roundhouse.dialect.anthropic;

import dev.roundhouse.exchange.Event.Finished;
import dev.roundhouse.exchange.FinishReason;
import org.jspecify.annotations.Nullable;

/// Why an answer ended, both ways.
final class StopReasons {
    static final String TOOL_USE = "tool_use";
    static final String STOP_SEQUENCE = "stop_sequence";

    private StopReasons() {}

    /// What Anthropic's word means; what is not known is an end like any other.
    static FinishReason normalised(String reason) {
        return switch (reason) {
            case "max_tokens", "model_context_window_exceeded" -> FinishReason.LENGTH;
            case TOOL_USE -> FinishReason.TOOL_CALLS;
            case "refusal" -> FinishReason.CONTENT_FILTER;
            default -> FinishReason.STOP; // end_turn, stop_sequence, pause_turn, compaction
        };
    }

    /// Anthropic's word for an end. The provider's own is kept where it is one of Anthropic's.
    static String word(@Nullable Finished finished) {
        if (finished == null) {
            return "end_turn";
        }
        String given = finished.nativeReason();
        if (given != null && isOwn(given) && normalised(given) == finished.reason()) {
            return given;
        }
        return switch (finished.reason()) {
            case LENGTH -> "max_tokens";
            case TOOL_CALLS -> TOOL_USE;
            case CONTENT_FILTER -> "refusal";
            case STOP -> finished.stopSequence() == null ? "end_turn" : STOP_SEQUENCE;
            // There is no word for it: what came stands, and the error is in the record.
            case ERROR -> "end_turn";
        };
    }

    private static boolean isOwn(String reason) {
        return switch (reason) {
            case "end_turn",
                    "max_tokens",
                    STOP_SEQUENCE,
                    TOOL_USE,
                    "pause_turn",
                    "refusal",
                    "compaction",
                    "model_context_window_exceeded" -> true;
            default -> false;
        };
    }
}
