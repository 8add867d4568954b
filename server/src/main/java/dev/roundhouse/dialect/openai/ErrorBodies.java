package dev.roundhouse.dialect.openai;

import dev.roundhouse.exchange.ErrorType;
import dev.roundhouse.exchange.Failure;
import dev.roundhouse.exchange.Failure.CallerFault;
import dev.roundhouse.exchange.Failure.ClientGone;
import dev.roundhouse.exchange.Failure.GatewayFault;
import dev.roundhouse.exchange.Failure.UpstreamFault;
import dev.roundhouse.exchange.Surface;
import java.io.ByteArrayOutputStream;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/// Failures as clients of this schema read them: OpenAI's `error{message, type, param, code}` with OpenRouter's
/// `metadata` in it.
///
/// `code` is the HTTP status as a number on OpenRouter's surface and in streams, since its clients check that; on
/// the vendor's it is a word such as `model_not_found`, since typed clients of OpenAI read a string there.
final class ErrorBodies {
    private static final JsonFactory FACTORY = new JsonFactory();

    private ErrorBodies() {}

    /// A whole error body.
    static byte[] body(Failure failure, Surface surface, @Nullable String generationId) {
        return json(
                json -> writeError(json, failure, surface == Surface.OPENROUTER ? null : word(failure), generationId));
    }

    /// An object whose members `members` writes.
    static byte[] json(Consumer<JsonGenerator> members) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(512);
        try (JsonGenerator json = FACTORY.createGenerator(ObjectWriteContext.empty(), out)) {
            json.writeStartObject();
            members.accept(json);
            json.writeEndObject();
        }
        return out.toByteArray();
    }

    /// Writes the member `error`, its code a number.
    static void writeError(JsonGenerator json, Failure failure, @Nullable String generationId) {
        writeError(json, failure, null, generationId);
    }

    private static void writeError(
            JsonGenerator json, Failure failure, @Nullable String word, @Nullable String generationId) {
        json.writeObjectPropertyStart("error");
        if (word == null) {
            json.writeNumberProperty("code", failure.type().status());
        } else {
            json.writeStringProperty("code", word);
        }
        json.writeStringProperty("message", failure.message()).writeStringProperty("type", family(failure.type()));
        json.writeStringProperty("param", param(failure));
        json.writeObjectPropertyStart("metadata")
                .writeStringProperty("error_type", failure.type().wireName());
        switch (failure) {
            case UpstreamFault fault -> upstream(json, fault);
            case GatewayFault fault -> gateway(json, fault);
            case CallerFault _, ClientGone _ -> {}
        }
        if (generationId != null) {
            json.writeStringProperty("generation_id", generationId);
        }
        json.writeEndObject().writeEndObject();
    }

    private static void upstream(JsonGenerator json, UpstreamFault fault) {
        json.writeStringProperty("provider_name", fault.provider());
        if (fault.code() != null) {
            json.writeStringProperty("provider_code", fault.code());
        }
        if (fault.status() != 0) {
            json.writeNumberProperty("provider_status", fault.status());
        }
        if (!fault.earlier().isEmpty()) {
            json.writeArrayPropertyStart("previous_errors");
            for (UpstreamFault.Earlier earlier : fault.earlier()) {
                json.writeStartObject()
                        .writeStringProperty("provider", earlier.provider())
                        .writeStringProperty("code", earlier.errorType())
                        .writeNumberProperty("status", earlier.status())
                        .writeEndObject();
            }
            json.writeEndArray();
        }
        if (fault.body() != null) {
            json.writeStringProperty("raw", fault.body());
        }
        retryAfter(json, fault.retryAfter());
    }

    private static void gateway(JsonGenerator json, GatewayFault fault) {
        if (!fault.leftOut().isEmpty()) {
            json.writeArrayPropertyStart("left_out");
            fault.leftOut().forEach(json::writeString);
            json.writeEndArray();
        }
        retryAfter(json, fault.retryAfter());
    }

    private static void retryAfter(JsonGenerator json, java.time.@Nullable Duration retryAfter) {
        if (retryAfter != null) {
            json.writeNumberProperty("retry_after", Math.max(1, retryAfter.toSeconds()));
        }
    }

    @Nullable
    private static String param(Failure failure) {
        return switch (failure) {
            case CallerFault fault -> fault.field();
            case UpstreamFault fault -> fault.param();
            case GatewayFault _, ClientGone _ -> null;
        };
    }

    /// OpenAI's families of errors.
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

    /// OpenAI's words where it has one, else ours.
    private static String word(Failure failure) {
        return switch (failure.type()) {
            case AUTHENTICATION -> "invalid_api_key";
            case PAYMENT_REQUIRED -> "insufficient_quota";
            case NOT_FOUND -> "model_not_found";
            case CONTENT_POLICY_VIOLATION -> "content_filter";
            default -> failure.type().wireName();
        };
    }
}
