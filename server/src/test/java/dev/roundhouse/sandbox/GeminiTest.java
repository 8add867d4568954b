package dev.roundhouse.sandbox;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// The sandbox speaks Gemini: whole, streamed both ways, with tools, counts and vectors.
class GeminiTest {
    private SandboxFixture sandbox;

    @BeforeEach
    void start() throws Exception {
        sandbox = new SandboxFixture();
    }

    @AfterEach
    void stop() {
        sandbox.close();
    }

    @Test
    void aStreamSaysWhatAWholeAnswerSays() throws Exception {
        ObjectNode body = body("Say hello.");
        body.putObject("generationConfig").putObject("thinkingConfig").put("includeThoughts", true);

        JsonNode whole = Json.read(sandbox.post("/v1beta/models/gemini-3-flash:generateContent", body)
                .body());
        String events = new String(
                sandbox.post("/v1beta/models/gemini-3-flash:streamGenerateContent?alt=sse", body).body(), UTF_8);
        JsonNode list = Json.read(sandbox.post("/v1beta/models/gemini-3-flash:streamGenerateContent", body)
                .body());

        String text = whole.at("/candidates/0/content/parts/1/text").stringValue();
        assertThat(text).contains("Say hello.");
        assertThat(whole.at("/candidates/0/content/parts/0/thought").booleanValue()).isTrue();
        assertThat(said(list)).isEqualTo(text);
        assertThat(events).startsWith("data: {").endsWith("\r\n\r\n").contains("\"finishReason\":\"STOP\"");
        assertThat(list.get(list.size() - 1).path("usageMetadata")).isEqualTo(whole.path("usageMetadata"));
        assertThat(whole.at("/usageMetadata/totalTokenCount").intValue())
                .isEqualTo(whole.at("/usageMetadata/promptTokenCount").intValue()
                        + whole.at("/usageMetadata/candidatesTokenCount").intValue()
                        + whole.at("/usageMetadata/thoughtsTokenCount").intValue());
    }

    @Test
    void aToolIsCalledWithItsArgumentsAndASignature() throws Exception {
        ObjectNode body = body("Use get_weather for Paris.");
        ObjectNode function = body.putArray("tools")
                .addObject()
                .putArray("functionDeclarations")
                .addObject()
                .put("name", "get_weather");
        function.putObject("parameters")
                .put("type", "OBJECT")
                .putObject("properties")
                .putObject("city")
                .put("type", "STRING");

        JsonNode part = Json.read(sandbox.post("/v1beta/models/gemini-3-flash:generateContent", body)
                        .body())
                .at("/candidates/0/content/parts/0");

        assertThat(part.at("/functionCall/name").stringValue()).isEqualTo("get_weather");
        assertThat(part.at("/functionCall/args").isObject()).isTrue();
        assertThat(part.path("functionCall").has("id")).isFalse();
        assertThat(part.path("thoughtSignature").isString()).isTrue();
    }

    @Test
    void tokensAreCountedAndVectorsMade() throws Exception {
        JsonNode counted = Json.read(
                sandbox.post("/v1beta/models/gemini-3-flash:countTokens", body("Hi")).body());
        ObjectNode several = Json.object();
        several.putArray("requests")
                .addObject()
                .put("outputDimensionality", 8)
                .putObject("content")
                .putArray("parts")
                .addObject()
                .put("text", "one");
        JsonNode vectors = Json.read(sandbox.post("/v1beta/models/gemini-embedding:batchEmbedContents", several)
                .body());

        assertThat(counted.path("totalTokens").intValue()).isPositive();
        assertThat(vectors.at("/embeddings/0/values").size()).isEqualTo(8);
    }

    @Test
    void errorsHaveGooglesEnvelope() throws Exception {
        var reply = sandbox.post("/v1beta/models/gemini-3-flash:generateContent", Json.object());

        assertThat(reply.statusCode()).isEqualTo(400);
        assertThat(Json.read(reply.body()).at("/error/status").stringValue()).isEqualTo("INVALID_ARGUMENT");
    }

    private static ObjectNode body(String text) {
        ObjectNode body = Json.object();
        body.putArray("contents")
                .addObject()
                .put("role", "user")
                .putArray("parts")
                .addObject()
                .put("text", text);
        return body;
    }

    private static String said(JsonNode list) {
        StringBuilder text = new StringBuilder();
        for (JsonNode frame : List.copyOf(list.values())) {
            for (JsonNode part : frame.at("/candidates/0/content/parts")) {
                text.append(part.path("thought").asBoolean(false) ? "" : part.path("text").asString(""));
            }
        }
        return text.toString();
    }
}
