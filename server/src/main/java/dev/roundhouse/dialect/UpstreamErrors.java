package dev.roundhouse.dialect;

import dev.roundhouse.catalog.Provider;
import dev.roundhouse.exchange.ErrorType;
import dev.roundhouse.exchange.Failure.UpstreamFault;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// What a provider's error means, in whichever of the field's many spellings it comes. The provider's own words
/// are kept.
public final class UpstreamErrors {
    private static final int BODY_BYTES_MAX = 64 << 10;
    private static final int RAW_CHARS_MAX = 8 << 10;
    private static final int MESSAGE_CHARS_MAX = 4 << 10;
    private static final int DEPTH_MAX = 100;

    private static final JsonMapper MAPPER = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(DEPTH_MAX)
                            .build())
                    .build())
            .build();

    private static final List<String> MESSAGE_NAMES =
            List.of("message", "detail", "error_description", "error_msg", "msg", "reason", "title", "error");

    private static final List<String> TOO_LONG = List.of(
            "maximum context length",
            "max context length",
            "context length exceeded",
            "context window",
            "context_length_exceeded",
            "prompt is too long",
            "prompt too long",
            "input is too long",
            "input length exceeds",
            "too many input tokens",
            "too many tokens: size limit");

    private UpstreamErrors() {}

    /// An answer with a status other than 200.
    public static UpstreamFault refusal(Provider provider, int status, byte[] body, long retryAfterSeconds) {
        Told told = read(body, 0, body.length);
        return fault(provider, status, told, retryAfterSeconds);
    }

    /// An error told inside of an answer whose status was 200. Its own status, where it has one, tells what it
    /// is.
    public static UpstreamFault inBand(Provider provider, byte[] bytes, int from, int to) {
        Told told = read(bytes, from, to);
        return fault(provider, told.status() >= 400 && told.status() < 600 ? told.status() : 502, told, -1);
    }

    /// Bytes that are no answer at all.
    public static UpstreamFault broken(Provider provider, String what) {
        return UpstreamFault.ours(ErrorType.PROVIDER_UNAVAILABLE, provider.name(), 200, provider.name() + " " + what);
    }

    private static UpstreamFault fault(Provider provider, int status, Told told, long retryAfterSeconds) {
        String message = told.message() != null
                ? told.message()
                : provider.name() + " answered with status " + status + " and no message";
        return new UpstreamFault(
                type(status, told, message),
                provider.name(),
                status,
                message,
                told.code(),
                told.param(),
                told.raw(),
                retryAfterSeconds < 0 ? null : Duration.ofSeconds(retryAfterSeconds),
                List.of());
    }

    // The provider's 401, 402 and 403 are about our key and our account there, never about the caller's.
    private static ErrorType type(int status, Told told, String message) {
        String code = told.code() == null ? "" : told.code();
        boolean caller = status == 400 || status == 413 || status == 422;
        if (caller && isTooLong(code, message)) {
            return ErrorType.CONTEXT_LENGTH_EXCEEDED;
        }
        if (caller && code.equals("rate_limit_exceeded")) {
            return ErrorType.RATE_LIMIT_EXCEEDED; // Groq says 413 when tokens per minute run out
        }
        if (caller && (code.equals("content_filter") || code.equals("content_policy_violation"))) {
            return ErrorType.CONTENT_POLICY_VIOLATION;
        }
        return switch (status) {
            case 400 -> ErrorType.INVALID_REQUEST;
            case 404 -> ErrorType.NOT_FOUND;
            case 408 -> ErrorType.REQUEST_TIMEOUT;
            case 412 -> ErrorType.PRECONDITION_FAILED;
            case 413 -> ErrorType.PAYLOAD_TOO_LARGE;
            case 422 -> ErrorType.UNPROCESSABLE;
            case 429 -> ErrorType.RATE_LIMIT_EXCEEDED;
            case 498, 503, 529 -> ErrorType.PROVIDER_OVERLOADED;
            case 504, 524 -> ErrorType.TIMEOUT;
            default -> ErrorType.PROVIDER_UNAVAILABLE;
        };
    }

    private static boolean isTooLong(String code, String message) {
        if (code.equals("context_length_exceeded")) {
            return true;
        }
        String lower = message.toLowerCase(Locale.ROOT);
        return TOO_LONG.stream().anyMatch(lower::contains);
    }

    private record Told(
            @Nullable String message,
            @Nullable String code,
            @Nullable String param,
            int status,
            @Nullable String raw) {}

    private static Told read(byte[] bytes, int from, int to) {
        if (from >= to) {
            return new Told(null, null, null, 0, null);
        }
        String raw = new String(bytes, from, Math.min(to - from, BODY_BYTES_MAX), StandardCharsets.UTF_8).strip();
        String shown = raw.length() <= RAW_CHARS_MAX ? raw : raw.substring(0, RAW_CHARS_MAX);
        try {
            JsonNode node = MAPPER.readTree(bytes, from, to - from);
            JsonNode first = node.isArray() ? node.path(0) : node;
            JsonNode inner = first.path("error");
            JsonNode error = inner.isObject() ? inner : first;
            String message = message(error);
            return new Told(
                    message == null ? null : bounded(message),
                    code(error, first),
                    text(error.path("param")),
                    status(error),
                    shown);
        } catch (JacksonException _) {
            // A page or a line of a proxy on the way. Pages are for browsers; a line is a message.
            boolean page = raw.startsWith("<");
            return new Told(page || raw.isEmpty() ? null : bounded(raw), null, null, 0, raw.isEmpty() ? null : shown);
        }
    }

    @Nullable
    private static String message(JsonNode error) {
        if (error.isString()) {
            return text(error);
        }
        for (String name : MESSAGE_NAMES) {
            String message = words(error.path(name));
            if (message != null) {
                return message;
            }
        }
        return words(error.path("errors"));
    }

    // A text, an object with a message in it, or a list of either.
    @Nullable
    private static String words(JsonNode node) {
        if (node.isString()) {
            return text(node);
        }
        if (node.isObject()) {
            return place(node, message(node));
        }
        if (!node.isArray() || node.isEmpty()) {
            return null;
        }
        StringBuilder all = new StringBuilder();
        for (JsonNode item : node) {
            String message = words(item);
            if (message != null) {
                all.append(all.isEmpty() ? "" : "; ").append(message);
            }
        }
        return all.isEmpty() ? null : all.toString();
    }

    // FastAPI's `{"loc": ["body", "messages"], "msg": "field required"}`.
    @Nullable
    private static String place(JsonNode node, @Nullable String message) {
        JsonNode loc = node.path("loc");
        if (message == null || !loc.isArray()) {
            return message;
        }
        StringBuilder path = new StringBuilder();
        for (JsonNode step : loc) {
            path.append(path.isEmpty() ? "" : ".").append(step.asString());
        }
        return path + ": " + message;
    }

    @Nullable
    private static String code(JsonNode error, JsonNode outer) {
        for (String name : List.of("code", "error_code", "type", "status")) {
            String code = text(error.path(name));
            if (code != null) {
                return code;
            }
        }
        return text(outer.path("code"));
    }

    private static int status(JsonNode error) {
        for (String name : List.of("code", "status_code", "raw_status_code", "status")) {
            JsonNode node = error.path(name);
            if (node.isInt()) {
                return node.intValue();
            }
        }
        return 0;
    }

    @Nullable
    private static String text(JsonNode node) {
        boolean scalar = node.isString() || node.isNumber();
        return scalar && !node.asString().isBlank() ? node.asString() : null;
    }

    private static String bounded(String text) {
        return text.length() <= MESSAGE_CHARS_MAX ? text : text.substring(0, MESSAGE_CHARS_MAX) + "…";
    }
}
