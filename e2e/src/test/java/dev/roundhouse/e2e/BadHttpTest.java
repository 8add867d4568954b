package dev.roundhouse.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Requests that are wrong as HTTP, and those that are only unusual: the first are refused and never forwarded,
/// the
/// second are served.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BadHttpTest {
    private static final String PATH = "/api/v1/chat/completions";
    private static final String VENDOR_PATH = "/v1/chat/completions";

    private final StubUpstream upstream = StubUpstream.saying("All is well.");
    private final Gateway gateway = Gateway.start(
            new GatewayConfig().provider("acme", upstream.port()).endpoint("acme/swift-1", "acme", "swift-1"));

    @AfterAll
    void stop() {
        gateway.close();
        upstream.close();
    }

    @AfterEach
    void nothingElseWasForwardedAndTheGatewayStillServes() {
        assertThat(upstream.takeBodies()).as("forwarded").allMatch(body -> body.contains("\"good\""));
        assertThat(Http.chat(gateway, Json.chat("acme/swift-1", "good")).status())
                .isEqualTo(200);
    }

    static Stream<Arguments> heads() {
        byte[] body = bad();
        String text = new String(body, StandardCharsets.US_ASCII);
        String length = "content-length: " + body.length;
        String chunks = Integer.toHexString(body.length) + "\r\n" + text + "\r\n0\r\n\r\n";
        return Stream.of(PATH, VENDOR_PATH)
                .flatMap(path -> Stream.of(
                        Arguments.of(
                                "a length and chunks",
                                RawConnection.head(path, length, "transfer-encoding: chunked") + "\r\n" + chunks),
                        Arguments.of(
                                "chunks and a length",
                                RawConnection.head(path, "transfer-encoding: chunked", length) + "\r\n" + chunks),
                        Arguments.of(
                                "two lengths", RawConnection.head(path, length, "content-length: 1") + "\r\n" + text),
                        Arguments.of(
                                "two lengths in one line", RawConnection.head(path, length + ", 1") + "\r\n" + text),
                        Arguments.of(
                                "a length that is no number",
                                RawConnection.head(path, "content-length: +" + body.length) + "\r\n" + text),
                        Arguments.of(
                                "a negative length", RawConnection.head(path, "content-length: -1") + "\r\n" + text),
                        Arguments.of(
                                "an unknown coding",
                                RawConnection.head(path, "transfer-encoding: xchunked") + "\r\n" + chunks),
                        Arguments.of(
                                "a chunk length that is no number",
                                RawConnection.head(path, "transfer-encoding: chunked") + "\r\nzz\r\n" + text
                                        + "\r\n0\r\n\r\n"),
                        Arguments.of(
                                "a space before the colon",
                                RawConnection.head(path, "content-length : " + body.length) + "\r\n" + text),
                        Arguments.of(
                                "a folded header", RawConnection.head(path, "x-one: a\r\n b", length) + "\r\n" + text),
                        Arguments.of(
                                "a header of 40 KiB",
                                RawConnection.head(path, "x-long: " + "a".repeat(40 * 1024), length) + "\r\n" + text),
                        Arguments.of(
                                "two hundred headers",
                                RawConnection.head(path, "x-many: 1\r\n".repeat(200) + length) + "\r\n" + text),
                        Arguments.of(
                                "no host",
                                RawConnection.head(path, length).replace("host: 127.0.0.1\r\n", "") + "\r\n" + text),
                        Arguments.of("two hosts", RawConnection.head(path, length, "host: other") + "\r\n" + text),
                        Arguments.of(
                                "a bad percent-encoding", RawConnection.head(path + "%zz", length) + "\r\n" + text),
                        Arguments.of(
                                "a half percent-encoding", RawConnection.head(path + "%4", length) + "\r\n" + text),
                        Arguments.of(
                                "a long path",
                                RawConnection.head(path + "/" + "a".repeat(40_000), length) + "\r\n" + text),
                        Arguments.of("no HTTP", "hello there\r\n\r\n"),
                        Arguments.of(
                                "another version",
                                RawConnection.head(path, length).replace("HTTP/1.1", "HTTP/3.7") + "\r\n" + text)));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("heads")
    void whatIsWrongAsHttpIsRefused(String what, String request) {
        try (RawConnection connection = RawConnection.to(gateway.port())) {
            connection.write(request);

            Reply reply = connection.read();

            // "Version not supported" is the one 5xx that speaks of the caller's mistake.
            assertThat(reply.status())
                    .as(what + ": " + reply)
                    .satisfiesAnyOf(
                            status -> assertThat(status).isBetween(400, 499),
                            status -> assertThat(status).isEqualTo(505));
            assertThat(reply.errorMessage()).as(what).isNotBlank();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {PATH, VENDOR_PATH})
    void aRefusedBodyLeavesTheConnectionUsable(String path) {
        try (RawConnection connection = RawConnection.to(gateway.port())) {
            connection.write(RawConnection.request(path, "no JSON".getBytes(StandardCharsets.UTF_8)));
            assertThat(connection.read().status()).isEqualTo(400);

            connection.write(RawConnection.request(path, good()));

            assertThat(connection.read().status()).isEqualTo(200);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {PATH, VENDOR_PATH})
    void pipelinedRequestsAreAnsweredInOrder(String path) {
        try (RawConnection connection = RawConnection.to(gateway.port())) {
            connection.write(RawConnection.request(path, good())
                    + RawConnection.request(path, "no JSON".getBytes(StandardCharsets.UTF_8))
                    + RawConnection.request(path, good()));

            assertThat(connection.read().status()).isEqualTo(200);
            assertThat(connection.read().status()).isEqualTo(400);
            assertThat(connection.read().status()).isEqualTo(200);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {PATH, VENDOR_PATH})
    void aClientThatWaitsIsToldToContinue(String path) {
        byte[] body = good();
        try (RawConnection connection = RawConnection.to(gateway.port())) {
            connection.write(
                    RawConnection.head(path, "expect: 100-continue", "content-length: " + body.length) + "\r\n");
            assertThat(connection.read().status()).isEqualTo(100);

            connection.write(body);

            assertThat(connection.read().status()).isEqualTo(200);
        }
        try (RawConnection connection = RawConnection.to(gateway.port())) {
            connection.write(RawConnection.head(path, "expect: 100-continue", "content-length: 40000000") + "\r\n");

            assertThat(connection.read().status()).as("refused before the body").isEqualTo(413);
        }
    }

    @Test
    void anOldClientIsServedAndItsConnectionEnds() {
        try (RawConnection connection = RawConnection.to(gateway.port())) {
            connection.write(RawConnection.request(PATH, good()).replace("HTTP/1.1", "HTTP/1.0"));

            Reply reply = connection.read();

            assertThat(reply.status()).isEqualTo(200);
            assertThat(reply.header("transfer-encoding")).isEmpty();
            assertThat(reply.json().path("choices").isArray()).isTrue();
            assertThat(connection.closes()).isTrue();
        }
    }

    @Test
    void anOldClientReadsAStreamToTheEndOfItsConnection() {
        byte[] body = Json.text(Json.streamedChat("acme/swift-1", "good")).getBytes(StandardCharsets.UTF_8);
        try (RawConnection connection = RawConnection.to(gateway.port())) {
            connection.write(RawConnection.request(PATH, body).replace("HTTP/1.1", "HTTP/1.0"));

            Reply reply = connection.read();

            assertThat(reply.header("transfer-encoding")).isEmpty();
            assertThat(Sse.content(reply.events())).isEqualTo("All is well.");
        }
    }

    @Test
    void chunkedAndSlowlyWrittenRequestsAreServed() {
        byte[] body = good();
        StringBuilder request =
                new StringBuilder(RawConnection.head(PATH, "transfer-encoding: chunked")).append("\r\n");
        for (byte each : body) {
            request.append("1\r\n").append((char) each).append("\r\n");
        }
        request.append("0\r\n\r\n");
        try (RawConnection connection = RawConnection.to(gateway.port())) {
            request.chars().forEach(each -> connection.write(String.valueOf((char) each)));

            assertThat(connection.read().status()).isEqualTo(200);
        }
    }

    @Test
    void headersOfTheConnectionAndTheClientsKeyStayHere() {
        byte[] body =
                Json.text(Json.chat("acme/swift-1", "good").put("user", "hop")).getBytes(StandardCharsets.UTF_8);
        try (RawConnection connection = RawConnection.to(gateway.port())) {
            connection.write(RawConnection.request(
                    PATH, body, "connection: x-secret", "x-secret: 1", "cookie: a=b", "x-forwarded-for: 10.0.0.1"));
            assertThat(connection.read().status()).isEqualTo(200);
        }

        StubUpstream.Received last = upstream.received().getLast();
        assertThat(last.headers()).doesNotContainKeys("x-secret", "cookie", "x-forwarded-for");
        assertThat(last.headers()).containsEntry("authorization", "Bearer sk-upstream-acme");
    }

    private static byte[] good() {
        return Json.text(Json.chat("acme/swift-1", "good")).getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] bad() {
        return Json.text(Json.chat("acme/swift-1", "smuggled")).getBytes(StandardCharsets.UTF_8);
    }
}
