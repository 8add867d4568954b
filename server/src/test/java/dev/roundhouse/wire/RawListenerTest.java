package dev.roundhouse.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.channel.IoEventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RawListenerTest {
    private static final InetSocketAddress ANY = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    private static final byte[] OK = ascii("HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok");

    private final RawLoops loops = RawLoops.own(1);
    private volatile RawListener.Handler handler = (request, exchange) -> exchange.send(OK);
    private RawListener listener;

    @BeforeEach
    void start() throws IOException {
        listener = RawListener.open(loops, ANY, 100, (request, exchange) -> handler.handle(request, exchange));
    }

    @AfterEach
    void stop() {
        listener.close();
        loops.close();
    }

    @Test
    void requestsOnOneConnectionAreAnsweredInOrder() throws Exception {
        listen((request, exchange) -> exchange.send(answer(request.target() + request.body().length)));

        String got = talk("POST /a HTTP/1.1\r\nhost: x\r\ncontent-length: 3\r\n\r\nabc"
                + "POST /b HTTP/1.1\r\nhost: x\r\ntransfer-encoding: chunked\r\n\r\n2\r\nab\r\n3\r\ncde\r\n0\r\n\r\n"
                + "GET /c HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n");

        assertThat(got.split("HTTP/1.1 200 OK\r\n", -1)).hasSize(4);
        assertThat(got).containsSubsequence("/a3", "/b5", "/c0");
    }

    @Test
    void manyPipelinedRequestsAreAllAnswered() throws Exception {
        String got = talk("GET / HTTP/1.1\r\nhost: x\r\n\r\n".repeat(300)
                + "GET / HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n");

        assertThat(got.split("HTTP/1.1 200 OK\r\n", -1)).hasSize(302);
    }

    @Test
    void headersKeepTheirOrderAndCase() throws Exception {
        AtomicReference<RawRequest> seen = new AtomicReference<>();
        listen((request, exchange) -> {
            seen.set(request);
            exchange.send(OK);
        });

        talk("GET /x?y=%20 HTTP/1.0\r\nX-B: 1\r\nx-a: 2\r\nX-b: 3\r\n\r\n");

        assertThat(seen.get().headers())
                .containsExactly(
                        new RawRequest.Header("X-B", "1"),
                        new RawRequest.Header("x-a", "2"),
                        new RawRequest.Header("X-b", "3"));
        assertThat(seen.get().header("x-b")).hasValue("1");
        assertThat(seen.get().target()).isEqualTo("/x?y=%20");
        assertThat(seen.get().connection()).isEqualTo(RawRequest.Connection.ENDS_THE_ANSWER);
    }

    @Test
    void whatIsNotHttpAndWhatIsTooLargeIsRefused() throws Exception {
        assertThat(talk("GET\r\n\r\n")).startsWith("HTTP/1.1 400 ");
        assertThat(talk("POST / HTTP/1.1\r\nhost: x\r\ncontent-length: 101\r\n\r\n" + "x".repeat(101)))
                .startsWith("HTTP/1.1 413 ");
        assertThat(talk("GET / HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n"))
                .endsWith("ok");
    }

    @Test
    void aClientThatAsksFirstIsToldToContinue() throws Exception {
        String got = talk(
                "POST / HTTP/1.1\r\nhost: x\r\nexpect: 100-continue\r\nconnection: close\r\ncontent-length: 1\r\n\r\nx");

        assertThat(got).startsWith("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK");
    }

    @Test
    void aResetIsAResetAndACloseIsAnEnd() throws Exception {
        listen((request, exchange) -> {
            if (request.target().equals("/reset")) {
                exchange.reset();
            } else {
                exchange.send(ascii("half"));
                exchange.close();
            }
        });

        assertThatThrownBy(() -> talk("GET /reset HTTP/1.1\r\nhost: x\r\n\r\n"))
                .isInstanceOf(SocketException.class)
                .hasMessageContaining("reset");
        assertThat(talk("GET /close HTTP/1.1\r\nhost: x\r\n\r\n")).isEqualTo("half");
    }

    @Test
    void piecesArriveInOrder() throws Exception {
        List<byte[]> pieces = java.util.stream.IntStream.range(0, 2_000)
                .mapToObj(i -> new byte[] {(byte) ('a' + i % 26)})
                .toList();
        listen((request, exchange) -> {
            exchange.sendEach(pieces);
            exchange.sendEach(List.of());
            exchange.close();
        });

        String got = talk("GET / HTTP/1.1\r\nhost: x\r\n\r\n");

        assertThat(got).hasSize(2_000).startsWith("abcdefghijklmnopqrstuvwxyzab");
    }

    @Test
    void aPauseEndsWithTheClient() throws Exception {
        CountDownLatch noticed = new CountDownLatch(1);
        CountDownLatch begun = new CountDownLatch(1);
        listen((request, exchange) -> {
            begun.countDown();
            try {
                exchange.pauseUntil(Duration.ofHours(1));
            } catch (RawExchange.HungUp e) {
                assertThat(exchange.hungUp()).isTrue();
                noticed.countDown();
                throw e;
            }
        });

        try (Socket socket = connect()) {
            socket.getOutputStream().write(ascii("GET / HTTP/1.1\r\nhost: x\r\n\r\n"));
            assertThat(begun.await(10, TimeUnit.SECONDS)).isTrue();
            assertThat(noticed.getCount()).isEqualTo(1);
        }

        assertThat(noticed.await(10, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void closingEndsHandlersThatWait() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch ended = new CountDownLatch(1);
        listen((request, exchange) -> {
            begun.countDown();
            try {
                exchange.awaitHangUp();
            } finally {
                ended.countDown();
            }
        });
        try (Socket socket = connect()) {
            socket.getOutputStream().write(ascii("GET / HTTP/1.1\r\nhost: x\r\n\r\n"));
            assertThat(begun.await(10, TimeUnit.SECONDS)).isTrue();

            listener.close();

            assertThat(ended.getCount()).isZero();
            assertThat(socket.getInputStream().read()).isEqualTo(-1);
        }
    }

    @Test
    void aTakenPortIsNamed() throws Exception {
        assertThatThrownBy(() -> RawListener.open(loops, listener.address(), 100, (request, exchange) -> {}))
                .isInstanceOf(IOException.class)
                .hasMessageContaining(":" + listener.address().getPort());
    }

    @Test
    void loopsOfAnotherKindMayBeShared() throws Exception {
        IoEventLoopGroup nio = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
        listener.close();
        try (RawLoops shared = RawLoops.shared(nio)) {
            listener = RawListener.open(shared, ANY, 100, (request, exchange) -> exchange.send(OK));

            assertThat(talk("GET / HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n"))
                    .endsWith("ok");
        }

        assertThat(nio.isShuttingDown()).isFalse();
        listener.close();
        nio.shutdownGracefully(20, 5_000, TimeUnit.MILLISECONDS).syncUninterruptibly();
    }

    private void listen(RawListener.Handler how) {
        handler = how;
    }

    private Socket connect() throws IOException {
        Socket socket =
                new Socket(listener.address().getAddress(), listener.address().getPort());
        socket.setSoTimeout(10_000);
        return socket;
    }

    private String talk(String request) throws IOException {
        try (Socket socket = connect()) {
            socket.getOutputStream().write(ascii(request));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
        }
    }

    private static byte[] answer(String body) {
        return ascii("HTTP/1.1 200 OK\r\ncontent-length: " + body.length() + "\r\n\r\n" + body);
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
