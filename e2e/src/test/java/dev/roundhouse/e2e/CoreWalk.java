package dev.roundhouse.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import tools.jackson.databind.JsonNode;

/// The walk of a request in both modes of stories, which must not differ in anything that a caller can see.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class CoreWalk {
    private static final int AT_ONCE = 64;
    private static final Duration SOON = Duration.ofSeconds(10);

    private final String mode;
    private final SandboxProcess sandbox = SandboxProcess.start();
    private @Nullable Gateway started;

    /// @param mode how stories are scheduled
    CoreWalk(String mode) {
        this.mode = mode;
    }

    @BeforeAll
    void start() {
        started = Gateway.startWithStories(
                mode,
                new GatewayConfig()
                        .provider("acme", sandbox.port())
                        .provider("broken", sandbox.port())
                        .endpoint("acme/swift-1", "acme", "swift-1")
                        .endpoint("acme/slow-1", "acme", "pace/rate=1;tokens=300")
                        .endpoint("acme/two", "broken", "fault/status=503", "0.10")
                        .endpoint("acme/two", "acme", "two", "1.00"));
    }

    @AfterAll
    void stop() {
        gateway().close();
        sandbox.close();
    }

    @Test
    void aPlainAnswerHasItsShapeItsNameAndItsCharge() {
        Reply reply = Http.chat(gateway(), Json.chat("acme/swift-1", "Hello there."));

        JsonNode body = reply.json();
        assertThat(reply.status()).as(reply.toString()).isEqualTo(200);
        assertThat(body.path("id").asString("")).startsWith("gen-").isEqualTo(reply.header("x-generation-id"));
        assertThat(body.path("object").asString("")).isEqualTo("chat.completion");
        assertThat(body.path("model").asString("")).isEqualTo("acme/swift-1");
        assertThat(body.path("provider").asString("")).isEqualTo("acme");
        JsonNode choice = body.path("choices").path(0);
        assertThat(choice.path("message").path("content").asString("")).contains("Hello there.");
        assertThat(choice.path("finish_reason").asString("")).isEqualTo("stop");
        assertThat(choice.path("native_finish_reason").asString("")).isEqualTo("stop");
        charge(body.path("usage"));
    }

    @Test
    void aStreamedAnswerSaysTheSameAndChargesTheSame() {
        JsonNode whole =
                Http.chat(gateway(), Json.chat("acme/swift-1", "Hello there.")).json();

        Reply reply = Http.chat(gateway(), Json.streamedChat("acme/swift-1", "Hello there."));

        List<Sse.Event> events = reply.events();
        assertThat(Sse.content(events))
                .isEqualTo(whole.path("choices")
                        .path(0)
                        .path("message")
                        .path("content")
                        .asString(""));
        assertThat(Sse.last(events).path("usage")).isEqualTo(whole.path("usage"));
        assertThat(events.stream()
                        .filter(Sse.Event::isJson)
                        .map(event -> event.json().path("id").asString("")))
                .containsOnly(reply.header("x-generation-id"));
        assertThat(events.getLast().done()).isTrue();
        charge(Sse.last(events).path("usage"));
    }

    @Test
    void theNextEndpointHidesAFailure() {
        Reply reply = Http.chat(gateway(), Json.chat("acme/two", "x"));

        assertThat(reply.status()).as(reply.toString()).isEqualTo(200);
        assertThat(reply.json().path("provider").asString("")).isEqualTo("acme");
    }

    @Test
    void aHangUpReachesTheProvider() {
        String prompt = "Leave. " + UUID.randomUUID();
        try (RawConnection client = RawConnection.to(gateway().port())) {
            client.write(RawConnection.request(
                    "/api/v1/chat/completions",
                    Json.text(Json.streamedChat("acme/slow-1", prompt))
                            .getBytes(java.nio.charset.StandardCharsets.UTF_8)));
            client.readUntil("data: ");
        }

        Await.until(SOON, "the provider sees the hang-up", () -> {
            JsonNode last = sandbox.request("last");
            return last.path("state").asString("").equals("client_hung_up")
                    && last.path("body").asString("").contains(prompt);
        });
    }

    @Test
    void manyAtOnceAreEachAnsweredWithTheirOwn() throws Exception {
        try (HttpClient client = HttpClient.newBuilder()
                        .version(HttpClient.Version.HTTP_1_1)
                        .build();
                ExecutorService workers = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<String>> answers = new ArrayList<>();
            for (int i = 0; i < AT_ONCE; i++) {
                String said = "number " + i + " of many";
                boolean streamed = i % 2 == 0;
                answers.add(workers.submit(() -> answerTo(client, said, streamed)));
            }

            for (int i = 0; i < AT_ONCE; i++) {
                assertThat(answers.get(i).get()).contains("“number " + i + " of many”");
            }
        }
    }

    @Test
    void theModeIsAMetric() {
        assertThat(Http.get(gateway().at("/metrics"), "").text())
                .contains("roundhouse_")
                .contains("stories");
    }

    private Gateway gateway() {
        return Objects.requireNonNull(started);
    }

    private String answerTo(HttpClient client, String said, boolean streamed) {
        JsonNode body = streamed ? Json.streamedChat("acme/swift-1", said) : Json.chat("acme/swift-1", said);
        Reply reply = Http.send(
                client,
                Http.json(gateway().at("/api/v1/chat/completions"), Gateway.KEY)
                        .POST(java.net.http.HttpRequest.BodyPublishers.ofString(Json.text(body)))
                        .build());
        return streamed
                ? Sse.content(reply.events())
                : reply.json()
                        .path("choices")
                        .path(0)
                        .path("message")
                        .path("content")
                        .asString("");
    }

    /// One and two dollars per million tokens: so many micro-dollars.
    private static void charge(JsonNode usage) {
        long micros = usage.path("prompt_tokens").asLong()
                + 2 * usage.path("completion_tokens").asLong();
        assertThat(micros).isPositive();
        assertThat(usage.path("cost").decimalValue()).isEqualByComparingTo(java.math.BigDecimal.valueOf(micros, 6));
    }
}
