package dev.roundhouse.dialect.gemini;

import dev.roundhouse.catalog.Provider;
import dev.roundhouse.dialect.JsonTree;
import dev.roundhouse.dialect.UpstreamErrors;
import dev.roundhouse.exchange.ErrorType;
import dev.roundhouse.exchange.Failure.UpstreamFault;
import java.time.Duration;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/// Google's errors: `error{code, status, message, details[]}`, alone or in a list. How long to wait, and whose
/// fault it
/// is, stands in the details.
final class Faults {
    private Faults() {}

    /// An answer with a status other than 200.
    static UpstreamFault refusal(Provider provider, int status, byte[] body, long retryAfterSeconds) {
        UpstreamFault fault = UpstreamErrors.refusal(provider, status, body, retryAfterSeconds);
        try {
            return detailed(fault, JsonTree.read(body));
        } catch (JacksonException _) {
            return fault;
        }
    }

    /// An error inside of an answer whose status was 200.
    static UpstreamFault inBand(Provider provider, JsonNode payload) {
        byte[] bytes = JsonTree.bytes(payload);
        return detailed(UpstreamErrors.inBand(provider, bytes, 0, bytes.length), payload);
    }

    private static UpstreamFault detailed(UpstreamFault fault, JsonNode body) {
        JsonNode error = Members.get(body.isArray() ? body.path(0) : body, "error");
        if (!error.isObject()) {
            return fault;
        }
        String status = Members.text(error, "status");
        String reason = null;
        String field = fault.param();
        Duration wait = fault.retryAfter();
        for (JsonNode detail : Members.list(error, "details")) {
            String kind = detail.path("@type").asString("");
            if (kind.endsWith("RetryInfo") && wait == null) {
                wait = seconds(Members.text(detail, "retryDelay"));
            } else if (kind.endsWith("ErrorInfo")) {
                reason = Members.text(detail, "reason");
            } else if (kind.endsWith("BadRequest")) {
                String named =
                        Members.text(Members.get(detail, "fieldViolations").path(0), "field");
                field = named == null ? field : named;
            }
        }
        return new UpstreamFault(
                type(fault, status, reason),
                fault.provider(),
                fault.status(),
                fault.message(),
                status == null ? fault.code() : status,
                field,
                fault.body(),
                wait,
                fault.earlier());
    }

    // Google says 400 also where our key is no good, or our place is not served: never the caller's fault.
    private static ErrorType type(UpstreamFault fault, @Nullable String status, @Nullable String reason) {
        String message = fault.message().toLowerCase(Locale.ROOT);
        boolean key = "API_KEY_INVALID".equals(reason) || message.contains("api key not valid");
        if (key || "FAILED_PRECONDITION".equals(status)) {
            return ErrorType.PROVIDER_UNAVAILABLE;
        }
        boolean tooLong = message.contains("token count") && message.contains("exceeds");
        if (fault.type() == ErrorType.INVALID_REQUEST && tooLong) {
            return ErrorType.CONTEXT_LENGTH_EXCEEDED;
        }
        return "RESOURCE_EXHAUSTED".equals(status) ? ErrorType.RATE_LIMIT_EXCEEDED : fault.type();
    }

    private static @Nullable Duration seconds(@Nullable String text) {
        if (text == null || !text.endsWith("s")) {
            return null;
        }
        try {
            double seconds = Double.parseDouble(text.substring(0, text.length() - 1));
            return seconds >= 0 && seconds < 1e6 ? Duration.ofMillis((long) Math.ceil(seconds * 1000)) : null;
        } catch (NumberFormatException _) {
            return null;
        }
    }
}
