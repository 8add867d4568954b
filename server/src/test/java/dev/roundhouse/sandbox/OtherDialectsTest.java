package dev.roundhouse.sandbox;

import static dev.roundhouse.sandbox.SandboxFixture.events;
import static dev.roundhouse.sandbox.SandboxFixture.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

class OtherDialectsTest {
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
    void completionsAnswerEachPromptAndStreamTheSame() throws Exception {
        ObjectNode body = Json.object().put("model", "echo").put("logprobs", 1);
        body.putArray("prompt").add("one").add("two");
        JsonNode whole = json(sandbox.post("/v1/completions", body));
        body.put("stream", true).putObject("stream_options").put("include_usage", true);

        List<String> events = events(sandbox.post("/v1/completions", body).body());

        assertThat(whole.path("object").stringValue()).isEqualTo("text_completion");
        assertThat(whole.path("choices").size()).isEqualTo(2);
        assertThat(whole.at("/choices/1/text").stringValue()).contains("“two”");
        assertThat(whole.at("/choices/1/logprobs/tokens").size()
                        + whole.at("/choices/0/logprobs/tokens").size())
                .isEqualTo(whole.at("/usage/completion_tokens").intValue());
        for (int index = 0; index < 2; index++) {
            StringBuilder text = new StringBuilder();
            for (String event : events.subList(0, events.size() - 2)) {
                JsonNode choice = Json.read(event).at("/choices/0");
                if (choice.path("index").intValue() == index) {
                    text.append(choice.path("text").stringValue());
                }
            }
            assertThat(text.toString())
                    .isEqualTo(whole.at("/choices/" + index + "/text").stringValue());
        }
        assertThat(Json.read(events.get(events.size() - 2)).path("usage")).isEqualTo(whole.path("usage"));
    }

    @Test
    void completionsMayRepeatThePromptAndTakeTokens() throws Exception {
        ObjectNode text =
                Json.object().put("model", "echo").put("prompt", "Once").put("echo", true);
        ObjectNode tokens = Json.object().put("model", "echo");
        tokens.putArray("prompt").add(1).add(2).add(3);

        assertThat(json(sandbox.post("/completions", text))
                        .at("/choices/0/text")
                        .stringValue())
                .startsWith("OnceYou said “Once”");
        assertThat(json(sandbox.post("/completions", tokens))
                        .at("/usage/prompt_tokens")
                        .intValue())
                .isEqualTo(3);
        assertThat(sandbox.post("/completions", Json.object().put("model", "echo"))
                        .statusCode())
                .isEqualTo(400);
    }

    @Test
    void embeddingsAreUnitVectorsNearForTextsThatShareWords() throws Exception {
        ObjectNode body = Json.object().put("model", "echo").put("dimensions", 64);
        body.putArray("input").add("a red apple").add("a red pear").add("quantum chromodynamics");

        JsonNode answer = json(sandbox.post("/v1/embeddings", body));

        double[][] vectors = new double[3][64];
        for (int i = 0; i < 3; i++) {
            for (int j = 0; j < 64; j++) {
                vectors[i][j] = answer.at("/data/" + i + "/embedding/" + j).doubleValue();
            }
        }
        assertThat(dot(vectors[0], vectors[0])).isCloseTo(1, within(1e-5));
        assertThat(dot(vectors[0], vectors[1])).isGreaterThan(dot(vectors[0], vectors[2]) + 0.2);
        assertThat(answer.at("/usage/prompt_tokens").intValue())
                .isEqualTo(Tokens.count("a red apple")
                        + Tokens.count("a red pear")
                        + Tokens.count("quantum chromodynamics"));
    }

    @Test
    void embeddingsInBase64AreTheSameNumbers() throws Exception {
        ObjectNode body =
                Json.object().put("model", "echo").put("input", "hello").put("dimensions", 8);
        JsonNode numbers = json(sandbox.post("/v1/embeddings", body)).at("/data/0/embedding");

        JsonNode coded = json(sandbox.post("/v1/embeddings", body.put("encoding_format", "base64")));

        ByteBuffer bytes = ByteBuffer.wrap(
                        Base64.getDecoder().decode(coded.at("/data/0/embedding").stringValue()))
                .order(ByteOrder.LITTLE_ENDIAN);
        for (JsonNode number : numbers) {
            assertThat(bytes.getFloat()).isEqualTo((float) number.doubleValue());
        }
        assertThat(bytes.hasRemaining()).isFalse();
    }

    @Test
    void modelsAreListedAndFound() throws Exception {
        JsonNode list = json(sandbox.get("/v1/models"));

        assertThat(list.path("object").stringValue()).isEqualTo("list");
        assertThat(list.path("data").valueStream().map(model -> model.path("id").stringValue()))
                .contains("sandbox/echo", "fault/503");
        assertThat(json(sandbox.get("/v1/models/sandbox/echo")).path("object").stringValue())
                .isEqualTo("model");
        assertThat(sandbox.get("/v1/models/fault/503").statusCode()).isEqualTo(200);
        assertThat(sandbox.get("/v1/models/gpt-9").statusCode()).isEqualTo(404);
    }

    private static double dot(double[] a, double[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += a[i] * b[i];
        }
        return sum;
    }
}
