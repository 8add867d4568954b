package dev.roundhouse.wire;

import dev.roundhouse.dispatch.Http1Head;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpUtil;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The head of a request, in whatever version of HTTP it came. Good until the connection reads the next one.
sealed interface RequestHead {
    /// The method as it came.
    String method();

    /// The target as it came, with its query.
    String target();

    /// Whether the client speaks HTTP/1.0.
    boolean isHttp10();

    /// Whether the client means to use the connection again.
    boolean keepsAlive();

    /// Whether the client waits with the body until it is told to go on.
    boolean waits();

    /// The length that it tells; -1 when it tells none.
    long contentLength();

    /// The first header of a name, which is in lower case; null when there is none.
    @Nullable
    String header(String name);

    /// All headers, names in lower case; of several with one name the first.
    Map<String, String> headers();

    /// Of HTTP/1.1, where its connection keeps it.
    record Http1(Http1Head head) implements RequestHead {
        private static final String GO_ON = "100-continue";

        @Override
        public String method() {
            return head.method();
        }

        @Override
        public String target() {
            return head.target();
        }

        @Override
        public boolean isHttp10() {
            return head.isHttp10();
        }

        @Override
        public boolean keepsAlive() {
            return head.keepsAlive();
        }

        @Override
        public boolean waits() {
            return !head.isHttp10() && GO_ON.equalsIgnoreCase(head.header("expect"));
        }

        @Override
        public long contentLength() {
            return head.contentLength();
        }

        @Override
        public @Nullable String header(String name) {
            return head.header(name);
        }

        @Override
        public Map<String, String> headers() {
            return head.headers();
        }
    }

    /// Of HTTP/2, as Netty's codec gives it.
    record Http2(HttpRequest request) implements RequestHead {
        @Override
        public String method() {
            return request.method().name();
        }

        @Override
        public String target() {
            return request.uri();
        }

        @Override
        public boolean isHttp10() {
            return false;
        }

        @Override
        public boolean keepsAlive() {
            return true;
        }

        @Override
        public boolean waits() {
            return HttpUtil.is100ContinueExpected(request);
        }

        @Override
        public long contentLength() {
            return HttpUtil.getContentLength(request, -1L);
        }

        @Override
        public @Nullable String header(String name) {
            return request.headers().get(name);
        }

        @Override
        public Map<String, String> headers() {
            Map<String, String> all = new LinkedHashMap<>();
            for (Map.Entry<String, String> header : request.headers()) {
                all.putIfAbsent(header.getKey().toLowerCase(Locale.ROOT), header.getValue());
            }
            return all;
        }
    }
}
