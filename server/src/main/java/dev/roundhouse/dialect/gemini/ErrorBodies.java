package dev.roundhouse.dialect.gemini;

import dev.roundhouse.dialect.JsonTree;
import dev.roundhouse.exchange.ErrorType;
import dev.roundhouse.exchange.Failure;
import dev.roundhouse.exchange.Failure.CallerFault;
import dev.roundhouse.exchange.Failure.GatewayFault;
import dev.roundhouse.exchange.Failure.UpstreamFault;
import java.time.Duration;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Failures as Google's clients read them: `error{code, message, status, details[]}`.
final class ErrorBodies {
    private static final String TYPES = "type.googleapis.com/google.rpc.";
    private static final String KEYS =
            " Keys are taken from the header x-goog-api-key; one in the address (?key=) is not read.";

    private ErrorBodies() {}

    /// A whole error body.
    static byte[] body(Failure failure, @Nullable String generationId) {
        ObjectNode body = JsonTree.object();
        ErrorType type = failure.type();
        String message = type == ErrorType.AUTHENTICATION ? failure.message() + KEYS : failure.message();
        ObjectNode error = body.putObject("error")
                .put("code", type.status())
                .put("message", message)
                .put("status", status(type));
        ArrayNode details = error.putArray("details");
        info(details, failure, generationId);
        if (failure instanceof CallerFault caller && caller.field() != null) {
            ObjectNode violation = details.addObject()
                    .put("@type", TYPES + "BadRequest")
                    .putArray("fieldViolations")
                    .addObject();
            violation.put("field", caller.field()).put("description", failure.message());
        }
        Duration wait = wait(failure);
        if (wait != null) {
            details.addObject()
                    .put("@type", TYPES + "RetryInfo")
                    .put("retryDelay", Math.max(1, wait.toSeconds()) + "s");
        }
        return JsonTree.bytes(body);
    }

    private static void info(ArrayNode details, Failure failure, @Nullable String generationId) {
        ObjectNode info = details.addObject()
                .put("@type", TYPES + "ErrorInfo")
                .put("reason", failure.type().wireName().toUpperCase(Locale.ROOT))
                .put("domain", "roundhouse");
        ObjectNode metadata = JsonTree.object();
        if (generationId != null) {
            metadata.put("generation_id", generationId);
        }
        switch (failure) {
            case UpstreamFault fault -> {
                metadata.put("provider_name", fault.provider());
                if (fault.code() != null) {
                    metadata.put("provider_code", fault.code());
                }
                if (fault.status() != 0) {
                    metadata.put("provider_status", String.valueOf(fault.status()));
                }
                if (fault.body() != null) {
                    metadata.put("raw", fault.body());
                }
            }
            case GatewayFault fault -> {
                if (!fault.leftOut().isEmpty()) {
                    metadata.put("left_out", String.join("; ", fault.leftOut()));
                }
            }
            case CallerFault _, Failure.ClientGone _ -> {}
        }
        if (!metadata.isEmpty()) {
            info.set("metadata", metadata);
        }
    }

    private static @Nullable Duration wait(Failure failure) {
        return switch (failure) {
            case UpstreamFault fault -> fault.retryAfter();
            case GatewayFault fault -> fault.retryAfter();
            case CallerFault _, Failure.ClientGone _ -> null;
        };
    }

    /// Google's name of a kind of error.
    static String status(ErrorType type) {
        return switch (type) {
            case AUTHENTICATION -> "UNAUTHENTICATED";
            case PERMISSION_DENIED -> "PERMISSION_DENIED";
            case NOT_FOUND -> "NOT_FOUND";
            case PAYMENT_REQUIRED, PRECONDITION_FAILED -> "FAILED_PRECONDITION";
            case RATE_LIMIT_EXCEEDED -> "RESOURCE_EXHAUSTED";
            case REQUEST_TIMEOUT, TIMEOUT -> "DEADLINE_EXCEEDED";
            case SERVER -> "INTERNAL";
            case PROVIDER_UNAVAILABLE, NO_ENDPOINT, PROVIDER_OVERLOADED -> "UNAVAILABLE";
            case METHOD_NOT_ALLOWED -> "UNIMPLEMENTED";
            case INVALID_REQUEST,
                    INVALID_PROMPT,
                    CONTEXT_LENGTH_EXCEEDED,
                    MAX_TOKENS_EXCEEDED,
                    CONTENT_POLICY_VIOLATION,
                    PAYLOAD_TOO_LARGE,
                    UNSUPPORTED_MEDIA_TYPE,
                    UNPROCESSABLE,
                    HEADERS_TOO_LARGE,
                    VERSION_NOT_SUPPORTED -> "INVALID_ARGUMENT";
        };
    }
}
