package dev.roundhouse.exchange;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// An expected bad end, shown to the caller. Its text is safe to show: no secret, no prompt.
public sealed interface Failure {
    /// Its stable name, and with it the HTTP status.
    ErrorType type();

    /// For people: what went wrong and what was expected.
    String message();

    /// The caller's request is at fault.
    ///
    /// @param field the member at fault, such as `messages[2].role`; null when it is not about one
    record CallerFault(
            ErrorType type, String message, @Nullable String field) implements Failure {
        /// A malformed member.
        public static CallerFault field(String field, String expected) {
            return new CallerFault(ErrorType.INVALID_REQUEST, field + ": " + expected, field);
        }
    }

    /// We cannot take it: nothing matches, nothing is free, or we are closing.
    ///
    /// @param leftOut why each candidate did not take part, such as `openai: OPENAI_API_KEY is not set`
    /// @param retryAfter when another try makes sense; null unknown
    record GatewayFault(
            ErrorType type,
            String message,
            List<String> leftOut,
            @Nullable Duration retryAfter) implements Failure {
        public GatewayFault {
            leftOut = List.copyOf(leftOut);
        }

        /// Too much is waiting here already.
        public static GatewayFault busy() {
            return new GatewayFault(
                    ErrorType.NO_ENDPOINT, "The gateway is busy; try again soon.", List.of(), Duration.ofSeconds(1));
        }
    }

    /// The upstream refused or broke.
    ///
    /// @param provider who it was, by its name for people
    /// @param status the upstream's HTTP status; 0 when there was none
    /// @param message the provider's own message where it sent one
    /// @param code the provider's own code; null when there was none
    /// @param param the member that the provider names; null when it names none
    /// @param body the provider's error as it came, for `metadata.raw`; null when there was none
    /// @param retryAfter as the provider said; null when it did not
    /// @param earlier attempts that failed before this one
    record UpstreamFault(
            ErrorType type,
            String provider,
            int status,
            String message,
            @Nullable String code,
            @Nullable String param,
            @Nullable String body,
            @Nullable Duration retryAfter,
            List<Earlier> earlier)
            implements Failure {
        public UpstreamFault {
            earlier = List.copyOf(earlier);
        }

        /// A fault of the connection, in our own words.
        public static UpstreamFault ours(ErrorType type, String provider, int status, String message) {
            return new UpstreamFault(type, provider, status, message, null, null, null, null, List.of());
        }

        /// An attempt that failed before.
        ///
        /// @param provider who it was, by its name for people
        /// @param errorType what went wrong, by its stable name
        /// @param status the upstream's HTTP status; 0 when there was none
        public record Earlier(String provider, String errorType, int status) {}

        /// The same, with the attempts that failed before.
        public UpstreamFault after(List<Earlier> attempts) {
            return new UpstreamFault(type, provider, status, message, code, param, body, retryAfter, attempts);
        }

        /// Whether another endpoint of the same model may do better: a request that one provider calls malformed
        /// is
        /// malformed everywhere.
        public boolean anotherEndpointMayHelp() {
            return switch (type) {
                case INVALID_REQUEST, INVALID_PROMPT, UNPROCESSABLE, PAYLOAD_TOO_LARGE, CONTEXT_LENGTH_EXCEEDED ->
                    false;
                default -> true;
            };
        }
    }

    /// The client went away: nobody reads this, the record keeps it.
    record ClientGone() implements Failure {
        @Override
        public ErrorType type() {
            return ErrorType.REQUEST_TIMEOUT;
        }

        @Override
        public String message() {
            return "The client closed the connection.";
        }
    }
}
