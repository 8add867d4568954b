package dev.roundhouse.wire;

import dev.roundhouse.catalog.Secret;
import dev.roundhouse.exchange.ErrorType;
import dev.roundhouse.exchange.Failure.CallerFault;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Reads request heads: what is wrong with them, and what in them concerns anybody.
final class Heads {
    private static final String BEARER = "bearer ";

    /// Headers that go on to the story, in lower case as HTTP/2 writes them.
    private static final List<String> TAKEN = List.of(
            "user-agent",
            "http-referer",
            "referer",
            "x-title",
            "x-openrouter-title",
            "x-session-id",
            "idempotency-key",
            "anthropic-version",
            "anthropic-beta");

    /// Where the official clients of the vendors put their key, beside `Authorization`.
    private static final List<String> KEY_HEADERS = List.of("x-api-key", "api-key", "x-goog-api-key");

    private Heads() {}

    /// What is wrong with a head; null when nothing is.
    static @Nullable CallerFault fault(HttpRequest request, ListenerLimits limits) {
        if (request.decoderResult().isFailure()) {
            Throwable cause = request.decoderResult().cause();
            if (cause instanceof TooLongHttpHeaderException || cause instanceof TooLongHttpLineException) {
                return new CallerFault(
                        ErrorType.HEADERS_TOO_LARGE,
                        "headers: too large (expected: at most " + limits.headerBytesMax()
                                + " bytes with the request line)",
                        "headers");
            }
            return new CallerFault(ErrorType.INVALID_REQUEST, "request: it is not well-formed HTTP", "headers");
        }
        HttpHeaders headers = request.headers();
        HttpVersion version = request.protocolVersion();
        if (version.majorVersion() != 1) {
            return new CallerFault(
                    ErrorType.VERSION_NOT_SUPPORTED, "version: " + version.text() + " (expected: HTTP/1.1)", "version");
        }
        int hosts = headers.getAll(HttpHeaderNames.HOST).size();
        if (hosts > 1 || (hosts == 0 && version.minorVersion() > 0)) {
            return new CallerFault(ErrorType.INVALID_REQUEST, "host: " + hosts + " of them (expected: one)", "host");
        }
        if (headers.size() > limits.headersMax()) {
            return new CallerFault(
                    ErrorType.HEADERS_TOO_LARGE,
                    "headers: " + headers.size() + " of them (expected: at most " + limits.headersMax() + ")",
                    "headers");
        }
        List<String> encodings = headers.getAll(HttpHeaderNames.TRANSFER_ENCODING);
        boolean odd = encodings.size() > 1
                || (encodings.size() == 1 && !encodings.getFirst().strip().equalsIgnoreCase("chunked"));
        if (odd) {
            return new CallerFault(
                    ErrorType.INVALID_REQUEST, "transfer-encoding: unknown (expected: chunked)", "transfer-encoding");
        }
        return null;
    }

    /// The key that a client presents; null when there is none.
    static @Nullable Secret credential(HttpHeaders headers) {
        String authorization = headers.get(HttpHeaderNames.AUTHORIZATION);
        if (authorization != null) {
            boolean bearer = authorization.regionMatches(true, 0, BEARER, 0, BEARER.length());
            return new Secret((bearer ? authorization.substring(BEARER.length()) : authorization).strip());
        }
        for (String name : KEY_HEADERS) {
            String key = headers.get(name);
            if (key != null) {
                return new Secret(key.strip());
            }
        }
        return null;
    }

    /// The few headers that anyone asks for.
    static Map<String, String> taken(HttpHeaders headers) {
        Map<String, String> taken = new HashMap<>();
        for (String name : TAKEN) {
            String value = headers.get(name);
            if (value != null) {
                taken.put(name, value);
            }
        }
        return taken;
    }

    /// All headers, names in lower case; of several with one name the first.
    static Map<String, String> all(HttpHeaders headers) {
        Map<String, String> all = new HashMap<>();
        for (Map.Entry<String, String> header : headers) {
            all.putIfAbsent(header.getKey().toLowerCase(java.util.Locale.ROOT), header.getValue());
        }
        return all;
    }

    /// The query of a request target; empty where there is none.
    static String query(String target) {
        int query = target.indexOf('?');
        return query < 0 ? "" : target.substring(query + 1);
    }

    /// The path of a request target, without the query.
    static String path(String target) {
        int query = target.indexOf('?');
        String path = query < 0 ? target : target.substring(0, query);
        int scheme = path.indexOf("://");
        if (scheme < 0) {
            return path;
        }
        int slash = path.indexOf('/', scheme + 3);
        return slash < 0 ? "/" : path.substring(slash);
    }
}
