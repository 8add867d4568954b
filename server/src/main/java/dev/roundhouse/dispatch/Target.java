package dev.roundhouse.dispatch;

import dev.roundhouse.catalog.Auth;
import dev.roundhouse.catalog.Endpoint;
import dev.roundhouse.catalog.Provider;
import dev.roundhouse.catalog.Secret;
import dev.roundhouse.dialect.UpstreamDialect;
import io.netty.handler.codec.http.DefaultHttpHeadersFactory;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.util.AsciiString;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Where the requests for one endpoint go, worked out once: origin, path with query, and the headers. The headers
/// are
/// built from what the catalogue says, never from what a client sent.
final class Target {
    private static final AsciiString AGENT = AsciiString.cached("Roundhouse");

    private final Endpoint endpoint;
    private final Origin origin;
    private final String uri;
    private final URI address;
    private final HttpHeaders fixed;
    private final byte[] head;

    /// @throws IllegalArgumentException when a header of the configuration is not one
    Target(Endpoint endpoint, Provider.Open access, UpstreamDialect dialect, boolean stream, String path) {
        Provider provider = endpoint.provider();
        this.endpoint = endpoint;
        this.origin = Origin.of(access.base(), access.privateNetworkAllowed());
        this.uri = uri(access.base(), path, provider.query());
        this.address = URI.create(access.base().getScheme() + "://" + hostHeader(access.base()) + uri);
        this.fixed = headers(access, dialect, provider, stream);
        this.head = head(uri, fixed);
    }

    Endpoint endpoint() {
        return endpoint;
    }

    Origin origin() {
        return origin;
    }

    String uri() {
        return uri;
    }

    /// The whole address, for those that sign it.
    URI address() {
        return address;
    }

    /// A fresh set of headers for a body of that length.
    HttpHeaders headers(long length) {
        return fixed.copy().set(HttpHeaderNames.CONTENT_LENGTH, length);
    }

    /// The head of a request of HTTP/1.1 up to the value of its last header, the length.
    byte[] head() {
        return head;
    }

    private static byte[] head(String uri, HttpHeaders headers) {
        StringBuilder text = new StringBuilder(512).append("POST ").append(uri).append(" HTTP/1.1\r\n");
        for (Map.Entry<String, String> header : headers) {
            text.append(header.getKey()).append(": ").append(header.getValue()).append("\r\n");
        }
        return text.append("content-length: ").toString().getBytes(StandardCharsets.UTF_8);
    }

    private static HttpHeaders headers(
            Provider.Open access, UpstreamDialect dialect, Provider provider, boolean stream) {
        HttpHeaders headers = DefaultHttpHeadersFactory.headersFactory().newHeaders();
        headers.set(HttpHeaderNames.HOST, hostHeader(access.base()));
        headers.set(HttpHeaderNames.USER_AGENT, AGENT);
        headers.set(HttpHeaderNames.CONTENT_TYPE, HttpHeaderValues.APPLICATION_JSON);
        headers.set(
                HttpHeaderNames.ACCEPT,
                stream ? HttpHeaderValues.TEXT_EVENT_STREAM : HttpHeaderValues.APPLICATION_JSON);
        dialect.headers().forEach(headers::set);
        provider.headers().forEach(headers::set);
        authorize(headers, provider.auth(), access.key());
        return headers;
    }

    private static void authorize(HttpHeaders headers, Auth auth, @Nullable Secret key) {
        if (key != null && !auth.header().isEmpty()) {
            headers.set(auth.header(), auth.prefix() + key.reveal());
        }
    }

    private static String hostHeader(URI base) {
        return base.getPort() < 0 ? base.getHost() : base.getHost() + ":" + base.getPort();
    }

    private static String uri(URI base, String path, Map<String, String> query) {
        String before = base.getRawPath() == null ? "" : base.getRawPath();
        String whole = (before.endsWith("/") ? before.substring(0, before.length() - 1) : before) + path;
        if (query.isEmpty()) {
            return whole;
        }
        String more = query.entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .map(e -> encode(e.getKey()) + "=" + encode(e.getValue()))
                .collect(Collectors.joining("&"));
        return whole + (whole.indexOf('?') < 0 ? "?" : "&") + more;
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
