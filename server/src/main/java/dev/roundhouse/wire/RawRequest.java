package dev.roundhouse.wire;

import java.util.List;
import java.util.Optional;

/// One HTTP/1.x request, read to its end, as it came: nothing is decoded but the transfer coding.
public final class RawRequest {
    private final String method;
    private final String target;
    private final List<Header> headers;
    private final Connection connection;
    private final byte[] body;

    /// @param method as sent, such as `POST`
    /// @param target the request target as sent, still percent-encoded, with its query
    /// @param headers in the order sent, names in the case sent
    /// @param connection what becomes of the connection afterwards
    /// @param body without transfer coding; not copied
    public RawRequest(String method, String target, List<Header> headers, Connection connection, byte[] body) {
        this.method = method;
        this.target = target;
        this.headers = List.copyOf(headers);
        this.connection = connection;
        this.body = body;
    }

    /// The method as sent.
    public String method() {
        return method;
    }

    /// The request target as sent, still percent-encoded, with its query.
    public String target() {
        return target;
    }

    /// All header fields in the order sent.
    public List<Header> headers() {
        return headers;
    }

    /// The first value of a header field, its name in any case.
    public Optional<String> header(String name) {
        return headers.stream()
                .filter(header -> header.name().equalsIgnoreCase(name))
                .map(Header::value)
                .findFirst();
    }

    /// What the client expects of the connection.
    public Connection connection() {
        return connection;
    }

    /// The body without its transfer coding, empty where there was none. The array is the request's own: readers must
    /// not write to it.
    public byte[] body() {
        return body;
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
