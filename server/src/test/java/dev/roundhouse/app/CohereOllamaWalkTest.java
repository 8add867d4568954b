package dev.roundhouse.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.roundhouse.catalog.Dialect;
import dev.roundhouse.catalog.PriceBook;
import dev.roundhouse.catalog.PriceKind;
import dev.roundhouse.ledger.Funds;
import dev.roundhouse.money.Price;
import dev.roundhouse.record.GenerationRecord;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Clients of Cohere and Ollama over real sockets, at upstreams of their own dialect and of each other's.
@Timeout(60)
class CohereOllamaWalkTest {
    private static final JsonMapper MAPPER = JsonMapper.shared();
    private static final PriceBook DOLLAR = new PriceBook(
            Map.of(PriceKind.INPUT, Price.perMillion("1"), PriceKind.OUTPUT, Price.perMillion("1")), List.of(), null);
    private static final String TOOLS = """
            ,"tools":[{"type":"function","function":{"name":"get_weather","description":"Tells the weather.",
            "parameters":{"type":"object","properties":{"city":{"type":"string"}},"required":["city"]}}}]""";

    private Walks walks;

    @BeforeEach
    void open() throws IOException {
        walks = new Walks(new Funds.Unlimited());
        walks.endpoint("test/cohere", "chat", Dialect.COHERE, "/v2", DOLLAR);
        walks.endpoint("test/ollama", "chat", Dialect.OLLAMA, "", DOLLAR);
        walks.endpoint("test/cohere-embed", "embedding", Dialect.COHERE, "/v2", DOLLAR);
        walks.endpoint("test/ollama-embed", "embedding", Dialect.OLLAMA, "", DOLLAR);
        walks.endpoint(
                "test/rerank",
                "rerank",
                Dialect.COHERE,
                "/v2",
                new PriceBook(Map.of(PriceKind.REQUEST, Price.perUnit("0.002")), List.of(), null));
    }

    @AfterEach
    void close() {
        walks.close();
    }

    @Test
    void aChatOfCohereIsAnsweredByBothAndBilledByWhatCohereBills() throws Exception {
        for (String model : List.of("test/cohere", "test/ollama")) {
            JsonNode answer = json(walks.post("/v2/chat", cohere(model, false, "hello", "")));
            GenerationRecord record = walks.recorded();
            assertThat(answer.path("id").asString("")).isEqualTo(record.id());
            assertThat(answer.at("/message/content/0/text").asString("")).contains("hello");
            assertThat(answer.path("finish_reason").asString("")).isEqualTo("COMPLETE");
            long billed = answer.at("/usage/billed_units/input_tokens").asLong(0)
                    + answer.at("/usage/billed_units/output_tokens").asLong(0);
            assertThat(record.charge().total().value()).isEqualTo(billed * 1_000);
            assertThat(answer.at("/usage/cost").asDouble()).isEqualTo(billed / 1e6);
        }
    }

    @Test
    void aStreamOfCohereSaysTheSameFromBoth() throws Exception {
        for (String model : List.of("test/cohere", "test/ollama")) {
            HttpResponse<String> answer = walks.post("/v2/chat", cohere(model, true, "hello", ""));
            assertThat(answer.headers().firstValue("content-type").orElse("")).startsWith("text/event-stream");
            assertThat(answer.body())
                    .startsWith("event: message-start\ndata: {")
                    .contains("event: content-start", "event: content-delta", "event: message-end", "\"cost\":")
                    .endsWith("data: [DONE]\n\n");
            assertThat(walks.recorded().charge().total().value()).isPositive();
        }
    }

    @Test
    void toolsAreCalledAndAnsweredAcross() throws Exception {
        String asked = cohere("test/ollama", false, "use the get_weather tool", TOOLS);
        JsonNode call = json(walks.post("/v2/chat", asked)).at("/message/tool_calls/0");
        assertThat(call.at("/function/name").asString("")).isEqualTo("get_weather");
        assertThat(MAPPER.readTree(call.at("/function/arguments").asString("")).has("city"))
                .isTrue();

        String told = """
                {"model":"test/ollama","messages":[{"role":"user","content":"use the get_weather tool"},
                {"role":"assistant","tool_plan":"I will.","tool_calls":[%s]},
                {"role":"tool","tool_call_id":"%s","content":"sunny"}]%s}""".formatted(call, call.path("id").asString(""), TOOLS);
        assertThat(json(walks.post("/v2/chat", told))
                        .at("/message/content/0/text")
                        .asString(""))
                .contains("sunny");
    }

    @Test
    void aChatOfOllamaStreamsLinesUnasked() throws Exception {
        for (String model : List.of("test/ollama", "test/cohere")) {
            HttpResponse<String> answer = walks.post("/api/chat", """
                    {"model":"%s","messages":[{"role":"user","content":"hello"}]}""".formatted(model));
            assertThat(answer.headers().firstValue("content-type")).contains("application/x-ndjson");
            List<JsonNode> lines = lines(answer);
            assertThat(lines)
                    .hasSizeGreaterThan(2)
                    .allMatch(line -> model.equals(line.path("model").asString("")));
            assertThat(lines.getLast().path("done").booleanValue(false)).isTrue();
            assertThat(lines.getLast().path("done_reason").asString("")).isEqualTo("stop");
            assertThat(lines.getLast().path("eval_count").asLong(0)).isPositive();
            assertThat(lines.getLast().has("cost")).isTrue();
            assertThat(walks.recorded().charge().total().value()).isPositive();
        }
    }

    @Test
    void ollamasToolCallsHaveObjectsAndIds() throws Exception {
        for (String model : List.of("test/ollama", "test/cohere")) {
            JsonNode answer = json(walks.post("/api/chat", """
                    {"model":"%s","stream":false,"messages":[{"role":"user","content":"use the get_weather tool"}]%s}""".formatted(model, TOOLS)));
            JsonNode function = answer.at("/message/tool_calls/0/function");
            assertThat(function.path("name").asString("")).isEqualTo("get_weather");
            assertThat(function.path("arguments").isObject()).isTrue();
        }
    }

    @Test
    void generateReachesItsOwnRouteAndOthers() throws Exception {
        for (String model : List.of("test/ollama", "test/cohere")) {
            JsonNode answer = json(walks.post("/api/generate", """
                    {"model":"%s","stream":false,"prompt":"hello"}""".formatted(model)));
            assertThat(answer.path("response").asString("")).contains("hello");
        }
    }

    @Test
    void vectorsAcross() throws Exception {
        for (String model : List.of("test/ollama-embed", "test/cohere-embed")) {
            JsonNode cohere = json(walks.post("/v2/embed", """
                    {"model":"%s","input_type":"search_query","embedding_types":["float"],"texts":["a","b"]}""".formatted(model)));
            assertThat(cohere.at("/embeddings/float").size()).isEqualTo(2);
            JsonNode ollama = json(walks.post("/api/embed", """
                    {"model":"%s","input":["a","b"]}""".formatted(model)));
            assertThat(ollama.path("embeddings").size()).isEqualTo(2);
            JsonNode older = json(walks.post("/api/embeddings", """
                    {"model":"%s","prompt":"a"}""".formatted(model)));
            assertThat(older.path("embedding").size()).isPositive();
        }
    }

    @Test
    void rerankAtEachDoorIsBilledByTheSearch() throws Exception {
        String body = """
                {"model":"test/rerank","query":"what is ruby","top_n":1,"return_documents":true,
                "documents":["Paris is in France","ruby is a language"]}""";
        JsonNode second = json(walks.post("/v2/rerank", body));
        assertThat(walks.recorded().charge().total().toUsd()).startsWith("0.002");
        JsonNode first = json(walks.post("/v1/rerank", body));
        JsonNode router = json(walks.post("/api/v1/rerank", body));

        for (JsonNode answer : List.of(second, first, router)) {
            assertThat(answer.path("results").size()).isEqualTo(1);
            assertThat(answer.at("/results/0/index").asInt(-1)).isEqualTo(1);
        }
        assertThat(second.at("/meta/billed_units/search_units").asInt(0)).isEqualTo(1);
        assertThat(first.at("/results/0/document/text").asString("")).isEqualTo("ruby is a language");
        assertThat(first.at("/meta/api_version/version").asString("")).isEqualTo("1");
        assertThat(router.path("model").asString("")).isEqualTo("test/rerank");
        assertThat(router.path("provider").asString("")).isEqualTo("Provider p4");
        assertThat(router.at("/usage/cost").asDouble()).isEqualTo(0.002);
        assertThat(router.at("/results/0/document/text").asString("")).isEqualTo("ruby is a language");
    }

    @Test
    void manyDocumentsAreSeveralSearches() throws Exception {
        String documents = String.join(
                ",",
                IntStream.range(0, 250).mapToObj(i -> "\"document " + i + "\"").toList());
        JsonNode answer = json(walks.post("/api/v1/rerank", """
                {"model":"test/rerank","query":"what","documents":[%s]}""".formatted(documents)));
        assertThat(answer.at("/usage/search_units").asInt(0)).isEqualTo(3);
        assertThat(answer.at("/usage/cost").asDouble()).isEqualTo(0.006);
    }

    @Test
    void errorsHaveEachDialectsOwnEnvelope() throws Exception {
        HttpResponse<String> cohere = walks.post("/v2/chat", cohere("test/none", false, "hello", ""));
        assertThat(cohere.statusCode()).isEqualTo(404);
        assertThat(MAPPER.readTree(cohere.body()).path("message").asString("")).contains("test/none");
        HttpResponse<String> ollama = walks.post("/api/chat", """
                {"model":"test/none","messages":[{"role":"user","content":"hello"}]}""");
        assertThat(ollama.statusCode()).isEqualTo(404);
        assertThat(MAPPER.readTree(ollama.body()).path("error").asString("")).contains("test/none");
        HttpResponse<String> missing = walks.post("/api/chat", "{\"model\":\"test/ollama\"}");
        assertThat(missing.statusCode()).isEqualTo(400);
        assertThat(missing.body()).contains("messages");
    }

    private static String cohere(String model, boolean stream, String text, String more) {
        return """
                {"model":"%s","stream":%s,"messages":[{"role":"user","content":"%s"}]%s}""".formatted(model, stream, text, more);
    }

    private static JsonNode json(HttpResponse<String> answer) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return MAPPER.readTree(answer.body());
    }

    private static List<JsonNode> lines(HttpResponse<String> answer) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return answer.body()
                .lines()
                .filter(line -> !line.isBlank())
                .map(MAPPER::readTree)
                .map(JsonNode.class::cast)
                .toList();
    }
}
