package dev.roundhouse.exchange;

import java.util.Locale;

/// The stable names of failures, the same in every dialect, each with the HTTP status it has before the first
/// byte.
///
/// @see "OpenRouter API: errors, error_type"
public enum ErrorType {
    INVALID_REQUEST(400),
    INVALID_PROMPT(400),
    CONTEXT_LENGTH_EXCEEDED(400),
    MAX_TOKENS_EXCEEDED(400),
    CONTENT_POLICY_VIOLATION(400),
    AUTHENTICATION(401),
    PAYMENT_REQUIRED(402),
    PERMISSION_DENIED(403),
    NOT_FOUND(404),
    METHOD_NOT_ALLOWED(405),
    REQUEST_TIMEOUT(408),
    PRECONDITION_FAILED(412),
    PAYLOAD_TOO_LARGE(413),
    UNSUPPORTED_MEDIA_TYPE(415),
    UNPROCESSABLE(422),
    HEADERS_TOO_LARGE(431),
    RATE_LIMIT_EXCEEDED(429),
    SERVER(500),
    PROVIDER_UNAVAILABLE(502),
    /// No endpoint can take it now: all are busy, resting or not configured.
    NO_ENDPOINT(503),
    PROVIDER_OVERLOADED(503),
    TIMEOUT(504),
    VERSION_NOT_SUPPORTED(505);

    private final int status;

    ErrorType(int status) {
        this.status = status;
    }

    /// The HTTP status.
    public int status() {
        return status;
    }

    /// The name on the wire, such as `rate_limit_exceeded`.
    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }
}
