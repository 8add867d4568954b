package dev.roundhouse.dialect.gemini;

import dev.roundhouse.exchange.FinishReason;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// Google's reasons for the end of an answer, both ways.
final class FinishReasons {
    private static final Map<String, FinishReason> NORMALISED = Map.ofEntries(
            Map.entry("FINISH_REASON_UNSPECIFIED", FinishReason.STOP),
            Map.entry("STOP", FinishReason.STOP),
            Map.entry("MAX_TOKENS", FinishReason.LENGTH),
            Map.entry("SAFETY", FinishReason.CONTENT_FILTER),
            Map.entry("RECITATION", FinishReason.CONTENT_FILTER),
            Map.entry("LANGUAGE", FinishReason.CONTENT_FILTER),
            Map.entry("BLOCKLIST", FinishReason.CONTENT_FILTER),
            Map.entry("PROHIBITED_CONTENT", FinishReason.CONTENT_FILTER),
            Map.entry("SPII", FinishReason.CONTENT_FILTER),
            Map.entry("MODEL_ARMOR", FinishReason.CONTENT_FILTER),
            Map.entry("IMAGE_SAFETY", FinishReason.CONTENT_FILTER),
            Map.entry("IMAGE_PROHIBITED_CONTENT", FinishReason.CONTENT_FILTER),
            Map.entry("IMAGE_RECITATION", FinishReason.CONTENT_FILTER),
            Map.entry("OTHER", FinishReason.ERROR),
            Map.entry("IMAGE_OTHER", FinishReason.ERROR),
            Map.entry("NO_IMAGE", FinishReason.ERROR),
            Map.entry("MALFORMED_FUNCTION_CALL", FinishReason.ERROR),
            Map.entry("MALFORMED_RESPONSE", FinishReason.ERROR),
            Map.entry("UNEXPECTED_TOOL_CALL", FinishReason.ERROR),
            Map.entry("TOO_MANY_TOOL_CALLS", FinishReason.ERROR),
            Map.entry("MISSING_THOUGHT_SIGNATURE", FinishReason.ERROR));

    /// Vertex AI's numbers for them, which it sends to clients that ask for numbers.
    private static final List<String> BY_NUMBER = List.of(
            "FINISH_REASON_UNSPECIFIED",
            "STOP",
            "MAX_TOKENS",
            "SAFETY",
            "RECITATION",
            "OTHER",
            "BLOCKLIST",
            "PROHIBITED_CONTENT",
            "SPII",
            "MALFORMED_FUNCTION_CALL",
            "MODEL_ARMOR",
            "IMAGE_SAFETY",
            "IMAGE_PROHIBITED_CONTENT",
            "IMAGE_RECITATION",
            "IMAGE_OTHER",
            "UNEXPECTED_TOOL_CALL",
            "NO_IMAGE");

    private FinishReasons() {}

    /// Google's word; null where nothing was said.
    static @Nullable String word(JsonNode reason) {
        if (reason.isIntegralNumber()) {
            int number = reason.asInt(0);
            return number > 0 && number < BY_NUMBER.size() ? BY_NUMBER.get(number) : null;
        }
        return reason.isString() && !reason.stringValue().isEmpty() ? reason.stringValue() : null;
    }

    /// What a word means. Google ends with `STOP` also where tools are to be called; a word that is new stops
    /// too.
    ///
    /// @param calls whether the answer calls tools
    static FinishReason normalised(String word, boolean calls) {
        FinishReason reason = NORMALISED.getOrDefault(word, FinishReason.STOP);
        return reason == FinishReason.STOP && calls ? FinishReason.TOOL_CALLS : reason;
    }

    /// Google's word for a reason: the provider's own where it is one of them and means that.
    static String word(FinishReason reason, @Nullable String nativeReason) {
        if (nativeReason != null) {
            FinishReason known = NORMALISED.get(nativeReason);
            boolean same = known == reason || (known == FinishReason.STOP && reason == FinishReason.TOOL_CALLS);
            if (same) {
                return nativeReason;
            }
        }
        return switch (reason) {
            case STOP, TOOL_CALLS -> "STOP";
            case LENGTH -> "MAX_TOKENS";
            case CONTENT_FILTER -> "SAFETY";
            case ERROR -> "OTHER";
        };
    }
}
