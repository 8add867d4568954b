package dev.roundhouse.dialect.responses;

import dev.roundhouse.dialect.JsonTree;
import dev.roundhouse.exchange.FinishReason;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// Why an answer ended, both ways.
final class FinishReasons {
    private static final String TOO_LONG = "max_output_tokens";
    private static final String FILTERED = "content_filter";

    private FinishReasons() {}

    /// What a response that is over says.
    ///
    /// @param calls whether it asks the client to call a tool
    static FinishReason read(JsonNode response, boolean calls) {
        String why = why(response);
        if (why == null) {
            return calls ? FinishReason.TOOL_CALLS : FinishReason.STOP;
        }
        return why.equals(FILTERED) ? FinishReason.CONTENT_FILTER : FinishReason.LENGTH;
    }

    /// The provider's own word: why it is incomplete, else its status.
    static @Nullable String word(JsonNode response) {
        String why = why(response);
        return why == null ? JsonTree.string(response, "status") : why;
    }

    /// `status` of a response that ended so.
    static String status(FinishReason reason) {
        return switch (reason) {
            case STOP, TOOL_CALLS -> "completed";
            case LENGTH, CONTENT_FILTER -> "incomplete";
            case ERROR -> "failed";
        };
    }

    /// `incomplete_details.reason`; null where it is complete.
    static @Nullable String incomplete(FinishReason reason) {
        return switch (reason) {
            case STOP, TOOL_CALLS, ERROR -> null;
            case LENGTH -> TOO_LONG;
            case CONTENT_FILTER -> FILTERED;
        };
    }

    // A response that is incomplete without a reason was cut all the same.
    private static @Nullable String why(JsonNode response) {
        if (!"incomplete".equals(JsonTree.string(response, "status"))) {
            return null;
        }
        String why = JsonTree.string(response.path("incomplete_details"), "reason");
        return why == null ? TOO_LONG : why;
    }
}
