package dev.roundhouse.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/// Streams whose two ends do not go at the same pace: readers that stop, clients that leave, providers that wait.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class StreamsTest {
    private static final String OPEN_ROUTER = "/api/v1/chat/completions";
    private static final String OPEN_AI = "/v1/chat/completions";
    private static final Duration SOON = Duration.ofSeconds(10);

    /// Sockets hold some of it on both sides; what the gateway itself may hold is far less.
    private static final long BUFFERED_BYTES_MAX = 24L * 1024 * 1024;

    private static final int FLOOD_EVENTS = 100_000;
    private static final String FLOOD_TEXT = "x".repeat(1000);

    private final AtomicLong floodedEvents = new AtomicLong();
    private final CountDownLatch hungUp = new CountDownLatch(4);
    private final StubUpstream upstream = StubUpstream.start(this::answer);
    private final Gateway gateway = Gateway.start(new GatewayConfig()
            .provider("acme", upstream.port())
            .endpoint("acme/flood", "acme", "flood")
            .endpoint("acme/late", "acme", "late")
            .endpoint("acme/waiting", "acme", "waiting")
            .endpoint("acme/begun", "acme", "begun")
            .endpoint("acme/quick", "acme", "quick"));

    @AfterAll
    void stop() {
        gateway.close();
        upstream.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"acme/waiting", "acme/begun"})
    void aClientThatLeavesAStreamIsFollowedUpstreamAtOnce(String model) {
        long before = hungUp.getCount();
        int asked = upstream.received().size();

        try (RawConnection client = RawConnection.to(gateway.port())) {
            client.write(RawConnection.request(OPEN_ROUTER, bytes(Json.text(Json.streamedChat(model, "leave")))));
            Await.until(SOON, "the provider is asked", () -> upstream.received().size() > asked);
            if (model.equals("acme/begun")) {
                client.readUntil("Once");
            }
        }

        Await.until(SOON, "the provider sees the hang-up", () -> hungUp.getCount() < before);
    }

    @ParameterizedTest
    @ValueSource(strings = {OPEN_ROUTER, OPEN_AI})
    void aClientThatLeavesAnAnswerIsFollowedUpstreamAtOnce(String path) {
        long before = hungUp.getCount();
        int asked = upstream.received().size();

        try (RawConnection client = RawConnection.to(gateway.port())) {
            client.write(RawConnection.request(path, bytes(Json.text(Json.chat("acme/waiting", "leave")))));
            Await.until(SOON, "the provider is asked", () -> upstream.received().size() > asked);
        }

        Await.until(SOON, "the provider sees the hang-up", () -> hungUp.getCount() < before);
    }

    @Test
    void aSlowReaderHoldsTheProviderBackAndLosesNothing() throws IOException {
        try (RawConnection client = RawConnection.to(gateway.port(), 64 * 1024)) {
            client.write(
                    RawConnection.request(OPEN_ROUTER, bytes(Json.text(Json.streamedChat("acme/flood", "flood")))));
            client.readUntil("\r\n\r\n");
            long stood = stopsGrowing(floodedEvents);

            assertThat(stood * FLOOD_TEXT.length())
                    .as("bytes taken from the provider")
                    .isLessThan(BUFFERED_BYTES_MAX);
            assertThat(Http.chat(gateway, Json.chat("acme/quick", "meanwhile")).status())
                    .isEqualTo(200);

            String rest = client.readUntil("data: [DONE]");
            assertThat(occurrences(rest, FLOOD_TEXT)).isEqualTo(FLOOD_EVENTS);
        }
    }

    @Test
    void aWaitingStreamIsKeptAliveByComments() {
        HttpResponse<InputStream> response =
                Http.stream(gateway.at(OPEN_ROUTER), Gateway.KEY, Json.streamedChat("acme/late", "six seconds"));
        try (Sse.Reader reader = new Sse.Reader(response.body())) {
            Optional<Sse.Event> first = reader.next();

            assertThat(response.statusCode()).isEqualTo(200);
            assertThat(first)
                    .hasValueSatisfying(event -> assertThat(event.comment()).isTrue());
            StringBuilder text = new StringBuilder();
            for (Optional<Sse.Event> next = reader.next(); next.isPresent(); next = reader.next()) {
                text.append(Sse.content(List.of(next.get())));
            }
            assertThat(text).hasToString("At last.");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {OPEN_ROUTER, OPEN_AI})
    void aWaitingAnswerIsKeptAliveByBlanks(String path) {
        Reply reply = Http.post(gateway.at(path), Gateway.KEY, Json.chat("acme/late", "six seconds"));

        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.text()).matches("(?s)\\s+\\{.*");
        assertThat(reply.json()
                        .path("choices")
                        .path(0)
                        .path("message")
                        .path("content")
                        .asString(""))
                .isEqualTo("At last.");
    }

    @Test
    void usageIsInTheLastChunkOfOneSurfaceAndOnRequestOfTheOther() {
        JsonNode openRouter = Sse.last(
                Http.chat(gateway, Json.streamedChat("acme/quick", "x")).events());
        List<Sse.Event> unasked = Http.post(gateway.at(OPEN_AI), Gateway.KEY, Json.streamedChat("acme/quick", "x"))
                .events();
        var asking = Json.streamedChat("acme/quick", "x");
        asking.putObject("stream_options").put("include_usage", true);
        JsonNode asked =
                Sse.last(Http.post(gateway.at(OPEN_AI), Gateway.KEY, asking).events());

        assertThat(openRouter.path("usage").path("cost").isNumber()).isTrue();
        assertThat(asked.path("usage").path("total_tokens").asInt()).isEqualTo(15);
        assertThat(unasked.stream().filter(Sse.Event::isJson).map(Sse.Event::json))
                .allSatisfy(chunk -> assertThat(chunk.path("choices").isEmpty())
                        .as(chunk.toString())
                        .isFalse());
    }

    @Test
    void theConnectionServesAgainAfterAStream() {
        try (RawConnection client = RawConnection.to(gateway.port())) {
            for (int i = 0; i < 3; i++) {
                client.write(
                        RawConnection.request(OPEN_ROUTER, bytes(Json.text(Json.streamedChat("acme/quick", "again")))));
                Reply reply = client.read();
                assertThat(Sse.content(reply.events())).isEqualTo("Quick.");
                assertThat(reply.header("content-type")).startsWith("text/event-stream");
            }
        }
    }

    private void answer(StubUpstream.Received request, StubUpstream.Exchange exchange) throws IOException {
        String model = Json.read(request.text()).path("model").asString("");
        boolean streamed = Json.read(request.text()).path("stream").asBoolean(false);
        switch (model) {
            case "flood" -> flood(exchange);
            case "late" -> late(exchange, streamed);
            case "waiting" -> {
                exchange.awaitHangUp();
                hungUp.countDown();
            }
            case "begun" -> {
                exchange.eventStream();
                exchange.event(Json.text(StubUpstream.chunk("Once")));
                exchange.awaitHangUp();
                hungUp.countDown();
            }
            default -> say("Quick.", exchange, streamed);
        }
    }

    private void flood(StubUpstream.Exchange exchange) throws IOException {
        exchange.eventStream();
        String chunk = Json.text(StubUpstream.chunk(FLOOD_TEXT));
        for (int i = 0; i < FLOOD_EVENTS; i++) {
            exchange.event(chunk);
            floodedEvents.incrementAndGet();
        }
        exchange.event(Json.text(StubUpstream.end()));
        exchange.event("[DONE]");
        exchange.endOfStream();
    }

    /// Keep-alives begin after five seconds of silence: this is the one thing here that only time can bring
    /// about.
    private static void late(StubUpstream.Exchange exchange, boolean streamed) throws IOException {
        try {
            if (new CountDownLatch(1).await(6, TimeUnit.SECONDS)) {
                throw new IllegalStateException("nobody counts down");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        say("At last.", exchange, streamed);
    }

    private static void say(String words, StubUpstream.Exchange exchange, boolean streamed) throws IOException {
        if (!streamed) {
            exchange.json(200, Json.text(StubUpstream.whole(words)));
            return;
        }
        exchange.eventStream();
        exchange.event(Json.text(StubUpstream.chunk(words)));
        exchange.event(Json.text(StubUpstream.end()));
        exchange.event("[DONE]");
        exchange.endOfStream();
    }

    /// Waits until a count has stayed the same for half a second.
    private static long stopsGrowing(AtomicLong count) {
        long[] last = {-1, System.nanoTime()};
        Await.until(Duration.ofSeconds(30), "the provider is held back", () -> {
            long now = count.get();
            if (now != last[0]) {
                last[0] = now;
                last[1] = System.nanoTime();
            }
            return now > 0
                    && System.nanoTime() - last[1] > Duration.ofMillis(500).toNanos();
        });
        return last[0];
    }

    private static int occurrences(String text, String part) {
        int count = 0;
        for (int at = text.indexOf(part); at >= 0; at = text.indexOf(part, at + part.length())) {
            count++;
        }
        return count;
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
