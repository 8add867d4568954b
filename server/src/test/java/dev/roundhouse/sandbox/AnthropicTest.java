package dev.roundhouse.sandbox;

import static dev.roundhouse.sandbox.SandboxFixture.json;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Anthropic's Messages as the sandbox speaks them.
class AnthropicTest {
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
    void aStreamSaysTheSameAsAWholeAnswer() throws Exception {
        ObjectNode body = SandboxFixture.chat("echo", "hello").put("max_tokens", 500);
        body.putObject("thinking").put("type", "enabled").put("budget_tokens", 1_024);
        JsonNode whole = json(sandbox.post("/v1/messages?beta=true", body));

        StringBuilder text = new StringBuilder();
        List<String> types = new ArrayList<>();
        JsonNode usage = Json.object();
        for (JsonNode event : events(body)) {
            types.add(event.path("type").stringValue());
            text.append(event.at("/delta/text").asString(""));
            usage = event.has("usage") ? event.get("usage") : usage;
        }

        assertThat(whole.at("/content/0/type").stringValue()).isEqualTo("thinking");
        assertThat(text).hasToString(whole.at("/content/1/text").stringValue());
        assertThat(usage).isEqualTo(whole.get("usage"));
        assertThat(types).startsWith("message_start", "ping", "content_block_start");
        assertThat(types).endsWith("content_block_stop", "message_delta", "message_stop");
    }

    @Test
    void aToolIsCalledWhenItMust() throws Exception {
        ObjectNode body = SandboxFixture.chat("echo", "hello").put("max_tokens", 500);
        ObjectNode tool = body.putArray("tools").addObject().put("name", "look");
        tool.putObject("input_schema")
                .put("type", "object")
                .putObject("properties")
                .putObject("at")
                .put("type", "string");
        body.putObject("tool_choice").put("type", "any");

        JsonNode whole = json(sandbox.post("/v1/messages", body));
        StringBuilder input = new StringBuilder();
        events(body)
                .forEach(event -> input.append(event.at("/delta/partial_json").asString("")));

        assertThat(whole.path("stop_reason").stringValue()).isEqualTo("tool_use");
        assertThat(Json.read(input.toString())).isEqualTo(whole.at("/content/0/input"));
    }

    @Test
    void tokensAreCountedAndMistakesAreTold() throws Exception {
        ObjectNode body = SandboxFixture.chat("echo", "hello");

        assertThat(json(sandbox.post("/v1/messages/count_tokens", body))
                        .get("input_tokens")
                        .intValue())
                .isEqualTo(8);
        assertThat(sandbox.post("/v1/messages", body).statusCode()).isEqualTo(400);
        assertThat(json(sandbox.post("/v1/messages", body)).at("/error/type").stringValue())
                .isEqualTo("invalid_request_error");
        assertThat(json(sandbox.post("/v1/messages", body, "x-sandbox-fault", "status=529"))
                        .at("/error/type")
                        .stringValue())
                .isEqualTo("overloaded_error");
    }

    @Test
    void vertexNamesTheModelInThePath() throws Exception {
        ObjectNode body = SandboxFixture.chat("", "hello").put("max_tokens", 50);
        body.remove("model");

        JsonNode whole = json(sandbox.post("/v1/publishers/anthropic/models/claude@1:rawPredict", body));

        assertThat(whole.path("model").stringValue()).isEqualTo("claude@1");
    }

    private List<JsonNode> events(ObjectNode body) throws Exception {
        List<JsonNode> events = new ArrayList<>();
        String stream = new String(
                sandbox.post("/v1/messages", body.deepCopy().put("stream", true))
                        .body(),
                UTF_8);
        stream.lines()
                .filter(line -> line.startsWith("data: "))
                .forEach(line -> events.add(Json.read(line.substring("data: ".length()))));
        return events;
    }
}
