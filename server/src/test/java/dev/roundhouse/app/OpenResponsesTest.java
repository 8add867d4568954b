package dev.roundhouse.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.roundhouse.dialect.JsonTree;
import dev.roundhouse.ledger.Funds;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.JsonNode;

/// The cases that Open Responses asks of a server, here of an upstream that speaks chat alone. What its schema
/// requires
/// of a response and of its events is asserted member by member.
///
/// @see "Open Responses, compliance tests: basic, streaming, system prompt, tool calling, image input,
///   multi-turn"
@Timeout(60)
class OpenResponsesTest {
    private static final String MODEL = "test/chat-only";
    private static final String PIXEL =
            "data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk"
                    + "+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";
    private static final String TOOL = ",\"tools\":[{\"type\":\"function\",\"name\":\"get_weather\",\"parameters\":"
            + "{\"type\":\"object\",\"properties\":{\"location\":{\"type\":\"string\"}},\"required\":[\"location\"]}}]";
    private static final Set<String> REQUIRED = Set.of(
            "id",
            "object",
            "created_at",
            "completed_at",
            "status",
            "incomplete_details",
            "model",
            "previous_response_id",
            "instructions",
            "output",
            "error",
            "tools",
            "tool_choice",
            "truncation",
            "parallel_tool_calls",
            "text",
            "top_p",
            "presence_penalty",
            "frequency_penalty",
            "top_logprobs",
            "temperature",
            "reasoning",
            "user",
            "usage",
            "max_output_tokens",
            "max_tool_calls",
            "store",
            "background",
            "service_tier",
            "metadata",
            "safety_identifier",
            "prompt_cache_key");

    private Walks walks;

    @BeforeEach
    void open() throws IOException {
        walks = new Walks(new Funds.Unlimited());
        walks.endpoint(MODEL, "echo");
    }

    @AfterEach
    void close() {
        walks.close();
    }

    @Test
    void basicText() throws Exception {
        assertThat(text(whole("[" + message("user", "\"Say hello in exactly 3 words.\"") + "]")))
                .contains("Say hello in exactly 3 words.");
    }

    @Test
    void streaming() throws Exception {
        List<JsonNode> events = stream("[" + message("user", "\"Count from 1 to 5.\"") + "]");

        assertThat(types(events))
                .startsWith("response.created", "response.in_progress", "response.output_item.added")
                .contains("response.content_part.added", "response.output_text.delta", "response.output_text.done")
                .endsWith("response.content_part.done", "response.output_item.done", "response.completed");
        StringBuilder deltas = new StringBuilder();
        events.forEach(event -> deltas.append(event.path("delta").asString("")));
        assertThat(text(complete(events.getLast().path("response")))).isEqualTo(deltas.toString());
    }

    @Test
    void systemPrompt() throws Exception {
        whole("[" + message("system", "\"You are a pirate.\"") + "," + message("user", "\"Say hello.\"") + "]");
    }

    @Test
    void toolCalling() throws Exception {
        JsonNode response = whole("[" + message("user", "\"Use the tool get_weather.\"") + "]" + TOOL);

        JsonNode call = response.path("output").get(0);
        assertThat(call.path("type").stringValue()).isEqualTo("function_call");
        assertThat(JsonTree.readObject(call.path("arguments").stringValue())).isNotNull();
        assertThat(call.propertyNames()).contains("id", "call_id", "name", "status");
    }

    @Test
    void toolCallingStreamed() throws Exception {
        List<JsonNode> events = stream("[" + message("user", "\"Use the tool get_weather.\"") + "]" + TOOL);

        assertThat(types(events))
                .contains(
                        "response.output_item.added",
                        "response.function_call_arguments.delta",
                        "response.function_call_arguments.done",
                        "response.output_item.done");
    }

    @Test
    void imageInput() throws Exception {
        whole("["
                + message(
                        "user",
                        "[{\"type\":\"input_text\",\"text\":\"What is this?\"},{\"type\":\"input_image\",\"image_url\":\""
                                + PIXEL + "\"}]")
                + "]");
    }

    @Test
    void multiTurn() throws Exception {
        assertThat(text(whole(
                        "[" + message("user", "\"My name is Alice.\"") + "," + message("assistant", "\"Hello Alice!\"")
                                + "," + message("user", "\"What is my name?\"") + "]")))
                .contains("What is my name?");
    }

    @Test
    void aConversationThatIsKeptGoesOnOverChat() throws Exception {
        JsonNode first = whole("[" + message("user", "\"Use the tool get_weather.\"") + "]" + TOOL);
        String call = first.path("output").get(0).path("call_id").stringValue();

        JsonNode second = whole("[{\"type\":\"function_call_output\",\"call_id\":\"" + call
                + "\",\"output\":\"sunny\"}],\"previous_response_id\":\""
                + first.path("id").stringValue() + "\"" + TOOL);

        assertThat(text(second)).contains("sunny");
    }

    private static String message(String role, String content) {
        return "{\"type\":\"message\",\"role\":\"" + role + "\",\"content\":" + content + "}";
    }

    private JsonNode whole(String input) throws IOException, InterruptedException {
        HttpResponse<String> answer = post(input, false);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return complete(JsonTree.read(answer.body()));
    }

    private static JsonNode complete(JsonNode response) {
        assertThat(new HashSet<>(response.propertyNames())).containsAll(REQUIRED);
        assertThat(response.path("status").stringValue()).isEqualTo("completed");
        assertThat(response.path("output")).isNotEmpty();
        for (String number : List.of("temperature", "top_p", "presence_penalty", "frequency_penalty", "top_logprobs")) {
            assertThat(response.path(number).isNumber()).as(number).isTrue();
        }
        for (String object : List.of("text", "reasoning", "metadata", "usage")) {
            assertThat(response.path(object).isObject()).as(object).isTrue();
        }
        assertThat(response.path("service_tier").isString()).isTrue();
        JsonNode usage = response.path("usage");
        assertThat(usage.path("input_tokens_details").path("cached_tokens").isNumber())
                .isTrue();
        assertThat(usage.path("output_tokens_details").path("reasoning_tokens").isNumber())
                .isTrue();
        assertThat(usage.path("total_tokens").asInt())
                .isEqualTo(usage.path("input_tokens").asInt()
                        + usage.path("output_tokens").asInt())
                .isPositive();
        return response;
    }

    private List<JsonNode> stream(String input) throws IOException, InterruptedException {
        List<JsonNode> events = new ArrayList<>();
        for (String block : post(input, true).body().split("\n\n", -1)) {
            int data = block.indexOf("data: ");
            if (data >= 0) {
                JsonNode event = JsonTree.read(block.substring(data + 6));
                assertThat(event.path("sequence_number").asInt()).isEqualTo(events.size());
                events.add(event);
            }
        }
        return events;
    }

    private static List<String> types(List<JsonNode> events) {
        return events.stream().map(event -> event.path("type").stringValue()).toList();
    }

    private static String text(JsonNode response) {
        return response.path("output")
                .get(0)
                .path("content")
                .path(0)
                .path("text")
                .asString("");
    }

    private HttpResponse<String> post(String input, boolean stream) throws IOException, InterruptedException {
        String body = "{\"model\":\"" + MODEL + "\",\"stream\":" + stream + ",\"input\":" + input + "}";
        return walks.client.send(
                walks.to("/v1/responses").POST(BodyPublishers.ofString(body)).build(), BodyHandlers.ofString());
    }
}
