package dev.roundhouse.sandbox;

import static dev.roundhouse.sandbox.SandboxFixture.chat;
import static dev.roundhouse.sandbox.SandboxFixture.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.zip.CRC32;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

class ReplayTest {
    private static final String CHAT = "/v1/chat/completions";
    private static final String SSE = """
            : KEEP ALIVE

            data: {"choices":[{"delta":{"content":"Grüß 世界 🌍"}}]}

            data: {"choices":[{"delta":{},"finish_reason":"stop"}]}

            data: [DONE]

            """;

    @TempDir
    private Path folder;

    private SandboxFixture sandbox;

    @BeforeEach
    void start() throws Exception {
        record("acme-chat-0001", "openai-chat", "json", 200, "\n\n {\"id\": \"x\",  \"n\": 1.0}");
        record("acme-chat-0002", "openai-chat", "sse", 200, SSE);
        record("acme-chat-0003", "openai-chat", "event-json-lines", 200, "{\"a\":1}\n{\"b\":\"ü\"}");
        record("acme-chat-0004", "openai-chat", "json", 429, "{\"error\":{\"message\":\"slow down\"}}");
        record("acme-chat-0005", "ollama", "ndjson", 200, "{\"done\":false}\n{\"done\":true}\n");
        record("acme-messages-0006", "anthropic-messages", "event-json-lines", 200, "{\"type\":\"message_stop\"}\n");
        record("acme-converse-0007", "bedrock-converse", "event-json-lines", 200, "{\"messageStop\":{\"a\":1}}");
        record("acme-responses-0009", "openai-responses", "event-json-lines", 200, "{\"n\":[1],\"type\":\"x.y\",}");
        record("acme-gemini-0008", "gemini", "event-json-lines", 200, "{\"a\":1}");
        sandbox = new SandboxFixture(folder);
    }

    @AfterEach
    void stop() {
        sandbox.close();
    }

    @ParameterizedTest
    @CsvSource({"whole", "bytes", "split", "BYTES"})
    void aRecordingComesByteForByteInEveryDelivery(String delivery) throws Exception {
        HttpResponse<byte[]> whole =
                sandbox.post(CHAT, chat("replay/acme-chat-0001", "hi"), "x-sandbox-delivery", delivery);
        HttpResponse<byte[]> stream =
                sandbox.post(CHAT, chat("replay/acme-chat-0002", "hi"), "x-sandbox-delivery", delivery);

        assertThat(text(whole)).isEqualTo("\n\n {\"id\": \"x\",  \"n\": 1.0}");
        assertThat(text(stream)).isEqualTo(SSE);
    }

    @Test
    void headersAreReplayedButForThoseOfTheConnection() throws Exception {
        HttpResponse<byte[]> response = sandbox.post(CHAT, chat("replay/acme-chat-0004", "hi"));

        assertThat(response.statusCode()).isEqualTo(429);
        assertThat(response.headers().firstValue("x-recorded")).hasValue("yes");
        assertThat(response.headers().firstValue("content-type")).hasValue("application/json");
        assertThat(response.headers().firstValue("content-encoding")).isEmpty();
        assertThat(response.headers().allValues("content-length")).containsExactly("" + response.body().length);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/acme-chat-0001/v1/chat/completions",
                "/v1beta/models/acme-chat-0001:generateContent",
                "/model/replay%2Facme-chat-0001/converse",
                "/anything/at/all/acme-chat-0001",
                "/v1/replay/acme-chat-0001"
            })
    void anIdAnywhereInThePathIsFound(String path) throws Exception {
        assertThat(text(sandbox.post(path, Json.object()))).contains("\"id\": \"x\"");
    }

    @Test
    void anIdInTheHeaderGoesFirst() throws Exception {
        HttpResponse<byte[]> response =
                sandbox.post(CHAT, chat("replay/acme-chat-0001", "hi"), "x-sandbox-interaction", "acme-chat-0004");

        assertThat(response.statusCode()).isEqualTo(429);
    }

    @Test
    void anUnknownIdIsNotFound() throws Exception {
        HttpResponse<byte[]> byModel = sandbox.post(CHAT, chat("replay/acme-chat-9999", "hi"));
        HttpResponse<byte[]> byHeader = sandbox.post(CHAT, chat("echo", "hi"), "x-sandbox-interaction", "nope");
        HttpResponse<byte[]> byPath = sandbox.post("/replay/acme-chat-9999/x", Json.object());

        for (HttpResponse<byte[]> response : List.of(byModel, byHeader, byPath)) {
            assertThat(response.statusCode()).isEqualTo(404);
        }
        assertThat(json(byModel).at("/error/message").stringValue()).contains("acme-chat-9999");
    }

    @Test
    void thePathMayChooseTheDelivery() throws Exception {
        byte[] request = Json.bytes(chat("replay/acme-chat-0002", "hi"));
        String head = "POST /delivery-bytes/v1/chat/completions HTTP/1.1\r\nhost: sandbox\r\nconnection: close\r\n"
                + "content-length: " + request.length + "\r\n\r\n";

        String got =
                new String(sandbox.raw(head + new String(request, StandardCharsets.UTF_8)), StandardCharsets.UTF_8);

        assertThat(got.split("\r\n1\r\n", -1)).hasSize(SSE.getBytes(StandardCharsets.UTF_8).length + 1);
        assertThat(sandbox.post("/delivery-sideways" + CHAT, chat("echo", "hi")).statusCode())
                .isEqualTo(400);
    }

    @Test
    void eventLinesGetTheFramingOfTheirDialect() throws Exception {
        assertThat(text(sandbox.post(CHAT, chat("replay/acme-chat-0003", "hi"))))
                .isEqualTo("data: {\"a\":1}\n\ndata: {\"b\":\"ü\"}\n\ndata: [DONE]\n\n");
        assertThat(text(sandbox.post("/v1/messages", chat("replay/acme-messages-0006", "hi"))))
                .isEqualTo("event: message_stop\ndata: {\"type\":\"message_stop\"}\n\n");
        assertThat(text(sandbox.post("/acme-responses-0009", Json.object())))
                .isEqualTo("event: x.y\ndata: {\"n\":[1],\"type\":\"x.y\",}\n\n");
        assertThat(text(sandbox.post("/acme-gemini-0008", Json.object()))).isEqualTo("data: {\"a\":1}\r\n\r\n");
    }

    @Test
    void bedrockEventLinesBecomeBinaryMessagesWithSoundChecksums() throws Exception {
        HttpResponse<byte[]> response = sandbox.post("/model/acme-converse-0007/converse-stream", Json.object());

        assertThat(response.headers().firstValue("content-type")).hasValue("application/vnd.amazon.eventstream");
        byte[] body = response.body();
        ByteBuffer message = ByteBuffer.wrap(body);
        assertThat(message.getInt(0)).isEqualTo(body.length);
        assertThat(message.getInt(8)).isEqualTo(checksum(body, 8));
        assertThat(message.getInt(body.length - 4)).isEqualTo(checksum(body, body.length - 4));
        String readable = new String(body, StandardCharsets.ISO_8859_1);
        assertThat(readable).contains(":event-type").contains("messageStop").contains("{\"a\":1}");
    }

    @Test
    void faultsActOnRecordingsToo() throws Exception {
        byte[] cut = sandbox.raw(SandboxFixture.post(chat("replay/acme-chat-0002", "hi"), "x-sandbox-fault: cut=1"));
        HttpResponse<byte[]> open =
                sandbox.post(CHAT, chat("replay/acme-chat-0002", "hi"), "x-sandbox-fault", "no-terminal");
        HttpResponse<byte[]> lines =
                sandbox.post(CHAT, chat("replay/acme-chat-0005", "hi"), "x-sandbox-fault", "no-terminal");

        assertThat(new String(cut, StandardCharsets.UTF_8)).endsWith(": KEEP ALIVE\n\n\r\n");
        assertThat(text(open)).contains("Grüß 世界 🌍").doesNotContain("stop").doesNotContain("[DONE]");
        assertThat(text(lines)).isEqualTo("{\"done\":false}\n");
    }

    @Test
    void theRequestIsKeptUnderItsInteractionAndItsOwnId() throws Exception {
        ObjectNode body = chat("replay/acme-chat-0001", "häns");
        sandbox.post(CHAT + "?a=b", body, "x-sandbox-request-id", "mine/1", "X-Twice", "1", "X-Twice", "2");

        JsonNode byInteraction = json(sandbox.get("/sandbox/requests/acme-chat-0001"));
        JsonNode byOwnId = json(sandbox.get("/sandbox/requests/mine/1"));
        JsonNode last = json(sandbox.get("/sandbox/requests/last"));
        JsonNode ids = json(sandbox.get("/sandbox/requests")).path("ids");

        assertThat(byInteraction.path("method").stringValue()).isEqualTo("POST");
        assertThat(byInteraction.path("path").stringValue()).isEqualTo(CHAT + "?a=b");
        assertThat(byInteraction.at("/headers/content-type").stringValue()).isEqualTo("application/json");
        assertThat(byInteraction.at("/headers/x-twice").stringValue()).isEqualTo("1, 2");
        assertThat(byInteraction.path("body").stringValue()).isEqualTo(Json.text(body));
        assertThat(byOwnId.path("body")).isEqualTo(byInteraction.path("body"));
        assertThat(last.path("body")).isEqualTo(byInteraction.path("body"));
        assertThat(ids.toString()).contains("last", "acme-chat-0001", "mine/1");
        assertThat(sandbox.get("/sandbox/requests/unheard-of").statusCode()).isEqualTo(404);
    }

    @Test
    void aRequestThatIsNoTextIsKeptInBase64() throws Exception {
        byte[] body = {(byte) 0xff, 0, 1};

        sandbox.client().send(sandbox.request(CHAT, body), HttpResponse.BodyHandlers.ofByteArray());

        JsonNode kept = json(sandbox.get("/sandbox/requests/last"));
        assertThat(kept.path("body_base64").stringValue())
                .isEqualTo(Base64.getEncoder().encodeToString(body));
        assertThat(kept.has("body")).isFalse();
    }

    @Test
    void aFolderWithoutListAndAListWithABadLineAreRefused(@TempDir Path other) throws Exception {
        assertThatThrownBy(() -> Recordings.in(List.of(other)))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("list.jsonl");
        Files.writeString(other.resolve("list.jsonl"), "{\"id\":\"a\",\"file\":\"a.json\"}\n{\"id\":\"b\"}\n");
        assertThatThrownBy(() -> Recordings.in(List.of(other)))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("list.jsonl:2");
        Files.writeString(other.resolve("list.jsonl"), "{\"id\":\"a\",\"file\":\"../a.json\"}\n");
        assertThatThrownBy(() -> Recordings.in(List.of(other)))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("inside");
    }

    private void record(String id, String dialect, String wire, int status, String body) throws IOException {
        ObjectNode interaction =
                Json.object().put("id", id).put("provider", "acme").put("dialect", dialect);
        ObjectNode response = interaction.putObject("response").put("status", status);
        response.put("wire", wire).put("body", body);
        response.putObject("headers")
                .put("x-recorded", "yes")
                .put("content-encoding", "gzip")
                .put("Transfer-Encoding", "chunked");
        Files.write(folder.resolve(id + ".json"), Json.bytes(interaction));
        ObjectNode entry = Json.object().put("id", id).put("file", id + ".json");
        Path list = folder.resolve("list.jsonl");
        String before = Files.exists(list) ? Files.readString(list) : "";
        Files.writeString(list, before + Json.text(entry) + "\n");
    }

    private static String text(HttpResponse<byte[]> response) {
        return new String(response.body(), StandardCharsets.UTF_8);
    }

    private static int checksum(byte[] bytes, int end) {
        CRC32 checksum = new CRC32();
        checksum.update(bytes, 0, end);
        return (int) checksum.getValue();
    }
}
