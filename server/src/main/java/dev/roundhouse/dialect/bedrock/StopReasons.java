package dev.roundhouse.dialect.bedrock;

import dev.roundhouse.exchange.FinishReason;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Converse's stop reasons, both ways.
final class StopReasons {
    private static final Set<String> KNOWN = Set.of(
            "end_turn",
            "tool_use",
            "max_tokens",
            "stop_sequence",
            "guardrail_intervened",
            "content_filtered",
            "malformed_model_output",
            "malformed_tool_use",
            "model_context_window_exceeded");

    private StopReasons() {}

    /// What a native reason means.
    static FinishReason read(@Nullable String reason) {
        return switch (reason == null ? "" : reason) {
            case "tool_use" -> FinishReason.TOOL_CALLS;
            case "max_tokens", "model_context_window_exceeded" -> FinishReason.LENGTH;
            case "guardrail_intervened", "content_filtered", "refusal" -> FinishReason.CONTENT_FILTER;
            case "malformed_model_output", "malformed_tool_use" -> FinishReason.ERROR;
            default -> FinishReason.STOP;
        };
    }

    /// The native reason for a client: the upstream's own where it is one of Converse's.
    static String write(FinishReason reason, @Nullable String nativeReason, @Nullable String stopSequence) {
        if (nativeReason != null && KNOWN.contains(nativeReason) && read(nativeReason) == reason) {
            return nativeReason;
        }
        return switch (reason) {
            case STOP -> stopSequence == null ? "end_turn" : "stop_sequence";
            case LENGTH -> "max_tokens";
            case TOOL_CALLS -> "tool_use";
            case CONTENT_FILTER -> "content_filtered";
            case ERROR -> "malformed_model_output";
        };
    }
}
