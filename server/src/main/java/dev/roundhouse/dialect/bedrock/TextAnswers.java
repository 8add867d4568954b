package dev.roundhouse.dialect.bedrock;

import dev.roundhouse.dialect.JsonTree;
import dev.roundhouse.exchange.FinishReason;
import dev.roundhouse.exchange.Usage;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// Answers of text models: what each calls its text, its end and its counts.
final class TextAnswers {
    static final String METRICS = "amazon-bedrock-invocationMetrics";

    private TextAnswers() {}

    /// A piece of an answer.
    ///
    /// @param reason as the model said it; null while it goes on
    /// @param stop the text that ended it; null unsaid
    record Piece(
            int choice,
            String text,
            @Nullable String reason,
            @Nullable String stop) {}

    /// The pieces of a frame, whichever model it is of; null when it is of none.
    static @Nullable List<Piece> pieces(JsonNode frame) {
        if (frame.has("outputText")) {
            return List.of(piece(frame, frame, "outputText", "completionReason"));
        }
        if (frame.path("results").path(0).has("outputText")) {
            return all(frame.get("results"), "outputText", "completionReason");
        }
        if (frame.has("generation")) {
            return List.of(piece(frame, frame, "generation", "stop_reason"));
        }
        if (frame.path("outputs").isArray()) {
            return all(frame.get("outputs"), "text", "stop_reason");
        }
        if (frame.path("generations").isArray()) {
            return all(frame.get("generations"), "text", "finish_reason");
        }
        if (frame.has("completion")) {
            return List.of(piece(frame, frame, "completion", "stop_reason"));
        }
        if (frame.path("completions").isArray()) {
            List<Piece> pieces = new ArrayList<>();
            for (JsonNode one : frame.get("completions")) {
                String reason = JsonTree.string(one.path("finishReason"), "reason");
                pieces.add(
                        new Piece(pieces.size(), one.path("data").path("text").asString(""), reason, null));
            }
            return pieces;
        }
        boolean cohere = frame.has("generation_id") || frame.has("is_finished") || frame.has("event_type");
        return cohere ? List.of(piece(frame, frame, "text", "finish_reason")) : null;
    }

    private static List<Piece> all(JsonNode list, String text, String reason) {
        List<Piece> pieces = new ArrayList<>();
        for (JsonNode one : list) {
            Piece piece = piece(one, one, text, reason);
            pieces.add(new Piece(pieces.size(), piece.text, piece.reason, piece.stop));
        }
        return pieces;
    }

    private static Piece piece(JsonNode frame, JsonNode said, String text, String reason) {
        return new Piece(
                frame.path("index").asInt(0),
                said.path(text).asString(""),
                JsonTree.string(said, reason),
                JsonTree.string(said, "stop"));
    }

    /// The counts of a frame; null where it has none.
    static @Nullable Usage usage(JsonNode frame) {
        JsonNode metrics = frame.path(METRICS);
        if (metrics.isObject()) {
            return Usages.ofMetrics(metrics);
        }
        if (frame.has("prompt_token_count") && !frame.get("prompt_token_count").isNull()) {
            return plain(JsonTree.count(frame, "prompt_token_count"), JsonTree.count(frame, "generation_token_count"));
        }
        if (frame.has("inputTextTokenCount")
                && !frame.get("inputTextTokenCount").isNull()) {
            long output = JsonTree.count(frame, "totalOutputTextTokenCount");
            for (JsonNode result : frame.path("results")) {
                output += JsonTree.count(result, "tokenCount");
            }
            return plain(JsonTree.count(frame, "inputTextTokenCount"), output);
        }
        return null;
    }

    private static Usage plain(long input, long output) {
        return new Usage(input, 0, 0, 0, 0, 0, output, 0, 0, 0, 0, false);
    }

    /// What a reason means.
    static FinishReason meant(String reason) {
        return switch (reason.toLowerCase(Locale.ROOT)) {
            case "length", "max_tokens" -> FinishReason.LENGTH;
            case "content_filtered", "content_filter", "error_toxic" -> FinishReason.CONTENT_FILTER;
            case "error", "error_limit" -> FinishReason.ERROR;
            default -> FinishReason.STOP;
        };
    }
}
