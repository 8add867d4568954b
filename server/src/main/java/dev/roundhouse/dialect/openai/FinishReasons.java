package dev.roundhouse.dialect.openai;

/// Why an answer ended, in the five words that clients know.
final class FinishReasons {
    static final String STOP = "stop";
    static final String ERROR = "error";

    private FinishReasons() {}

    /// The word for a provider's own. Unknown ones are an end like any other.
    ///
    /// `function_call` stays: clients of the legacy `functions` wait for that very word.
    static String normalised(String reason) {
        return switch (reason) {
            case "stop", "length", "tool_calls", "content_filter", "error", "function_call" -> reason;
            case "tool_use", "tool_call", "TOOL_CALL", "tool-calls" -> "tool_calls";
            case "max_tokens",
                    "MAX_TOKENS",
                    "model_length",
                    "max_output_tokens",
                    "max_completion_tokens",
                    "model_context_window_exceeded",
                    "context_length_exceeded",
                    "insufficient_system_resource" -> "length";
            case "content-filter",
                    "content_filtered",
                    "guardrail_intervened",
                    "refusal",
                    "sensitive",
                    "SAFETY",
                    "RECITATION",
                    "BLOCKLIST",
                    "PROHIBITED_CONTENT",
                    "SPII",
                    "IMAGE_SAFETY",
                    "ERROR_TOXIC" -> "content_filter";
            case "ERROR", "network_error", "MALFORMED_FUNCTION_CALL", "abort" -> ERROR;
            default -> STOP;
        };
    }
}
