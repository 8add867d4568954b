package dev.roundhouse.wire;

import java.util.List;
import java.util.Optional;

/// One HTTP/1.x request, read to its end, as it came: nothing is decoded but the transfer coding.
///
/// @param method as sent, such as `POST`
/// @param target the request target as sent, still percent-encoded, with its query
/// @param headers in the order sent, names in the case sent
/// @param connection what the client expects of the connection afterwards
/// @param body without its transfer coding, empty where there was none; not copied, so readers must not write to
///   it
public record RawRequest(String method, String target, List<Header> headers, Connection connection, byte[] body) {
    public RawRequest {
        headers = List.copyOf(headers);
    }

    /// The first value of a header field, its name in any case.
    public Optional<String> header(String name) {
        return headers.stream()
                .filter(header -> header.name().equalsIgnoreCase(name))
                .map(Header::value)
                .findFirst();
    }

    /// One header field.
    ///
    /// @param name in the case sent
    /// @param value without the blanks around it
    public record Header(String name, String value) {}

    /// What becomes of the connection after the answer.
    public enum Connection {
        /// It stays open for another request (HTTP/1.1).
        KEPT,
        /// The client asked for it to be closed (HTTP/1.1).
        CLOSED,
        /// HTTP/1.0: the answer has no chunks, and ends with the connection.
        ENDS_THE_ANSWER
    }
}
