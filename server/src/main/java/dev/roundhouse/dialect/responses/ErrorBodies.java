package dev.roundhouse.dialect.responses;

import dev.roundhouse.dialect.JsonTree;
import dev.roundhouse.exchange.ErrorType;
import dev.roundhouse.exchange.Failure;
import dev.roundhouse.exchange.Failure.CallerFault;
import dev.roundhouse.exchange.Failure.ClientGone;
import dev.roundhouse.exchange.Failure.GatewayFault;
import dev.roundhouse.exchange.Failure.UpstreamFault;
import dev.roundhouse.exchange.Surface;
import java.time.Duration;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Failures as clients of this schema read them.
final class ErrorBodies {
    private ErrorBodies() {}

    /// A whole error body: OpenAI's envelope; on OpenRouter's surface with its stable name beside.
    static byte[] body(Failure failure, Surface surface, @Nullable String generationId) {
        ObjectNode body = JsonTree.object();
        ObjectNode error = body.putObject("error");
        error.put("message", failure.message());
        error.put("type", family(failure.type()));
        error.put("param", param(failure));
        if (surface == Surface.OPENROUTER) {
            error.put("code", failure.type().status());
            body.put("error_type", failure.type().wireName());
        } else {
            error.put("code", word(failure));
        }
        error.set("metadata", metadata(failure, generationId));
        return JsonTree.bytes(body);
    }

    /// The two events that end a stream honestly.
    ///
    /// @param response as far as it came
    /// @param frames takes an event's name and payload
    static void frames(Failure failure, ObjectNode response, BiConsumer<String, JsonNode> frames) {
        String code = code(failure.type());
        ObjectNode told = JsonTree.object();
        told.put("code", code).put("message", failure.message()).put("param", param(failure));
        ObjectNode error = told.putObject("error");
        error.put("type", family(failure.type())).put("code", code);
        error.put("message", failure.message()).put("param", param(failure));
        error.set("metadata", metadata(failure, null));
        frames.accept("error", told);

        response.put("status", "failed");
        response.putObject("error").put("code", code).put("message", failure.message());
        ObjectNode failed = JsonTree.object();
        failed.put("error_type", failure.type().wireName());
        failed.set("response", response);
        frames.accept("response.failed", failed);
    }

    private static ObjectNode metadata(Failure failure, @Nullable String generationId) {
        ObjectNode metadata = JsonTree.object().put("error_type", failure.type().wireName());
        switch (failure) {
            case UpstreamFault fault -> upstream(metadata, fault);
            case GatewayFault fault -> {
                if (!fault.leftOut().isEmpty()) {
                    ArrayNode reasons = metadata.putArray("left_out");
                    fault.leftOut().forEach(reasons::add);
                }
                retryAfter(metadata, fault.retryAfter());
            }
            case CallerFault _, ClientGone _ -> {}
        }
        if (generationId != null) {
            metadata.put("generation_id", generationId);
        }
        return metadata;
    }

    private static void upstream(ObjectNode metadata, UpstreamFault fault) {
        metadata.put("provider_name", fault.provider());
        if (fault.code() != null) {
            metadata.put("provider_code", fault.code());
        }
        if (fault.status() != 0) {
            metadata.put("provider_status", fault.status());
        }
        if (!fault.earlier().isEmpty()) {
            ArrayNode before = metadata.putArray("previous_errors");
            for (UpstreamFault.Earlier earlier : fault.earlier()) {
                before.addObject()
                        .put("provider", earlier.provider())
                        .put("code", earlier.errorType())
                        .put("status", earlier.status());
            }
        }
        if (fault.body() != null) {
            metadata.put("raw", fault.body());
        }
        retryAfter(metadata, fault.retryAfter());
    }

    private static void retryAfter(ObjectNode metadata, @Nullable Duration retryAfter) {
        if (retryAfter != null) {
            metadata.put("retry_after", Math.max(1, retryAfter.toSeconds()));
        }
    }

    private static @Nullable String param(Failure failure) {
        return switch (failure) {
            case CallerFault fault -> fault.field();
            case UpstreamFault fault -> fault.param();
            case GatewayFault _, ClientGone _ -> null;
        };
    }

    private static String family(ErrorType type) {
        return switch (type) {
            case AUTHENTICATION -> "authentication_error";
            case PAYMENT_REQUIRED -> "insufficient_quota";
            case PERMISSION_DENIED -> "permission_error";
            case RATE_LIMIT_EXCEEDED -> "rate_limit_error";
            case SERVER, PROVIDER_UNAVAILABLE, NO_ENDPOINT, PROVIDER_OVERLOADED, TIMEOUT -> "server_error";
            default -> "invalid_request_error";
        };
    }

    private static String word(Failure failure) {
        return switch (failure.type()) {
            case AUTHENTICATION -> "invalid_api_key";
            case PAYMENT_REQUIRED -> "insufficient_quota";
            case NOT_FOUND ->
                failure instanceof CallerFault fault && !"model".equals(fault.field())
                        ? "not_found"
                        : "model_not_found";
            case CONTENT_POLICY_VIOLATION -> "content_filter";
            default -> failure.type().wireName();
        };
    }

    // The few that a response's own error may have.
    private static String code(ErrorType type) {
        return switch (type) {
            case RATE_LIMIT_EXCEEDED -> "rate_limit_exceeded";
            case INVALID_REQUEST,
                    INVALID_PROMPT,
                    CONTEXT_LENGTH_EXCEEDED,
                    CONTENT_POLICY_VIOLATION,
                    UNPROCESSABLE,
                    PAYLOAD_TOO_LARGE -> "invalid_prompt";
            default -> "server_error";
        };
    }
}
