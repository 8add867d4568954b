package dev.roundhouse.app;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.roundhouse.catalog.Cloud;
import dev.roundhouse.catalog.Dialect;
import dev.roundhouse.catalog.Provider;
import dev.roundhouse.dialect.EventStreamFrames;
import dev.roundhouse.dialect.JsonTree;
import dev.roundhouse.exchange.ByteSink;
import dev.roundhouse.ledger.Funds;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.JsonNode;

/// Bedrock's API over real sockets: to a stand-in for Bedrock, signed; and to other dialects.
@Timeout(60)
class BedrockWalkTest {
    private static final String BODY = "{\"messages\":[{\"role\":\"user\",\"content\":[{\"text\":\"hello\"}]}]}";
    private static final String WHOLE = "{\"metrics\":{\"latencyMs\":7},\"output\":{\"message\":{\"content\":"
            + "[{\"text\":\"hi\"}],\"role\":\"assistant\"}},\"stopReason\":\"end_turn\",\"usage\":{\"inputTokens\":3,"
            + "\"outputTokens\":2,\"totalTokens\":5}}";

    private final BlockingQueue<String> asked = new LinkedBlockingQueue<>();
    private Walks walks;
    private HttpServer bedrock;

    @BeforeEach
    void open() throws IOException {
        walks = new Walks(new Funds.Unlimited());
        bedrock = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        bedrock.createContext("/", this::serve);
        bedrock.start();
        URI base = URI.create("http://127.0.0.1:" + bedrock.getAddress().getPort());
        Cloud cloud = new Cloud(
                "sigv4", Map.of("AWS_ACCESS_KEY_ID", "AKID", "AWS_SECRET_ACCESS_KEY", "s", "AWS_REGION", "eu-west-1"));
        walks.endpoint(
                "test/claude",
                "anthropic.claude-x-v1:0",
                Dialect.BEDROCK_CONVERSE,
                new Provider.Open(base, null, true, cloud));
        walks.endpoint("test/other", "echo", Dialect.OPENAI_RESPONSES);
    }

    @AfterEach
    void close() {
        walks.close();
        bedrock.stop(0);
    }

    @Test
    void aRequestReachesBedrockSignedAndItsAnswerHasTheCost() throws Exception {
        HttpResponse<byte[]> answer = post("/model/test%2Fclaude/converse", BODY);

        JsonNode said = JsonTree.read(answer.body());
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("x-amzn-requestid"))
                .contains(walks.recorded().id());
        assertThat(said.path("output")
                        .path("message")
                        .path("content")
                        .path(0)
                        .path("text")
                        .asString(""))
                .isEqualTo("hi");
        assertThat(said.path("usage").path("cost").decimalValue()).isPositive();
        assertThat(said.path("metrics").path("latencyMs").intValue()).isEqualTo(7);
        assertThat(asked.take())
                .startsWith("/model/anthropic.claude-x-v1%3A0/converse AWS4-HMAC-SHA256 Credential=AKID/")
                .contains("/eu-west-1/bedrock/aws4_request")
                .endsWith(BODY);
    }

    @Test
    void aStreamPassesFrameByFrameAndEndsWithTheCost() throws Exception {
        HttpResponse<byte[]> answer = post("/model/test%2Fclaude/converse-stream", BODY);

        List<String> frames = frames(answer.body());
        assertThat(answer.headers().firstValue("content-type")).contains("application/vnd.amazon.eventstream");
        assertThat(frames).hasSize(4);
        assertThat(frames.get(1)).startsWith("contentBlockDelta {").contains("\"text\":\"hi\"", "\"p\":\"abc\"");
        assertThat(frames.getLast()).startsWith("metadata ").contains("\"cost\":");
    }

    @Test
    void aClientOfAwsReachesAnotherDialect() throws Exception {
        JsonNode whole =
                JsonTree.read(post("/model/test%2Fother/converse", BODY).body());
        List<String> frames =
                frames(post("/model/test%2Fother/converse-stream", BODY).body());

        assertThat(whole.path("output")
                        .path("message")
                        .path("content")
                        .path(0)
                        .path("text")
                        .asString(""))
                .contains("hello");
        assertThat(whole.path("stopReason").asString("")).isEqualTo("end_turn");
        assertThat(frames.getFirst()).isEqualTo("messageStart {\"role\":\"assistant\"}");
        assertThat(frames.get(frames.size() - 2)).startsWith("messageStop ");
        assertThat(frames.getLast()).startsWith("metadata ");
    }

    @Test
    void anotherDialectsClientReachesBedrock() throws Exception {
        HttpResponse<byte[]> answer = post(
                "/v1/messages",
                "{\"model\":\"test/claude\",\"max_tokens\":9,\"messages\":[{\"role\":\"user\",\"content\":\"hello\"}]}");

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(JsonTree.read(answer.body())
                        .path("content")
                        .path(0)
                        .path("text")
                        .asString(""))
                .isEqualTo("hi");
        assertThat(asked.take()).contains("\"inferenceConfig\":{\"maxTokens\":9}");
    }

    @Test
    void errorsAreBedrocksOwn() throws Exception {
        HttpResponse<byte[]> wrong = post("/model/test%2Fclaude/converse", "{\"messages\":3}");
        HttpResponse<byte[]> unknown = post("/model/nobody%2Fknows/converse", BODY);

        assertThat(unknown.statusCode()).isEqualTo(404);
        assertThat(unknown.headers().firstValue("x-amzn-errortype")).contains("ResourceNotFoundException");
        assertThat(JsonTree.read(unknown.body()).path("message").asString("")).contains("nobody/knows");
        assertThat(wrong.statusCode()).isEqualTo(400);
        assertThat(wrong.headers().firstValue("x-amzn-errortype")).contains("ValidationException");
    }

    private void serve(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getRawPath();
        String authorization = exchange.getRequestHeaders().getFirst("authorization");
        String body = new String(exchange.getRequestBody().readAllBytes(), UTF_8);
        asked.add(path + " " + authorization + " " + body);
        boolean stream = path.endsWith("-stream");
        boolean broken = body.contains("\"messages\":3");
        byte[] answer = broken
                ? "{\"message\":\"messages: not a list\"}".getBytes(UTF_8)
                : stream ? stream() : WHOLE.getBytes(UTF_8);
        exchange.getResponseHeaders().add("content-type", stream ? EventStreamFrames.CONTENT_TYPE : "application/json");
        exchange.sendResponseHeaders(broken ? 400 : 200, answer.length);
        exchange.getResponseBody().write(answer);
        exchange.close();
    }

    private static byte[] stream() {
        ByteSink out = new ByteSink(512);
        var writer = EventStreamFrames.writer();
        writer.frame("messageStart", "{\"p\":\"abcd\",\"role\":\"assistant\"}".getBytes(UTF_8), out);
        writer.frame(
                "contentBlockDelta",
                "{\"contentBlockIndex\":0,\"delta\":{\"text\":\"hi\"},\"p\":\"abc\"}".getBytes(UTF_8),
                out);
        writer.frame("messageStop", "{\"p\":\"a\",\"stopReason\":\"end_turn\"}".getBytes(UTF_8), out);
        writer.frame(
                "metadata",
                "{\"metrics\":{\"latencyMs\":5},\"usage\":{\"inputTokens\":3,\"outputTokens\":2}}".getBytes(UTF_8),
                out);
        return out.take();
    }

    private HttpResponse<byte[]> post(String path, String body) throws IOException, InterruptedException {
        URI uri = URI.create("http://127.0.0.1:" + walks.address().getPort() + path);
        HttpRequest request = HttpRequest.newBuilder(uri)
                .header("authorization", "Bearer " + Walks.KEY)
                .header("content-type", "application/json")
                .POST(BodyPublishers.ofString(body))
                .build();
        return walks.client.send(request, BodyHandlers.ofByteArray());
    }

    private static List<String> frames(byte[] stream) {
        List<String> frames = new ArrayList<>();
        EventStreamFrames reader = new EventStreamFrames(frame -> frames.add(
                frame.event() + " " + new String(frame.bytes(), frame.from(), frame.to() - frame.from(), UTF_8)));
        reader.read(stream, 0, stream.length);
        reader.end();
        return frames;
    }
}
