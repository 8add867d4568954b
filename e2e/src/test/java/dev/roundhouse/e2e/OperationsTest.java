package dev.roundhouse.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What an operator relies on: health, metrics, a reload of the configuration, a stop that loses nothing.
class OperationsTest {
    private static final Duration SOON = Duration.ofSeconds(20);
    private static final String PATH = "/api/v1/chat/completions";

    private static final SandboxProcess SANDBOX = SandboxProcess.start();

    private final Gateway gateway = Gateway.start(config());

    @AfterEach
    void stop() {
        gateway.close();
    }

    @AfterAll
    static void stopSandbox() {
        SANDBOX.close();
    }

    @Test
    void healthReadinessAndMetricsNeedNoKey() {
        gateway.warm();
        Http.chat(gateway, Json.chat("acme/swift-1", "counted"));

        assertThat(Http.get(gateway.at("/healthz"), "").status()).isEqualTo(200);
        assertThat(Http.get(gateway.at("/readyz"), "").status()).isEqualTo(200);
        Reply metrics = Http.get(gateway.at("/metrics"), "");
        assertThat(metrics.header("content-type")).startsWith("text/plain");
        assertThat(metrics.text()).contains("roundhouse_").doesNotContain("counted", Gateway.KEY);
    }

    @ParameterizedTest
    @ValueSource(strings = {"loop", "default"})
    void aStopLetsStreamsEndAndTakesNoMore(String mode) {
        try (Gateway stopping = Gateway.startWithStories(mode, config())) {
            HttpResponse<InputStream> response =
                    Http.stream(stopping.at(PATH), Gateway.KEY, Json.streamedChat("acme/paced-1", "to the end"));
            try (Sse.Reader reader = new Sse.Reader(response.body())) {
                Optional<Sse.Event> event = reader.next();
                assertThat(event).isPresent();

                stopping.program().terminate();

                Optional<Sse.Event> last = event;
                while (event.isPresent()) {
                    last = event;
                    event = reader.next();
                }
                assertThat(last)
                        .hasValueSatisfying(end -> assertThat(end.done()).isTrue());
            }
            assertThat(stopping.program().awaitExit(SOON)).isIn(0, 143);
        }
    }

    @Test
    void aStopWithoutWorkIsQuick() {
        gateway.program().terminate();

        assertThat(gateway.program().awaitExit(Duration.ofSeconds(10))).isIn(0, 143);
    }

    @Test
    void aChangedConfigurationIsTakenWhileServing() {
        assertThat(ask("acme/new-1").status()).isIn(400, 404);

        config().endpoint("acme/new-1", "acme", "new-1").writeTo(gateway.configFile());

        Await.until(SOON, "the new model is served", () -> ask("acme/new-1").status() == 200);
        assertThat(ask("acme/swift-1").status()).isEqualTo(200);
    }

    @Test
    void aBadConfigurationIsRefusedAndTheOldOneStays() throws IOException {
        Files.writeString(gateway.configFile(), "providers: { acme: { dialect: openai-chat, base_urll: \"x\" } }\n");

        Await.until(SOON, "the mistake is reported", () -> gateway.log().contains("base_urll"));
        assertThat(gateway.log()).contains("base_url").contains("roundhouse.yaml");
        assertThat(ask("acme/swift-1").status()).isEqualTo(200);

        config().endpoint("acme/new-1", "acme", "new-1").writeTo(gateway.configFile());

        Await.until(SOON, "the repaired file is taken", () -> ask("acme/new-1").status() == 200);
    }

    @Test
    void aRequestKeepsItsConfigurationToTheEnd() {
        HttpResponse<InputStream> response =
                Http.stream(gateway.at(PATH), Gateway.KEY, Json.streamedChat("acme/paced-1", "before"));
        try (Sse.Reader reader = new Sse.Reader(response.body())) {
            Optional<Sse.Event> event = reader.next();
            assertThat(event).isPresent();

            new GatewayConfig()
                    .provider("acme", SANDBOX.port())
                    .endpoint("acme/new-1", "acme", "new-1")
                    .writeTo(gateway.configFile());
            Await.until(SOON, "the old model is gone", () -> ask("acme/paced-1").status() >= 400);

            Optional<Sse.Event> last = event;
            for (; event.isPresent(); event = reader.next()) {
                last = event;
            }
            assertThat(last).hasValueSatisfying(end -> assertThat(end.done()).isTrue());
        }
    }

    @Test
    void noPromptAnswerOrKeyIsLogged() {
        Http.chat(gateway, Json.chat("acme/swift-1", "a-most-secret-prompt"));
        Http.post(gateway.at(PATH), "sk-of-nobody-most-secret", Json.chat("acme/swift-1", "a-most-secret-prompt"));
        Http.post(gateway.at(PATH), Gateway.KEY, Json.of(java.util.Map.of("model", "a-most-secret-prompt")));

        Await.until(
                SOON,
                "the generation is logged",
                () -> gateway.program().errors().contains("gen-"));
        assertThat(gateway.program().errors())
                .doesNotContain(
                        "secret",
                        Gateway.KEY,
                        Gateway.MANAGEMENT_KEY,
                        "sk-upstream-acme",
                        "a real model would take it from here");
    }

    private Reply ask(String model) {
        return Http.chat(gateway, Json.chat(model, "x"));
    }

    private GatewayConfig config() {
        return new GatewayConfig()
                .provider("acme", SANDBOX.port())
                .endpoint("acme/swift-1", "acme", "swift-1")
                .endpoint("acme/paced-1", "acme", "pace/rate=20;tokens=60");
    }
}
