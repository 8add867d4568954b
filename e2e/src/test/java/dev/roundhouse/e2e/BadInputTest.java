package dev.roundhouse.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/// Bodies and heads that must be refused with a 4xx that names what is wrong, and must never reach a provider.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BadInputTest {
    private static final String MODEL = "acme/swift-1";
    private static final int BODY_BYTES_MAX = 32 * 1024 * 1024;
    private static final String OPEN_ROUTER = "/api/v1/chat/completions";
    private static final String OPEN_AI = "/v1/chat/completions";

    private final StubUpstream upstream = StubUpstream.saying("All is well.");
    private final Gateway gateway = Gateway.start(new GatewayConfig()
            .provider("acme", upstream.port())
            .endpoint(MODEL, "acme", "swift-1")
            .endpoint("acme/wide-1", "acme", "wide-1", endpoint -> {
                endpoint.put("context", 100_000_000);
                endpoint.putObject("price").put("input", "1.00").put("output", "2.00");
            })
            .endpoint("acme/legacy-1", "acme", "legacy-1", endpoint -> {
                endpoint.put("dialect", "openai-completions");
                endpoint.putObject("price").put("input", "1.00").put("output", "2.00");
            }));

    @AfterAll
    void stop() {
        gateway.close();
        upstream.close();
    }

    /// After each of them the gateway still serves, and has forwarded nothing else.
    @AfterEach
    void nothingWasForwardedAndAllIsWell() {
        assertThat(upstream.takeBodies()).as("forwarded").allMatch(body -> body.contains("\"good"));
        assertThat(Http.chat(gateway, Json.chat(MODEL, "good")).status()).isEqualTo(200);
        assertThat(gateway.program().running()).isTrue();
    }

    static Stream<Arguments> bodies() {
        return Stream.of(
                Arguments.of("an empty body", "", ""),
                Arguments.of("no JSON", "hello", ""),
                Arguments.of("a cut object", "{\"model\": \"acme/swift-1\", \"messages\": [{\"role\"", ""),
                Arguments.of("text after the object", good() + " {}", ""),
                Arguments.of("an array", "[]", ""),
                Arguments.of("a text", "\"hello\"", ""),
                Arguments.of("null", "null", ""),
                Arguments.of("model: a number", good().replace("\"acme/swift-1\"", "7"), "model"),
                Arguments.of("model: empty", good().replace("acme/swift-1", ""), "model"),
                Arguments.of("model: an object", good().replace("\"acme/swift-1\"", "{}"), "model"),
                Arguments.of("no messages", "{\"model\": \"acme/swift-1\"}", "messages"),
                Arguments.of("messages: empty", chat("[]"), "messages"),
                Arguments.of("messages: a text", chat("\"hello\""), "messages"),
                Arguments.of("messages: null", chat("null"), "messages"),
                Arguments.of("a message that is a text", chat("[\"hello\"]"), "messages[0]"),
                Arguments.of("a message without a role", chat("[{\"content\": \"x\"}]"), "messages[0].role"),
                Arguments.of("an unknown role", chat("[{\"role\": \"king\", \"content\": \"x\"}]"), "messages[0].role"),
                Arguments.of(
                        "a second message with a number for its role",
                        chat("[{\"role\": \"user\", \"content\": \"x\"}, {\"role\": 7, \"content\": \"x\"}]"),
                        "messages[1].role"),
                Arguments.of(
                        "content: a number", chat("[{\"role\": \"user\", \"content\": 7}]"), "messages[0].content"),
                Arguments.of("stream: a text", with("\"stream\": \"yes\""), "stream"),
                Arguments.of("stream: a number", with("\"stream\": 1"), "stream"),
                Arguments.of("temperature: a text", with("\"temperature\": \"hot\""), "temperature"),
                Arguments.of("temperature: too high", with("\"temperature\": 3"), "temperature"),
                Arguments.of("temperature: beyond any number", with("\"temperature\": 1e999"), "temperature"),
                Arguments.of("top_p: too high", with("\"top_p\": 1.5"), "top_p"),
                Arguments.of("max_tokens: a text", with("\"max_tokens\": \"many\""), "max_tokens"),
                Arguments.of("max_tokens: negative", with("\"max_tokens\": -2"), "max_tokens"),
                Arguments.of("max_tokens: a fraction", with("\"max_tokens\": 1.5"), "max_tokens"),
                Arguments.of(
                        "max_tokens: beyond 64 bits", with("\"max_tokens\": 99999999999999999999999"), "max_tokens"),
                Arguments.of("frequency_penalty: too low", with("\"frequency_penalty\": -3"), "frequency_penalty"),
                Arguments.of("n: zero", with("\"n\": 0"), "n"),
                Arguments.of("stop: too many", with("\"stop\": [\"a\"" + ", \"b\"".repeat(64) + "]"), "stop"),
                Arguments.of("stop: numbers", with("\"stop\": [1]"), "stop"),
                Arguments.of("top_logprobs: too many", with("\"top_logprobs\": 21"), "top_logprobs"),
                Arguments.of("tools: an object", with("\"tools\": {}"), "tools"),
                Arguments.of("tools: of texts", with("\"tools\": [\"x\"]"), "tools[0]"),
                Arguments.of("tool_choice: a number", with("\"tool_choice\": 7"), "tool_choice"),
                Arguments.of("response_format: a text", with("\"response_format\": \"json\""), "response_format"),
                Arguments.of("logit_bias: an array", with("\"logit_bias\": []"), "logit_bias"),
                Arguments.of("metadata: an array", with("\"metadata\": []"), "metadata"),
                Arguments.of("models: a text", with("\"models\": \"a/b\""), "models"),
                Arguments.of("models: of numbers", with("\"models\": [1]"), "models"),
                Arguments.of("stream_options: a text", with("\"stream_options\": \"x\""), "stream_options"),
                Arguments.of("seed: a text", with("\"seed\": \"x\""), "seed"),
                Arguments.of("model twice", with("\"model\": \"acme/swift-1\""), "model"),
                Arguments.of("messages twice", with("\"messages\": []"), "messages"),
                Arguments.of("stream twice", with("\"stream\": true, \"stream\": false"), "stream"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("bodies")
    void aBodyThatIsWrongIsRefusedByName(String what, String body, String field) {
        for (String path : List.of(OPEN_ROUTER, OPEN_AI)) {
            Reply reply = Http.post(gateway.at(path), Gateway.KEY, body.getBytes(StandardCharsets.UTF_8));

            refused(reply, what, 400);
            assertThat(reply.errorMessage()).as(what).contains(field);
            if (!field.isEmpty()) {
                assertThat(reply.json().path("error").path("param").asString(""))
                        .as(what)
                        .startsWith(field);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {OPEN_ROUTER, OPEN_AI})
    void nestingWithoutEndIsRefused(String path) {
        String open = "[".repeat(100_000);
        String close = "]".repeat(100_000);
        String member = "{\"a\":".repeat(100_000) + "1" + "}".repeat(100_000);

        refused(post(path, open), "only brackets", 400);
        refused(post(path, chat(open + close)), "in messages", 400);
        refused(post(path, with("\"metadata\": " + member)), "in metadata", 400);
        refused(post(path, with("\"unknown\": " + open + close)), "in an unknown member", 400);
    }

    @ParameterizedTest
    @ValueSource(strings = {OPEN_ROUTER, OPEN_AI})
    void aModelNameOfTenMegabytesIsRefusedShortly(String path) {
        Reply reply = post(path, good().replace("acme/swift-1", "a/" + "b".repeat(10_000_000)));

        refused(reply, "a long name", 400);
        assertThat(reply.body().length).as("the name is not sent back").isLessThan(10_000);
    }

    @ParameterizedTest
    @ValueSource(strings = {OPEN_ROUTER, OPEN_AI})
    void textThatIsNoUnicodeIsRefused(String path) {
        byte[] before = "{\"model\": \"acme/swift-1\", \"messages\": [{\"role\": \"user\", \"content\": \""
                .getBytes(StandardCharsets.UTF_8);
        byte[] after = "\"}]}".getBytes(StandardCharsets.UTF_8);
        for (byte[] wrong : List.of(
                new byte[] {(byte) 0xff},
                new byte[] {(byte) 0xc3},
                new byte[] {(byte) 0xc0, (byte) 0x80},
                new byte[] {(byte) 0xed, (byte) 0xa0, (byte) 0x80},
                new byte[] {(byte) 0xf4, (byte) 0x90, (byte) 0x80, (byte) 0x80})) {
            refused(
                    Http.post(gateway.at(path), Gateway.KEY, joined(before, wrong, after)),
                    Arrays.toString(wrong),
                    400);
        }
        refused(post(path, chat("[{\"role\": \"user\", \"content\": \"\\ud800\"}]")), "a lone high surrogate", 400);
        refused(post(path, chat("[{\"role\": \"user\", \"content\": \"\\udc00 x\"}]")), "a lone low surrogate", 400);
        refused(post(path, good().replace("swift", "\\ud800")), "a lone surrogate in the model's name", 400);
        refused(post(path, chat("[{\"role\": \"user\", \"content\": \"a\u0000b\"}]")), "a raw control character", 400);
    }

    @ParameterizedTest
    @ValueSource(strings = {OPEN_ROUTER, OPEN_AI})
    void aBodyBeyondTheLimitIsRefused(String path) {
        try (RawConnection connection = RawConnection.to(gateway.port())) {
            connection.write(RawConnection.head(path, "content-length: " + (BODY_BYTES_MAX + 1024 * 1024)) + "\r\n{");

            refused(connection.read(), "a length beyond the limit", 413);
        }
        try (RawConnection connection = RawConnection.to(gateway.port())) {
            connection.write(RawConnection.head(path, "transfer-encoding: chunked") + "\r\n");
            Thread writer = Thread.ofVirtual().start(() -> {
                byte[] chunk = joined(ascii("100000\r\n"), new byte[1 << 20], ascii("\r\n"));
                for (int i = 0; i < 33; i++) {
                    connection.write(chunk);
                }
                connection.write("0\r\n\r\n");
            });

            refused(connection.read(), "chunks beyond the limit", 413);
            writer.interrupt();
        }
    }

    @Test
    void aBodyJustBelowTheLimitIsServed() {
        String body = Json.text(Json.chat("acme/wide-1", "good"));
        String filler = "x".repeat(BODY_BYTES_MAX - body.length() - 2);

        Reply reply = post(OPEN_ROUTER, body.replace("\"good\"", "\"good " + filler + "\""));

        assertThat(reply.status()).as(reply.toString()).isEqualTo(200);
        assertThat(upstream.received().getLast().body().length).isGreaterThan(BODY_BYTES_MAX - 100);
    }

    @Test
    void anUnknownModelIsRefusedWithTheNearestNames() {
        for (String path : List.of(OPEN_ROUTER, OPEN_AI)) {
            Reply reply = post(path, good().replace("swift-1", "swft-1"));

            assertThat(reply.status()).isIn(400, 404);
            refused(reply, "a misspelt model", reply.status());
            assertThat(reply.errorMessage()).contains("acme/swft-1").contains(MODEL);
        }
    }

    @Test
    void aMissingOrWrongKeyIsRefused() {
        for (String path : List.of(OPEN_ROUTER, OPEN_AI)) {
            refused(Http.post(gateway.at(path), "", Json.read(good())), "no key", 401);
            refused(Http.post(gateway.at(path), "sk-of-nobody-at-all", Json.read(good())), "a wrong key", 401);
            refused(Http.post(gateway.at(path), Gateway.KEY + "x", Json.read(good())), "a longer key", 401);
            refused(Http.post(gateway.at(path), "k".repeat(8_000), Json.read(good())), "a key of eight thousand", 401);
            refused(
                    Http.post(gateway.at(path), Gateway.MANAGEMENT_KEY, Json.read(good())),
                    "a management key does not infer",
                    403);
        }
        refused(Http.get(gateway.at("/api/v1/credits"), Gateway.KEY), "an inference key does not manage", 403);
        refused(basic(), "another scheme", 401);
    }

    @Test
    void anUnknownRouteOrMethodIsRefused() {
        refused(Http.get(gateway.at(OPEN_ROUTER), Gateway.KEY), "GET on chat", 405);
        refused(
                Http.send(
                        Http.request(gateway.at(OPEN_AI), Gateway.KEY).DELETE().build()),
                "DELETE on chat",
                405);
        refused(
                Http.send(Http.request(gateway.at("/v1/models"), Gateway.KEY)
                        .method("PATCH", HttpRequest.BodyPublishers.noBody())
                        .build()),
                "PATCH on models",
                405);
        assertThat(Http.get(gateway.at(OPEN_ROUTER), Gateway.KEY).header("allow"))
                .contains("POST");
        refused(Http.get(gateway.at("/api/v1/nothing"), Gateway.KEY), "an unknown route", 404);
        refused(Http.post(gateway.at("/v2/nothing"), Gateway.KEY, Json.object()), "an unknown surface", 404);
        refused(Http.get(gateway.at("/nothing"), ""), "an unknown page", 404);
    }

    @Test
    void aLegacyCompletionIsCheckedToo() {
        for (String path : List.of("/api/v1/completions", "/v1/completions")) {
            Reply number = post(path, "{\"model\": \"acme/legacy-1\", \"prompt\": {}}");
            refused(number, "a prompt that is an object", 400);
            assertThat(number.errorMessage()).contains("prompt");
        }
    }

    private Reply basic() {
        URI uri = gateway.at(OPEN_ROUTER);
        return Http.send(HttpRequest.newBuilder(uri)
                .header("authorization", "Basic c2stZTJl")
                .POST(HttpRequest.BodyPublishers.ofString(good()))
                .build());
    }

    private Reply post(String path, String body) {
        return Http.post(gateway.at(path), Gateway.KEY, body.getBytes(StandardCharsets.UTF_8));
    }

    /// A refusal in OpenAI's shape.
    private static void refused(Reply reply, String what, int status) {
        assertThat(reply.status()).as(what + ": " + reply).isEqualTo(status);
        assertThat(reply.header("content-type")).as(what).startsWith("application/json");
        JsonNode error = reply.json().path("error");
        assertThat(error.path("message").asString("")).as(what).isNotBlank();
        assertThat(error.has("code")).as(what + ": " + reply).isTrue();
    }

    private static String good() {
        return "{\"model\": \"acme/swift-1\", \"messages\": [{\"role\": \"user\", \"content\": \"hello\"}]}";
    }

    private static String chat(String messages) {
        return "{\"model\": \"acme/swift-1\", \"messages\": " + messages + "}";
    }

    private static String with(String member) {
        return good().replaceFirst("}$", "") + ", " + member + "}";
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    private static byte[] joined(byte[]... pieces) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] piece : pieces) {
            all.writeBytes(piece);
        }
        return all.toByteArray();
    }
}
