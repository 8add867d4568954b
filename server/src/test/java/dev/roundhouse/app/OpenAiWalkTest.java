package dev.roundhouse.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.offset;

import dev.roundhouse.catalog.Dialect;
import dev.roundhouse.catalog.PriceBook;
import dev.roundhouse.catalog.PriceKind;
import dev.roundhouse.ledger.Funds;
import dev.roundhouse.money.Price;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Clients of OpenAI over real sockets, at upstreams of other dialects, and the reverse.
@Timeout(60)
class OpenAiWalkTest {
    private static final JsonMapper MAPPER = JsonMapper.shared();
    private static final PriceBook DOLLAR = new PriceBook(
            Map.of(PriceKind.INPUT, Price.perMillion("1"), PriceKind.OUTPUT, Price.perMillion("1")), List.of(), null);

    private Walks walks;

    @BeforeEach
    void open() throws IOException {
        walks = new Walks(new Funds.Unlimited());
        walks.endpoint("test/chat", "chat", Dialect.OPENAI_CHAT, "/v1", DOLLAR);
        walks.endpoint("test/ollama", "chat", Dialect.OLLAMA, "", DOLLAR);
        walks.endpoint("test/vectors", "embedding", Dialect.OPENAI_EMBEDDINGS, "/v1", DOLLAR);
        walks.endpoint("test/cohere-vectors", "embedding", Dialect.COHERE, "/v2", DOLLAR);
    }

    @AfterEach
    void close() {
        walks.close();
    }

    @Test
    void aChatIsAnsweredByAnotherDialectWholeAndStreamed() throws Exception {
        String asked = """
                {"model":"test/ollama","messages":[{"role":"user","content":"hello"}],"stream":%s}""";

        JsonNode whole = json(walks.post("/v1/chat/completions", asked.formatted(false)));
        long charged = walks.recorded().charge().total().value();
        HttpResponse<String> stream = walks.post("/api/v1/chat/completions", asked.formatted(true));

        assertThat(whole.at("/choices/0/message/content").asString("")).contains("hello");
        assertThat(whole.at("/choices/0/finish_reason").asString("")).isEqualTo("stop");
        assertThat(whole.at("/usage/cost").asDouble() * 1e9).isEqualTo((double) charged, offset(0.5));
        assertThat(stream.body())
                .startsWith("data: {")
                .contains("\"role\":\"assistant\"", "\"finish_reason\":\"stop\"", "\"cost\":")
                .endsWith("data: [DONE]\n\n");
    }

    @Test
    void aPromptReachesAModelThatAnswersConversations() throws Exception {
        for (String model : List.of("test/chat", "test/ollama")) {
            JsonNode whole = json(walks.post("/v1/completions", """
                    {"model":"%s","prompt":"hello","max_tokens":50}""".formatted(model)));
            assertThat(whole.path("object").asString("")).isEqualTo("text_completion");
            assertThat(whole.at("/choices/0/text").asString("")).contains("hello");
            assertThat(whole.at("/usage/cost").asDouble()).isPositive();
        }
    }

    @Test
    void vectorsComeInTheFormAskedForFromBothDialects() throws Exception {
        for (String model : List.of("test/vectors", "test/cohere-vectors")) {
            JsonNode list = json(walks.post("/v1/embeddings", """
                    {"model":"%s","input":["a","b"],"input_type":"query"}""".formatted(model)));
            JsonNode packed = json(walks.post("/api/v1/embeddings", """
                    {"model":"%s","input":"a","encoding_format":"base64"}""".formatted(model)));

            assertThat(list.path("data").size()).isEqualTo(2);
            assertThat(list.at("/data/0/embedding").isArray()).isTrue();
            assertThat(list.path("model").asString("")).isEqualTo(model);
            assertThat(list.at("/usage/cost").asDouble()).isPositive();
            assertThat(packed.at("/data/0/embedding").isString()).isTrue();
        }
    }

    @Test
    void aModelIsAskedForWhatItDoes() throws Exception {
        HttpResponse<String> chat = walks.post("/v1/chat/completions", """
                {"model":"test/vectors","messages":[{"role":"user","content":"hello"}]}""");
        HttpResponse<String> vectors = walks.post("/v1/embeddings", """
                {"model":"test/chat","input":"hello"}""");

        assertThat(chat.statusCode()).isIn(404, 503);
        assertThat(chat.body()).contains("embedding");
        assertThat(vectors.statusCode()).isIn(404, 503);
        assertThat(vectors.body()).contains("openai-embeddings clients").doesNotContain("\"data\"");
    }

    @Test
    void aClientOfAnotherDialectReachesAChatUpstream() throws Exception {
        JsonNode answer = json(walks.post("/api/chat", """
                {"model":"test/chat","stream":false,"messages":[{"role":"user","content":"hello"}]}"""));

        assertThat(answer.at("/message/content").asString("")).contains("hello");
        assertThat(answer.path("done_reason").asString("")).isEqualTo("stop");
    }

    private static JsonNode json(HttpResponse<String> answer) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return MAPPER.readTree(answer.body());
    }
}
