package dev.roundhouse.sandbox;

import static dev.roundhouse.sandbox.SandboxFixture.chat;
import static dev.roundhouse.sandbox.SandboxFixture.events;
import static dev.roundhouse.sandbox.SandboxFixture.json;
import static dev.roundhouse.sandbox.SandboxFixture.streamedText;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

class ChatTest {
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

    @Test
    void anAnswerQuotesTheLastUserMessage() throws Exception {
        HttpResponse<byte[]> response = sandbox.post(CHAT, chat("sandbox/echo", "Wie geht’s, 世界 🌍?"));

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.headers().firstValue("content-type")).hasValue("application/json");
        assertThat(response.headers().firstValue("x-request-id"))
                .hasValueSatisfying(id -> assertThat(id).startsWith("req_"));
        JsonNode answer = json(response);
        assertThat(answer.path("id").stringValue()).startsWith("chatcmpl-");
        assertThat(answer.path("object").stringValue()).isEqualTo("chat.completion");
        assertThat(answer.path("created").longValue()).isEqualTo(SandboxFixture.NOW.getEpochSecond());
        assertThat(answer.path("model").stringValue()).isEqualTo("sandbox/echo");
        assertThat(answer.at("/choices/0/message/role").stringValue()).isEqualTo("assistant");
        assertThat(answer.at("/choices/0/message/content").stringValue()).contains("“Wie geht’s, 世界 🌍?”");
        assertThat(answer.at("/choices/0/finish_reason").stringValue()).isEqualTo("stop");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/chat/completions", "/v1/chat/completions", "/any/base/v9/chat/completions?api-version=1"})
    void theEndOfThePathDecidesOnTheDialect(String path) throws Exception {
        assertThat(sandbox.post(path, chat("echo", "hi")).statusCode()).isEqualTo(200);
    }

    @Test
    void aStreamSaysTheSameAsAnAnswerInOnePiece() throws Exception {
        ObjectNode body = chat("echo", "Say it twice, please");
        String whole =
                json(sandbox.post(CHAT, body)).at("/choices/0/message/content").stringValue();

        HttpResponse<byte[]> response = sandbox.post(CHAT, body.put("stream", true));

        assertThat(response.headers().firstValue("content-type"))
                .hasValueSatisfying(type -> assertThat(type).startsWith("text/event-stream"));
        List<String> events = events(response.body());
        assertThat(streamedText(events)).isEqualTo(whole);
        assertThat(events.getLast()).isEqualTo("[DONE]");
        assertThat(Json.read(events.get(0)).at("/choices/0/delta/role").stringValue())
                .isEqualTo("assistant");
        JsonNode finish = Json.read(events.get(events.size() - 2));
        assertThat(finish.at("/choices/0/finish_reason").stringValue()).isEqualTo("stop");
        assertThat(finish.has("usage")).isFalse();
    }

    @Test
    void usageComesLastInAStreamWhenAskedFor() throws Exception {
        ObjectNode body = chat("echo", "How much?");
        JsonNode usage = json(sandbox.post(CHAT, body)).path("usage");
        body.put("stream", true).putObject("stream_options").put("include_usage", true);

        List<String> events = events(sandbox.post(CHAT, body).body());

        JsonNode last = Json.read(events.get(events.size() - 2));
        assertThat(last.path("choices").isEmpty()).isTrue();
        assertThat(last.path("usage")).isEqualTo(usage);
        assertThat(Json.read(events.getFirst()).path("usage").isNull()).isTrue();
        assertThat(usage.path("completion_tokens").intValue()).isEqualTo(events.size() - 4);
        assertThat(usage.path("prompt_tokens").intValue()).isEqualTo(3 + 4 + Tokens.count("How much?"));
        assertThat(usage.path("total_tokens").intValue())
                .isEqualTo(usage.path("prompt_tokens").intValue()
                        + usage.path("completion_tokens").intValue());
    }

    @Test
    void tokensAreLimitedAndStopsAreKept() throws Exception {
        JsonNode limited = json(sandbox.post(CHAT, chat("echo", "hello there").put("max_tokens", 4)));
        JsonNode stopped = json(sandbox.post(CHAT, chat("echo", "hello there").put("stop", " there")));

        assertThat(limited.at("/choices/0/finish_reason").stringValue()).isEqualTo("length");
        assertThat(limited.at("/usage/completion_tokens").intValue()).isEqualTo(4);
        assertThat(stopped.at("/choices/0/finish_reason").stringValue()).isEqualTo("stop");
        assertThat(stopped.at("/choices/0/message/content").stringValue()).endsWith("“hello");
    }

    @Test
    void severalChoicesDifferAndComeSideBySideInAStream() throws Exception {
        ObjectNode body = chat("echo", "Choose").put("n", 3);
        JsonNode whole = json(sandbox.post(CHAT, body));

        List<String> events =
                events(sandbox.post(CHAT, body.put("stream", true)).body());

        assertThat(whole.path("choices").size()).isEqualTo(3);
        assertThat(whole.at("/choices/0/message/content")).isNotEqualTo(whole.at("/choices/1/message/content"));
        for (int index = 0; index < 3; index++) {
            StringBuilder text = new StringBuilder();
            for (String event : events.subList(0, events.size() - 1)) {
                JsonNode choice = Json.read(event).at("/choices/0");
                if (choice.path("index").intValue() == index) {
                    text.append(choice.at("/delta/content").asString(""));
                }
            }
            assertThat(text.toString())
                    .isEqualTo(
                            whole.at("/choices/" + index + "/message/content").stringValue());
        }
        assertThat(events.subList(3, 6).stream()
                        .map(event -> Json.read(event).at("/choices/0/index").intValue()))
                .containsExactly(0, 1, 2);
    }

    @Test
    void aRequiredToolIsCalledWithArgumentsThatItsSchemaAccepts() throws Exception {
        ObjectNode body = withTool(chat("echo", "What is up?")).put("tool_choice", "required");

        JsonNode answer = json(sandbox.post(CHAT, body));

        assertThat(answer.at("/choices/0/finish_reason").stringValue()).isEqualTo("tool_calls");
        assertThat(answer.at("/choices/0/message/content").isNull()).isTrue();
        JsonNode call = answer.at("/choices/0/message/tool_calls/0");
        assertThat(call.path("id").stringValue()).startsWith("call_");
        assertThat(call.at("/function/name").stringValue()).isEqualTo("get_weather");
        JsonNode arguments = Json.read(call.at("/function/arguments").stringValue());
        assertThat(arguments.path("city").isString()).isTrue();
        assertThat(arguments.path("unit").stringValue()).isEqualTo("celsius");
        assertThat(arguments.path("days").intValue()).isEqualTo(3);
        assertThat(arguments.has("note")).isFalse();
    }

    @Test
    void aStreamedToolCallHasTheSameArgumentsAsOneInOnePiece() throws Exception {
        ObjectNode body = withTool(chat("echo", "Please get_weather now"));
        JsonNode whole = json(sandbox.post(CHAT, body)).at("/choices/0/message/tool_calls/0/function");

        List<String> events =
                events(sandbox.post(CHAT, body.put("stream", true)).body());

        StringBuilder arguments = new StringBuilder();
        for (String event : events.subList(0, events.size() - 1)) {
            arguments.append(Json.read(event)
                    .at("/choices/0/delta/tool_calls/0/function/arguments")
                    .asString(""));
        }
        assertThat(arguments.toString()).isEqualTo(whole.path("arguments").stringValue());
        assertThat(Json.read(events.get(1)).at("/choices/0/delta/tool_calls/0/function/name"))
                .isEqualTo(whole.path("name"));
        assertThat(Json.read(events.get(events.size() - 2))
                        .at("/choices/0/finish_reason")
                        .stringValue())
                .isEqualTo("tool_calls");
    }

    @Test
    void aToolIsCalledByItselfOnlyWhenTheUserSpeaksOfIt() throws Exception {
        JsonNode silent = json(sandbox.post(CHAT, withTool(chat("echo", "Hello"))));
        JsonNode asked = json(sandbox.post(CHAT, withTool(chat("echo", "Use a tool for this"))));
        JsonNode forbidden =
                json(sandbox.post(CHAT, withTool(chat("echo", "Use a tool")).put("tool_choice", "none")));
        ObjectNode afterwards = withTool(chat("echo", "Use a tool"));
        afterwards
                .withArray("messages")
                .addObject()
                .put("role", "tool")
                .put("tool_call_id", "x")
                .put("content", "21°");

        assertThat(silent.at("/choices/0/message").has("tool_calls")).isFalse();
        assertThat(asked.at("/choices/0/message").has("tool_calls")).isTrue();
        assertThat(forbidden.at("/choices/0/message").has("tool_calls")).isFalse();
        assertThat(json(sandbox.post(CHAT, afterwards))
                        .at("/choices/0/message/content")
                        .stringValue())
                .contains("“21°”");
    }

    @Test
    void aNamedToolMustBeThere() throws Exception {
        ObjectNode body = withTool(chat("echo", "Hello"));
        body.putObject("tool_choice")
                .put("type", "function")
                .putObject("function")
                .put("name", "get_wheather");

        HttpResponse<byte[]> response = sandbox.post(CHAT, body);

        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(json(response).at("/error/param").stringValue()).isEqualTo("tool_choice");
    }

    @Test
    void aJsonAnswerHasTheShapeAskedFor() throws Exception {
        ObjectNode bySchema = chat("echo", "Give me JSON");
        bySchema.putObject("response_format")
                .put("type", "json_schema")
                .putObject("json_schema")
                .put("name", "reply")
                .set("schema", Json.read("""
                        {"type":"object","required":["steps","ok"],"properties":{
                          "ok":{"type":"boolean"},
                          "steps":{"type":"array","minItems":2,"items":{"$ref":"#/$defs/step"}}},
                         "$defs":{"step":{"type":"object","required":["at"],"properties":{"at":{"type":"integer","minimum":5}}}}}
                        """));
        ObjectNode anyObject = chat("echo", "Say \"hi\"");
        anyObject.putObject("response_format").put("type", "json_object");

        JsonNode made = Json.read(text(bySchema));

        assertThat(made).isEqualTo(Json.read("{\"steps\":[{\"at\":5},{\"at\":5}],\"ok\":true}"));
        assertThat(Json.read(text(anyObject)).path("answer").stringValue()).isEqualTo("Say \"hi\"");
    }

    @Test
    void logProbabilitiesComeWithEachToken() throws Exception {
        ObjectNode body = chat("echo", "Likely?").put("logprobs", true).put("top_logprobs", 2);

        JsonNode answer = json(sandbox.post(CHAT, body));
        List<String> events =
                events(sandbox.post(CHAT, body.put("stream", true)).body());

        JsonNode content = answer.at("/choices/0/logprobs/content");
        assertThat(content.size())
                .isEqualTo(answer.at("/usage/completion_tokens").intValue());
        assertThat(content.path(0).path("token").stringValue()).isEqualTo("You");
        assertThat(content.path(0).path("bytes").toString()).isEqualTo("[89,111,117]");
        assertThat(content.path(0).path("top_logprobs").size()).isEqualTo(2);
        assertThat(Json.read(events.get(1)).at("/choices/0/logprobs/content/0")).isEqualTo(content.path(0));
    }

    @Test
    void theModelNameMayAskForALongAnswer() throws Exception {
        ObjectNode body = chat("pace/tokens=500", "Go on").put("stream", true);

        List<String> events = events(sandbox.post(CHAT, body).body());

        assertThat(events).hasSize(500 + 3);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{",
                "[]",
                "nonsense",
                "{\"model\":\"echo\"}",
                "{\"model\":1,\"messages\":[{\"role\":\"user\"}]}",
                "{\"model\":\"echo\",\"messages\":[]}",
                "{\"model\":\"echo\",\"messages\":\"hi\"}",
                "{\"model\":\"echo\",\"messages\":[{\"content\":\"hi\"}]}",
                "{\"model\":\"echo\",\"messages\":[{\"role\":\"user\",\"content\":7}]}",
                "{\"model\":\"echo\",\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}],\"n\":0}",
                "{\"model\":\"echo\",\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}],\"stream\":\"yes\"}",
                "{\"model\":\"echo\",\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}],\"max_tokens\":0}",
                "{\"model\":\"echo\",\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}],\"stop\":[1]}"
            })
    void aBadRequestIsToldWhatWasExpected(String body) throws Exception {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);

        HttpResponse<byte[]> response =
                sandbox.client().send(sandbox.request(CHAT, bytes), HttpResponse.BodyHandlers.ofByteArray());

        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(json(response).at("/error/type").stringValue()).isEqualTo("invalid_request_error");
        assertThat(json(response).at("/error/message").stringValue()).isNotEmpty();
    }

    @Test
    void loneSurrogatesAndDeepNestingDoNoHarm() throws Exception {
        String lone = "{\"model\":\"echo\",\"messages\":[{\"role\":\"user\",\"content\":\"\\ud83d!\"}]}";
        String deep = "[".repeat(100_000) + "]".repeat(100_000);

        HttpResponse<byte[]> first = sandbox.client()
                .send(
                        sandbox.request(CHAT, lone.getBytes(StandardCharsets.UTF_8)),
                        HttpResponse.BodyHandlers.ofByteArray());
        HttpResponse<byte[]> second = sandbox.client()
                .send(
                        sandbox.request(CHAT, deep.getBytes(StandardCharsets.UTF_8)),
                        HttpResponse.BodyHandlers.ofByteArray());

        assertThat(first.statusCode()).isEqualTo(200);
        assertThat(json(first).at("/choices/0/message/content").stringValue()).contains("“?!”");
        assertThat(second.statusCode()).isEqualTo(400);
    }

    @Test
    void unknownPathsAndMethodsAreRefused() throws Exception {
        HttpResponse<byte[]> path = sandbox.post("/v1/chat/completion", chat("echo", "hi"));
        HttpResponse<byte[]> method = sandbox.get(CHAT);

        assertThat(path.statusCode()).isEqualTo(404);
        assertThat(json(path).at("/error/message").stringValue()).contains("/v1/chat/completion");
        assertThat(method.statusCode()).isEqualTo(405);
    }

    @Test
    void aModelNameMayAskForAKey() throws Exception {
        ObjectNode body = chat("auth/open-sesame", "hi");

        assertThat(sandbox.post(CHAT, body).statusCode()).isEqualTo(401);
        assertThat(sandbox.post(CHAT, body, "authorization", "Bearer wrong").statusCode())
                .isEqualTo(401);
        assertThat(sandbox.post(CHAT, body, "authorization", "Bearer open-sesame")
                        .statusCode())
                .isEqualTo(200);
    }

    private String text(ObjectNode body) throws Exception {
        return json(sandbox.post(CHAT, body)).at("/choices/0/message/content").stringValue();
    }

    private static ObjectNode withTool(ObjectNode body) {
        ObjectNode function =
                body.putArray("tools").addObject().put("type", "function").putObject("function");
        function.put("name", "get_weather").set("parameters", Json.read("""
                {"type":"object","required":["city","unit","days"],"properties":{
                  "city":{"type":"string"},"unit":{"enum":["celsius","fahrenheit"]},
                  "days":{"type":"integer","minimum":3},"note":{"type":"string"}}}
                """));
        return body;
    }
}
