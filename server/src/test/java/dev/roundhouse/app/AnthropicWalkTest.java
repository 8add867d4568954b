package dev.roundhouse.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.roundhouse.catalog.Dialect;
import dev.roundhouse.ledger.Funds;
import dev.roundhouse.record.GenerationRecord;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Anthropic's clients and upstreams over real sockets.
@Timeout(60)
class AnthropicWalkTest {
    private static final Dialect DIRECT = Dialect.ANTHROPIC_MESSAGES;
    private static final String TOOLS =
            ",\"tools\":[{\"name\":\"get_weather\",\"input_schema\":{\"type\":\"object\",\"properties\":"
                    + "{\"city\":{\"type\":\"string\"}},\"required\":[\"city\"]}}],\"tool_choice\":{\"type\":\"any\"}";

    private Walks walks;

    @BeforeEach
    void open() throws IOException {
        walks = new Walks(new Funds.Unlimited());
    }

    @AfterEach
    void close() {
        walks.close();
    }

    @Test
    void anAnswerNamesTheGenerationTheModelAndTheCharge() throws Exception {
        for (String base : List.of("/v1", "/v1/publishers/anthropic")) {
            String model = "test/echo" + base.length();
            walks.endpoint(model, "claude-echo@20250101", DIRECT, base);

            JsonNode answer = json(ask("/v1/messages", body(model, "", false)));

            GenerationRecord record = walks.recorded();
            assertThat(answer.at("/id").stringValue()).isEqualTo(record.id());
            assertThat(answer.at("/model").stringValue()).isEqualTo(model);
            assertThat(answer.at("/content/0/text").stringValue()).contains("hello");
            assertThat(answer.at("/stop_reason").stringValue()).isEqualTo("end_turn");
            assertThat(answer.at("/usage/cost").decimalValue())
                    .isEqualByComparingTo(record.charge().total().usd());
            assertThat(record.charge().total().value()).isPositive();
        }
    }

    @Test
    void aStreamHasItsEventsInOrder() throws Exception {
        walks.endpoint("test/echo", "claude-echo", DIRECT);

        List<JsonNode> events = events(ask(
                "/v1/messages",
                body("test/echo", ",\"thinking\":{\"type\":\"enabled\",\"budget_tokens\":1024}", true)));

        List<String> types = events.stream()
                .map(event -> event.path("type").stringValue())
                .distinct()
                .toList();
        assertThat(types)
                .containsExactly(
                        "message_start",
                        "ping",
                        "content_block_start",
                        "content_block_delta",
                        "content_block_stop",
                        "message_delta",
                        "message_stop");
        assertThat(events.getFirst().at("/message/model").stringValue()).isEqualTo("test/echo");
        assertThat(events.get(events.size() - 2).at("/usage/cost").isNumber()).isTrue();
    }

    @Test
    void clientsOfOtherDialectsReachIt() throws Exception {
        walks.endpoint("test/echo", "claude-echo", DIRECT);

        JsonNode cohere = json(
                ask("/v2/chat", "{\"model\":\"test/echo\",\"messages\":[{\"role\":\"user\",\"content\":\"hello\"}]}"));
        JsonNode responses = json(ask("/v1/responses", "{\"model\":\"test/echo\",\"input\":\"hello\"}"));

        assertThat(cohere.at("/message/content/0/text").stringValue()).contains("hello");
        assertThat(responses.toString()).contains("hello").contains("\"status\":\"completed\"");
    }

    @Test
    void aToolIsCalled() throws Exception {
        walks.endpoint("test/echo", "claude-echo", DIRECT);

        JsonNode answer = json(ask("/api/v1/messages", body("test/echo", TOOLS, false)));

        assertThat(answer.at("/stop_reason").stringValue()).isEqualTo("tool_use");
        assertThat(answer.at("/content/0/name").stringValue()).isEqualTo("get_weather");
        assertThat(answer.at("/content/0/input/city").isString()).isTrue();
        assertThat(answer.at("/provider").stringValue()).isEqualTo("Provider p0");
    }

    @Test
    void tokensAreCountedByTheProviderAndElseByUsFreeOfCharge() throws Exception {
        walks.endpoint("test/own", "claude-echo", DIRECT);
        walks.endpoint("test/other", "echo");
        walks.endpoint("test/broken", "fault/503", DIRECT);

        JsonNode own = json(ask("/v1/messages/count_tokens", body("test/own", "", false)));
        assertThat(walks.recorded().charge().total().value()).isZero();
        JsonNode other = json(ask("/v1/messages/count_tokens?beta=true", body("test/other", "", false)));
        JsonNode broken = json(ask("/api/v1/messages/count_tokens", body("test/broken", "", false)));

        assertThat(own.at("/input_tokens").longValue()).isPositive();
        assertThat(other.at("/input_tokens").longValue()).isPositive();
        assertThat(broken.at("/input_tokens").longValue()).isPositive();
    }

    @Test
    void anErrorIsInItsOwnEnvelope() throws Exception {
        walks.endpoint("test/bad", "fault/status=529", DIRECT);

        HttpResponse<String> overloaded = ask("/v1/messages", body("test/bad", "", false));
        HttpResponse<String> unknown = ask("/v1/messages", body("test/nobody", "", true));
        HttpResponse<String> malformed = ask("/v1/messages", "{\"model\":\"test/bad\"}");

        assertThat(overloaded.statusCode()).isEqualTo(503);
        assertThat(json(overloaded).at("/error/type").stringValue()).isEqualTo("overloaded_error");
        assertThat(unknown.statusCode()).isEqualTo(404);
        assertThat(json(unknown).at("/error/type").stringValue()).isEqualTo("not_found_error");
        assertThat(malformed.statusCode()).isEqualTo(400);
        assertThat(json(malformed).at("/type").stringValue()).isEqualTo("error");
        assertThat(json(malformed).at("/error/message").stringValue()).startsWith("messages: missing");
        assertThat(json(malformed).at("/request_id").stringValue()).startsWith("gen-");
    }

    private HttpResponse<String> ask(String path, String body) throws IOException, InterruptedException {
        return walks.client.send(
                walks.to(path).POST(BodyPublishers.ofString(body)).build(), BodyHandlers.ofString());
    }

    private static String body(String model, String more, boolean stream) {
        return "{\"model\":\"" + model + "\",\"max_tokens\":2000,\"stream\":" + stream
                + ",\"messages\":[{\"role\":\"user\",\"content\":\"hello\"}]" + more + "}";
    }

    private static JsonNode json(HttpResponse<String> answer) {
        return JsonMapper.shared().readTree(answer.body());
    }

    private static List<JsonNode> events(HttpResponse<String> answer) {
        List<JsonNode> events = new ArrayList<>();
        answer.body()
                .lines()
                .filter(line -> line.startsWith("data: "))
                .forEach(line -> events.add(JsonMapper.shared().readTree(line.substring("data: ".length()))));
        return events;
    }
}
