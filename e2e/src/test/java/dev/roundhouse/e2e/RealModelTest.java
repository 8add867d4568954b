package dev.roundhouse.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// A real model, small but trained, behind a server in OpenAI's shape: what comes is made by weights and not by a
/// script.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RealModelTest {
    private static final String MODEL = "karpathy/stories-260k";
    private static final Duration START = Duration.ofMinutes(2);

    private List<AutoCloseable> running = List.of();

    private @Nullable Gateway gateway;

    @BeforeAll
    void start() {
        Path weights = Corpus.folder("model").resolve("stories260K.gguf");
        Assumptions.assumeTrue(Files.exists(weights), () -> "skipped: " + weights + " is absent");
        Path folder = Npm.installed("node-model", "--omit=optional");
        ModelServer server = ModelServer.start(folder, weights, START);
        Gateway started = Gateway.start(
                new GatewayConfig().provider("local", server.port()).endpoint(MODEL, "local", "stories260K"));
        running = List.of(started, server);
        gateway = started;
    }

    @AfterAll
    void stop() throws Exception {
        for (AutoCloseable each : running) {
            each.close();
        }
    }

    @Test
    void aStoryIsTold() {
        Reply reply = ask(asking());

        JsonNode choice = reply.json().path("choices").path(0);
        assertThat(reply.status()).as(reply.toString()).isEqualTo(200);
        assertThat(choice.path("message").path("content").asString("")).hasSizeGreaterThan(20);
        assertThat(choice.path("finish_reason").asString("")).isIn("stop", "length");
        assertThat(reply.json().path("model").asString("")).isEqualTo(MODEL);
        assertThat(reply.json().path("usage").path("completion_tokens").asInt()).isPositive();
        assertThat(reply.json().path("usage").path("cost").decimalValue()).isPositive();
    }

    @Test
    void theSameStoryIsStreamedPieceByPiece() {
        String whole = ask(asking())
                .json()
                .path("choices")
                .path(0)
                .path("message")
                .path("content")
                .asString("");

        Reply streamed = ask(asking().put("stream", true));

        List<Sse.Event> events = streamed.events();
        assertThat(events.stream().filter(Sse.Event::isJson).count()).isGreaterThan(5);
        assertThat(Sse.content(events)).isEqualTo(whole);
        assertThat(Sse.last(events).path("usage").path("completion_tokens").asInt())
                .isPositive();
        assertThat(events.getLast().done()).isTrue();
    }

    private Reply ask(ObjectNode body) {
        return Http.chat(Objects.requireNonNull(gateway), body);
    }

    private static ObjectNode asking() {
        return Json.chat(MODEL, "Once upon a time").put("temperature", 0).put("max_tokens", 48);
    }
}
