package dev.roundhouse.wire;

import dev.roundhouse.exchange.Caller;
import dev.roundhouse.exchange.Failure;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Answers one plain route: listings, accounts, health. Runs on a worker, so it may read files and databases.
@FunctionalInterface
public interface Page {
    /// Answers a query. Whatever it throws is a fault and becomes a plain 500.
    Reply answer(Query query);

    /// A request of a plain route.
    ///
    /// @param path the path as it came, still percent-encoded, without the query
    /// @param segments values of the pattern's `{name}` parts, decoded
    /// @param parameters query parameters, decoded, in order
    /// @param headers names in lower case
    /// @param caller who asks; null where the route takes anyone and no (valid) key came
    /// @param body bytes of the body; empty when there is none
    record Query(
            String path,
            Map<String, String> segments,
            Map<String, List<String>> parameters,
            Map<String, String> headers,
            @Nullable Caller caller,
            byte[] body) {
        /// The first value of a query parameter, where it is there and not empty.
        public Optional<String> parameter(String name) {
            return parameters.getOrDefault(name, List.of()).stream()
                    .filter(v -> !v.isEmpty())
                    .findFirst();
        }
    }

    /// What a page answers.
    sealed interface Reply {}

    /// Bytes with a status.
    ///
    /// @param headers further headers beside `content-type` and `content-length`
    record Content(int status, String contentType, byte[] body, Map<String, String> headers) implements Reply {
        /// 200 with JSON.
        public static Content json(byte[] body) {
            return new Content(200, "application/json", body, Map.of());
        }
    }

    /// A failure; `wire` writes it in the envelope of the route's dialect.
    record Failed(Failure failure) implements Reply {}
}
