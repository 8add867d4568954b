package dev.roundhouse.dialect.anthropic;

import dev.roundhouse.dialect.JsonTree;
import dev.roundhouse.exchange.ErrorType;
import dev.roundhouse.exchange.Failure;
import dev.roundhouse.exchange.Failure.CallerFault;
import dev.roundhouse.exchange.Failure.ClientGone;
import dev.roundhouse.exchange.Failure.GatewayFault;
import dev.roundhouse.exchange.Failure.UpstreamFault;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Failures as clients of this schema read them: `{type: "error", error: {type, message}, request_id}`, with
/// OpenRouter's `error_type` and `metadata` beside the message.
final class ErrorBodies {
    private ErrorBodies() {}

    /// The whole envelope.
    ///
    /// @param generationId goes in `request_id`; null before there was one
    static ObjectNode body(Failure failure, @Nullable String generationId) {
        ObjectNode body = JsonTree.object();
        body.put("type", "error");
        ObjectNode error = body.putObject("error");
        error.put("type", word(failure.type()));
        error.put("message", failure.message());
        error.put("error_type", failure.type().wireName());
        ObjectNode metadata = JsonTree.object();
        switch (failure) {
            case UpstreamFault fault -> upstream(metadata, fault);
            case GatewayFault fault -> {
                if (!fault.leftOut().isEmpty()) {
                    ArrayNode leftOut = metadata.putArray("left_out");
                    fault.leftOut().forEach(leftOut::add);
                }
            }
            case CallerFault fault -> {
                if (fault.field() != null) {
                    metadata.put("field", fault.field());
                }
            }
            case ClientGone _ -> {}
        }
        if (!metadata.isEmpty()) {
            error.set("metadata", metadata);
        }
        body.put("request_id", generationId);
        return body;
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
            ArrayNode earlier = metadata.putArray("previous_errors");
            for (UpstreamFault.Earlier one : fault.earlier()) {
                earlier.addObject()
                        .put("provider", one.provider())
                        .put("code", one.errorType())
                        .put("status", one.status());
            }
        }
        if (fault.body() != null) {
            metadata.put("raw", fault.body());
        }
    }

    /// Anthropic's word for a failure.
    static String word(ErrorType type) {
        return switch (type) {
            case INVALID_REQUEST,
                    INVALID_PROMPT,
                    CONTEXT_LENGTH_EXCEEDED,
                    MAX_TOKENS_EXCEEDED,
                    CONTENT_POLICY_VIOLATION,
                    UNPROCESSABLE,
                    PRECONDITION_FAILED,
                    METHOD_NOT_ALLOWED,
                    UNSUPPORTED_MEDIA_TYPE,
                    HEADERS_TOO_LARGE,
                    VERSION_NOT_SUPPORTED -> "invalid_request_error";
            case AUTHENTICATION -> "authentication_error";
            case PAYMENT_REQUIRED -> "billing_error";
            case PERMISSION_DENIED -> "permission_error";
            case NOT_FOUND -> "not_found_error";
            case PAYLOAD_TOO_LARGE -> "request_too_large";
            case RATE_LIMIT_EXCEEDED -> "rate_limit_error";
            case PROVIDER_OVERLOADED, NO_ENDPOINT -> "overloaded_error";
            case TIMEOUT, REQUEST_TIMEOUT -> "timeout_error";
            case SERVER, PROVIDER_UNAVAILABLE -> "api_error";
        };
    }

    /// The HTTP status that goes with Anthropic's word; 0 for an unknown one.
    static int status(@Nullable String word) {
        return switch (word) {
            case null -> 0;
            case "invalid_request_error" -> 400;
            case "authentication_error" -> 401;
            case "billing_error" -> 402;
            case "permission_error" -> 403;
            case "not_found_error" -> 404;
            case "request_too_large" -> 413;
            case "rate_limit_error" -> 429;
            case "api_error" -> 500;
            case "timeout_error" -> 504;
            case "overloaded_error" -> 529;
            default -> 0;
        };
    }
}
