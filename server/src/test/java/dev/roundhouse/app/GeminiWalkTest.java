package dev.roundhouse.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.roundhouse.catalog.Dialect;
import dev.roundhouse.catalog.PriceBook;
import dev.roundhouse.catalog.PriceKind;
import dev.roundhouse.dialect.JsonTree;
import dev.roundhouse.ledger.Funds;
import dev.roundhouse.money.Price;
import dev.roundhouse.record.GenerationRecord;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.JsonNode;

/// Gemini over real sockets: its clients at its own upstreams and at others, and others' clients at its own.
@Timeout(60)
class GeminiWalkTest {
    private static final PriceBook DOLLAR = new PriceBook(
            Map.of(PriceKind.INPUT, Price.perMillion("1"), PriceKind.OUTPUT, Price.perMillion("1")), List.of(), null);
    private static final String HELLO = "{\"contents\":[{\"role\":\"user\",\"parts\":[{\"text\":\"hello\"}]}]";
    private static final String TOOLS = ",\"tools\":[{\"functionDeclarations\":[{\"name\":\"get_weather\","
            + "\"parameters\":{\"type\":\"OBJECT\",\"properties\":{\"city\":{\"type\":\"STRING\"}}}}]}]}";

    private Walks walks;

    @BeforeEach
    void open() throws IOException {
        walks = new Walks(new Funds.Unlimited());
        walks.endpoint("test/gemini", "chat", Dialect.GEMINI, "/v1beta", DOLLAR);
        walks.endpoint("test/vertex", "embedding", Dialect.GEMINI, "/v1/publishers/google", DOLLAR);
        walks.endpoint("test/cohere", "chat", Dialect.COHERE, "/v2", DOLLAR);
        walks.endpoint("test/ollama", "chat", Dialect.OLLAMA, "", DOLLAR);
    }

    @AfterEach
    void close() {
        walks.close();
    }

    @Test
    void aWholeAnswerNamesItsGenerationItsModelAndItsCost() throws Exception {
        for (String model : List.of("test/gemini", "test/cohere", "test/ollama")) {
            JsonNode answer = json(walks.post("/v1beta/models/" + model + ":generateContent", HELLO + "}"));
            GenerationRecord record = walks.recorded();

            assertThat(answer.at("/candidates/0/content/parts/0/text").asString(""))
                    .contains("hello");
            assertThat(answer.at("/candidates/0/finishReason").asString("")).isEqualTo("STOP");
            assertThat(answer.path("responseId").asString("")).isEqualTo(record.id());
            assertThat(answer.path("modelVersion").asString("")).isEqualTo(model);
            assertThat(answer.at("/usageMetadata/totalTokenCount").asLong(0)).isPositive();
            assertThat(record.charge().total().value()).isPositive();
            assertThat(answer.at("/usageMetadata/cost").asDouble())
                    .isEqualTo(record.charge().total().value() / 1e9);
        }
    }

    @Test
    void aStreamComesAsEventsOrAsAList() throws Exception {
        for (String model : List.of("test/gemini", "test/cohere", "test/ollama")) {
            String path = "/v1beta/models/" + model.replace("/", "%2F") + "%3AstreamGenerateContent";
            HttpResponse<String> events = walks.post(path + "?alt=sse", HELLO + "}");
            HttpResponse<String> list = walks.post(path, HELLO + "}");

            assertThat(events.headers().firstValue("content-type").orElse("")).startsWith("text/event-stream");
            assertThat(list.headers().firstValue("content-type").orElse("")).startsWith("application/json");
            JsonNode frames = json(list);
            assertThat(said(frames)).contains("hello");
            assertThat(events.body()).startsWith("data: {").contains("\"finishReason\":\"STOP\"", "\"cost\":");
            assertThat(frames.get(frames.size() - 1).at("/usageMetadata/cost").isNumber())
                    .isTrue();
        }
    }

    @Test
    void toolsAreCalledAndAnsweredWithoutIds() throws Exception {
        for (String model : List.of("test/gemini", "test/cohere", "test/ollama")) {
            String path = "/v1beta/models/" + model + ":generateContent";
            JsonNode part = json(walks.post(path, HELLO.replace("hello", "use get_weather") + TOOLS))
                    .at("/candidates/0/content/parts")
                    .valueStream()
                    .filter(one -> one.has("functionCall"))
                    .findFirst()
                    .orElseThrow();
            assertThat(part.at("/functionCall/name").asString("")).isEqualTo("get_weather");
            assertThat(part.at("/functionCall/args").has("city")).isTrue();

            String results = "{\"contents\":[{\"role\":\"user\",\"parts\":[{\"text\":\"use get_weather\"}]},"
                    + "{\"role\":\"model\",\"parts\":[" + JsonTree.text(part) + "]},"
                    + "{\"role\":\"user\",\"parts\":[{\"functionResponse\":{\"name\":\"get_weather\","
                    + "\"response\":{\"result\":\"sunny\"}}}]}]" + TOOLS;
            JsonNode answer = json(walks.post(path, results));
            assertThat(answer.at("/candidates/0/content/parts/0/text").asString(""))
                    .contains("sunny");
        }
    }

    @Test
    void tokensAreCountedAndVectorsMade() throws Exception {
        JsonNode count = json(walks.post("/v1beta/models/test/gemini:countTokens", HELLO + "}"));
        assertThat(count.path("totalTokens").asInt()).isPositive();
        JsonNode one = json(walks.post(
                "/v1beta/models/test/vertex:embedContent",
                "{\"content\":{\"parts\":[{\"text\":\"one\"}]},\"outputDimensionality\":8}"));
        assertThat(one.at("/embedding/values").size()).isEqualTo(8);
        JsonNode several = json(
                walks.post(
                        "/v1beta/models/test/vertex:batchEmbedContents",
                        "{\"requests\":[{\"content\":{\"parts\":[{\"text\":\"one\"}]}},{\"content\":{\"parts\":[{\"text\":\"two\"}]}}]}"));
        assertThat(several.path("embeddings").size()).isEqualTo(2);
    }

    @Test
    void otherClientsReachIt() throws Exception {
        JsonNode cohere = json(
                walks.post(
                        "/v2/chat",
                        "{\"model\":\"test/gemini\",\"messages\":[{\"role\":\"user\",\"content\":\"hello\"}],\"max_tokens\":99}"));
        assertThat(cohere.at("/message/content/0/text").asString("")).contains("hello");
        JsonNode anthropic = json(
                walks.post(
                        "/v1/messages",
                        "{\"model\":\"test/gemini\",\"messages\":[{\"role\":\"user\",\"content\":\"hello\"}],\"max_tokens\":99}"));
        assertThat(JsonTree.text(anthropic.path("content"))).contains("hello");
        HttpResponse<String> responses = walks.post(
                "/v1/responses", "{\"model\":\"test/gemini\",\"input\":\"hello\",\"stream\":true,\"store\":false}");
        assertThat(responses.body()).contains("hello", "response.completed");
    }

    @Test
    void errorsComeInGooglesEnvelope() throws Exception {
        HttpResponse<String> unknown = walks.post("/v1beta/models/no/such:generateContent", HELLO + "}");
        HttpResponse<String> wrong = walks.post("/v1beta/models/test/gemini:generateContent", "{}");
        HttpResponse<String> key = walks.post("/v1beta/models/test/gemini:generateContent?key=x", HELLO + "}");

        assertThat(unknown.statusCode()).isEqualTo(404);
        assertThat(json(unknown).at("/error/status").asString("")).isEqualTo("NOT_FOUND");
        assertThat(wrong.statusCode()).isEqualTo(400);
        assertThat(json(wrong).at("/error/details/1/fieldViolations/0/field").asString(""))
                .isEqualTo("contents");
        assertThat(json(key).at("/error/message").asString("")).contains("x-goog-api-key");
    }

    private static String said(JsonNode frames) {
        StringBuilder text = new StringBuilder();
        for (JsonNode frame : frames) {
            frame.at("/candidates/0/content/parts")
                    .forEach(part -> text.append(part.path("text").asString("")));
        }
        return text.toString();
    }

    private static JsonNode json(HttpResponse<String> answer) {
        return JsonTree.read(answer.body());
    }
}
