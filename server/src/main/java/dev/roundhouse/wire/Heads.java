package dev.roundhouse.wire;

import dev.roundhouse.catalog.Secret;
import dev.roundhouse.dispatch.Http1Reader;
import dev.roundhouse.exchange.ErrorType;
import dev.roundhouse.exchange.Failure.CallerFault;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpRequest;
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

    /// What is wrong with a head of HTTP/2; null when nothing is. What makes no head at all, the codec has
    /// refused.
    static @Nullable CallerFault fault(HttpRequest request, ListenerLimits limits) {
        if (request.decoderResult().isFailure()) {
            return malformed();
        }
        HttpHeaders headers = request.headers();
        int hosts = headers.getAll(HttpHeaderNames.HOST).size();
        if (hosts != 1) {
            return hosts(hosts);
        }
        return headers.size() > limits.headersMax() ? tooMany(limits) : null;
    }

    /// What was wrong with a head of HTTP/1.1, or with the body behind it.
    static CallerFault fault(Http1Reader reader, ListenerLimits limits) {
        return switch (reader.problem()) {
            case NONE, MALFORMED -> malformed();
            case TOO_LARGE ->
                new CallerFault(
                        ErrorType.HEADERS_TOO_LARGE,
                        "headers: too large (expected: at most " + limits.headerBytesMax()
                                + " bytes with the request line)",
                        "headers");
            case TOO_MANY -> tooMany(limits);
            case VERSION ->
                new CallerFault(
                        ErrorType.VERSION_NOT_SUPPORTED, "version: not HTTP/1.x (expected: HTTP/1.1)", "version");
            case HOST -> hosts(reader.head().hosts());
            case CODING ->
                new CallerFault(
                        ErrorType.INVALID_REQUEST,
                        "transfer-encoding: unknown (expected: chunked)",
                        "transfer-encoding");
            case FRAMING -> new CallerFault(ErrorType.INVALID_REQUEST, "body: its framing is broken", "body");
        };
    }

    private static CallerFault malformed() {
        return new CallerFault(ErrorType.INVALID_REQUEST, "request: it is not well-formed HTTP", "headers");
    }

    private static CallerFault hosts(int hosts) {
        return new CallerFault(ErrorType.INVALID_REQUEST, "host: " + hosts + " of them (expected: one)", "host");
    }

    private static CallerFault tooMany(ListenerLimits limits) {
        return new CallerFault(
                ErrorType.HEADERS_TOO_LARGE,
                "headers: too many (expected: at most " + limits.headersMax() + ")",
                "headers");
    }

    /// The key that a client presents; null when there is none.
    static @Nullable Secret credential(RequestHead head) {
        String authorization = head.header("authorization");
        if (authorization != null) {
            boolean bearer = authorization.regionMatches(true, 0, BEARER, 0, BEARER.length());
            return new Secret((bearer ? authorization.substring(BEARER.length()) : authorization).strip());
        }
        for (String name : KEY_HEADERS) {
            String key = head.header(name);
            if (key != null) {
                return new Secret(key.strip());
            }
        }
        return null;
    }

    /// The few headers that anyone asks for.
    static Map<String, String> taken(RequestHead head) {
        Map<String, String> taken = Map.of();
        for (String name : TAKEN) {
            String value = head.header(name);
            if (value != null) {
                if (taken.isEmpty()) {
                    taken = new HashMap<>();
                }
                taken.put(name, value);
            }
        }
        return taken;
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
