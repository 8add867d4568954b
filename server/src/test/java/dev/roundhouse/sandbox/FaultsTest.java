package dev.roundhouse.sandbox;

import static dev.roundhouse.sandbox.SandboxFixture.chat;
import static dev.roundhouse.sandbox.SandboxFixture.events;
import static dev.roundhouse.sandbox.SandboxFixture.json;
import static dev.roundhouse.sandbox.SandboxFixture.post;
import static dev.roundhouse.sandbox.SandboxFixture.streamedText;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.node.ObjectNode;

class FaultsTest {
    private static final String CHAT = "/v1/chat/completions";

    private SandboxFixture sandbox;

    @BeforeEach
    void start() throws Exception {
        sandbox = new SandboxFixture();
    }

    @AfterEach
    void stop() {
        sandbox.close();
    }

    @ParameterizedTest
    @CsvSource({
        "status=503;retry-after=1, 503, 1",
        "503, 503, ''",
        "status=429, 429, ''",
        "retry-after=20, 503, 20",
        "status, 500, ''",
        "402, 402, ''"
    })
    void aStatusComesWithAnErrorBodyByHeaderAndByModel(String fault, int status, String retryAfter) throws Exception {
        HttpResponse<byte[]> byHeader = sandbox.post(CHAT, chat("echo", "hi"), "x-sandbox-fault", fault);
        HttpResponse<byte[]> byModel =
                sandbox.post(CHAT, chat("fault/" + fault, "hi").put("stream", true));
        HttpResponse<byte[]> byFullName = sandbox.post(CHAT, chat("sandbox/fault/" + fault, "hi"));

        for (HttpResponse<byte[]> response : List.of(byHeader, byModel, byFullName)) {
            assertThat(response.statusCode()).isEqualTo(status);
            assertThat(response.headers().firstValue("retry-after").orElse("")).isEqualTo(retryAfter);
            assertThat(json(response).at("/error/message").stringValue()).contains("" + status);
        }
    }

    @Test
    void aResetComesBeforeAnyByte() throws Exception {
        try (Socket socket = sandbox.connect()) {
            send(socket, chat("fault/reset", "hi"));

            assertThatThrownBy(() -> socket.getInputStream().read())
                    .isInstanceOf(SocketException.class)
                    .hasMessageContaining("reset");
        }
    }

    @Test
    void silenceLastsUntilTheClientLeaves() throws Exception {
        try (Socket socket = sandbox.connect()) {
            socket.setSoTimeout(300);
            send(socket, chat("fault/silence", "hi"));

            assertThatThrownBy(() -> socket.getInputStream().read()).isInstanceOf(SocketTimeoutException.class);
            assertThat(state()).isEqualTo("answering");
        }
        awaitState("client_hung_up");
    }

    @Test
    void aStallSendsItsFramesAndKeepsTheConnection() throws Exception {
        try (Socket socket = sandbox.connect()) {
            socket.setSoTimeout(300);
            send(socket, chat("fault/stall=4", "hi").put("stream", true));

            byte[] got = untilSilence(socket);

            assertThat(chunkedEvents(got)).hasSize(4).noneMatch(event -> event.equals("[DONE]"));
            assertThat(new String(got, StandardCharsets.UTF_8)).startsWith("HTTP/1.1 200 OK\r\n");
        }
        awaitState("client_hung_up");
    }

    @ParameterizedTest
    @CsvSource({"cut=0, 0", "cut=1, 1", "cut=5, 5", "cut, 3"})
    void aCutClosesAfterItsFrames(String fault, int frames) throws Exception {
        byte[] got = sandbox.raw(post(chat("fault/" + fault, "hello").put("stream", true)));

        assertThat(chunkedEvents(got)).hasSize(frames);
        assertThat(new String(got, StandardCharsets.UTF_8))
                .startsWith("HTTP/1.1 200 OK\r\n")
                .doesNotEndWith("0\r\n\r\n");
    }

    @Test
    void aCutNeverComesAfterTheTerminal() throws Exception {
        byte[] got = sandbox.raw(post(chat("fault/cut=1000", "hello").put("stream", true)));

        assertThat(new String(got, StandardCharsets.UTF_8))
                .doesNotContain("[DONE]")
                .doesNotContain("\"finish_reason\":\"");
        assertThat(chunkedEvents(got)).hasSizeGreaterThan(10);
    }

    @Test
    void theFrameAskedForIsMalformedAndTheOthersAreNot() throws Exception {
        List<String> events =
                events(sandbox.post(CHAT, chat("fault/malformed=2", "hello").put("stream", true))
                        .body());

        assertThatThrownBy(() -> Json.read(events.get(1))).isInstanceOf(JacksonException.class);
        assertThat(Json.read(events.get(0)).at("/choices/0/delta/role").stringValue())
                .isEqualTo("assistant");
        assertThat(Json.read(events.get(2)).at("/choices/0/delta/content").isString())
                .isTrue();
        assertThat(events.getLast()).isEqualTo("[DONE]");
    }

    @Test
    void withoutTerminalTheTextIsWholeAndTheHttpAnswerEnds() throws Exception {
        ObjectNode body = chat("echo", "hello").put("stream", true);
        String whole = streamedText(events(sandbox.post(CHAT, body).body()));

        List<String> events = events(
                sandbox.post(CHAT, body, "x-sandbox-fault", "no-terminal").body());

        assertThat(streamedText(events)).isEqualTo(whole);
        assertThat(events)
                .doesNotContain("[DONE]")
                .allMatch(
                        event -> Json.read(event).at("/choices/0/finish_reason").isNull());
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void gzipIsSentUnasked(boolean stream) throws Exception {
        HttpResponse<byte[]> response =
                sandbox.post(CHAT, chat("fault/gzip", "hello").put("stream", stream));

        assertThat(response.headers().firstValue("content-encoding")).hasValue("gzip");
        byte[] body = new GZIPInputStream(new ByteArrayInputStream(response.body())).readAllBytes();
        assertThat(new String(body, StandardCharsets.UTF_8)).contains("hello");
    }

    @Test
    void aDripArrivesWholeInTheEnd() throws Exception {
        ObjectNode body = chat("echo", "hello").put("max_tokens", 3);
        String sound =
                json(sandbox.post(CHAT, body)).at("/choices/0/message/content").stringValue();

        HttpResponse<byte[]> response = sandbox.post(CHAT, body, "x-sandbox-fault", "drip");

        assertThat(json(response).at("/choices/0/message/content").stringValue())
                .isEqualTo(sound);
    }

    @ParameterizedTest
    @ValueSource(strings = {"cut=1", "cut=7"})
    void withoutStreamingACutComesHalfWayThroughTheBody(String fault) throws Exception {
        int length = sandbox.post(CHAT, chat("echo", "hello")).body().length;

        String got = new String(
                sandbox.raw(post(chat("echo", "hello"), "x-sandbox-fault: " + fault)), StandardCharsets.UTF_8);

        assertThat(got).contains("content-length: " + length + "\r\n");
        int body = got.length() - got.indexOf("\r\n\r\n") - 4;
        assertThat(body).isBetween(length / 2 - 10, length / 2);
    }

    @Test
    void withoutStreamingAMalformedBodyIsWholeAsHttpAndBrokenAsJson() throws Exception {
        HttpResponse<byte[]> response = sandbox.post(CHAT, chat("fault/malformed", "hello"));

        assertThat(response.statusCode()).isEqualTo(200);
        assertThatThrownBy(() -> json(response)).isInstanceOf(JacksonException.class);
    }

    @Test
    void faultsOfAllDialectsAreTheSame() throws Exception {
        ObjectNode completion =
                Json.object().put("model", "fault/cut=2").put("prompt", "hi").put("stream", true);
        ObjectNode embedding = Json.object().put("model", "fault/429").put("input", "hi");

        assertThatThrownBy(() -> sandbox.post("/v1/completions", completion)).isInstanceOf(java.io.IOException.class);
        assertThat(sandbox.post("/v1/embeddings", embedding).statusCode()).isEqualTo(429);
    }

    @ParameterizedTest
    @ValueSource(strings = {"explode", "cut=x", "cut=-1", "status=200", "gzip=9", "malformed=0", "99"})
    void anUnknownFaultIsRefusedWithWhatIsKnown(String fault) throws Exception {
        HttpResponse<byte[]> byHeader = sandbox.post(CHAT, chat("echo", "hi"), "x-sandbox-fault", fault);
        HttpResponse<byte[]> byModel = sandbox.post(CHAT, chat("fault/" + fault, "hi"));

        for (HttpResponse<byte[]> response : List.of(byHeader, byModel)) {
            assertThat(response.statusCode()).isEqualTo(400);
            assertThat(json(response).at("/error/message").stringValue())
                    .contains("\"" + fault + "\"")
                    .contains("stall=N")
                    .contains("no-terminal");
        }
    }

    private static void send(Socket socket, ObjectNode body) throws Exception {
        socket.getOutputStream().write(post(body).getBytes(StandardCharsets.UTF_8));
    }

    private static byte[] untilSilence(Socket socket) throws Exception {
        java.io.ByteArrayOutputStream got = new java.io.ByteArrayOutputStream();
        InputStream in = socket.getInputStream();
        try {
            for (int b = in.read(); b >= 0; b = in.read()) {
                got.write(b);
            }
            throw new AssertionError("the connection ended");
        } catch (SocketTimeoutException e) {
            return got.toByteArray();
        }
    }

    private String state() throws Exception {
        return json(sandbox.get("/sandbox/requests/last")).path("state").stringValue();
    }

    private void awaitState(String expected) throws Exception {
        for (int i = 0; i < 500 && !state().equals(expected); i++) {
            Thread.onSpinWait();
        }
        assertThat(state()).isEqualTo(expected);
    }

    /// The events of a chunked answer whose frames are one chunk each.
    private static List<String> chunkedEvents(byte[] response) {
        return new String(response, StandardCharsets.UTF_8)
                .lines()
                .filter(line -> line.startsWith("data: "))
                .map(line -> line.substring("data: ".length()))
                .toList();
    }
}
