package dev.roundhouse.dialect.ollama;

import dev.roundhouse.exchange.FinishReason;
import org.jspecify.annotations.Nullable;

/// Why answers end, both ways. Ollama says `stop` of calls, too; who called is seen in the answer.
final class FinishReasons {
    private FinishReasons() {}

    /// A reason that nobody knows is an ordinary end, and so is one that is missing: older servers say none.
    static FinishReason of(@Nullable String doneReason) {
        return switch (doneReason) {
            case "length" -> FinishReason.LENGTH;
            case "content_filter" -> FinishReason.CONTENT_FILTER;
            case "error" -> FinishReason.ERROR;
            case null, default -> FinishReason.STOP; // stop, load, unload
        };
    }

    /// In Ollama's words, and in others' where it has none.
    static String said(@Nullable FinishReason reason) {
        return switch (reason) {
            case null -> "stop";
            case STOP, TOOL_CALLS -> "stop";
            case LENGTH -> "length";
            case CONTENT_FILTER -> "content_filter";
            case ERROR -> "error";
        };
    }
}
