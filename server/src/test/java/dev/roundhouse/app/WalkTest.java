package dev.roundhouse.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.roundhouse.catalog.Timeouts;
import dev.roundhouse.exchange.ErrorType;
import dev.roundhouse.ledger.Funds;
import dev.roundhouse.money.Nanos;
import dev.roundhouse.record.GenerationRecord;
import io.netty.buffer.PooledByteBufAllocator;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// The walk of a request over real sockets, with every leak of a buffer told.
@Timeout(60)
class WalkTest {
    private static final Timeouts IMPATIENT =
            new Timeouts(Duration.ofSeconds(1), Duration.ofMillis(300), Duration.ofMillis(300), Duration.ofSeconds(10));

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
        walks.endpoint("test/echo", "echo");

        HttpResponse<String> answer = walks.ask("test/echo", false);

        GenerationRecord record = walks.recorded();
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("x-generation-id")).contains(record.id());
        assertThat(answer.body())
                .contains("\"id\":\"" + record.id() + "\"", "\"model\":\"test/echo\"", "\"provider\":\"Provider p0\"")
                .contains("\"cost\":"
                        + record.charge().total().usd().stripTrailingZeros().toPlainString());
        // One dollar a million, both ways: a token costs a thousand nano-dollars.
        assertThat(record.charge().total().value())
                .isEqualTo(1_000 * (record.usage().inputTotal() + record.usage().outputTotal()))
                .isPositive();
    }

    @Test
    void aStreamEndsWithItsUsageAndDone() throws Exception {
        walks.endpoint("test/echo", "echo");

        String body = walks.ask("test/echo", true).body();

        assertThat(body).endsWith("data: [DONE]\n\n");
        String usage = body.substring(0, body.indexOf("data: [DONE]")).strip();
        assertThat(usage.substring(usage.lastIndexOf("data: "))).contains("\"choices\":[]", "\"cost\":0.0000");
        assertThat(walks.recorded().ending().status()).isEqualTo(200);
    }

    @Test
    void aFailureBeforeTheFirstContentFallsBackUnseen() throws Exception {
        for (String fault : new String[] {"503", "reset", "cut=1", "malformed=1", "status=401"}) {
            String model = "test/" + fault.replaceAll("[^a-z0-9]", "");
            walks.endpoint(model, "fault/" + fault);
            walks.endpoint(model, "echo");
            for (boolean stream : new boolean[] {false, true}) {
                HttpResponse<String> answer = walks.ask(model, stream);

                GenerationRecord record = walks.recorded();
                assertThat(answer.statusCode()).as(fault).isEqualTo(200);
                assertThat(answer.body()).as(fault).contains("hello").doesNotContain("error");
                assertThat(record.served()).as(fault).isNotNull();
            }
        }
    }

    @Test
    void whenAllFailTheLastOneIsToldWithThoseBefore() throws Exception {
        walks.endpoint("test/bad", "fault/status=503;retry-after=7");
        walks.endpoint("test/bad", "fault/status=429;retry-after=9");

        HttpResponse<String> answer = walks.ask("test/bad", true);

        assertThat(answer.statusCode()).isEqualTo(429);
        assertThat(answer.headers().firstValue("retry-after")).contains("9");
        assertThat(answer.body()).contains("previous_errors", "Provider p0", "provider_overloaded");
        assertThat(walks.recorded().attempts()).hasSize(2);
    }

    @Test
    void aProvidersRefusalOfOurKeyIsNotTheCallers() throws Exception {
        walks.endpoint("test/locked", "fault/status=401");

        HttpResponse<String> answer = walks.ask("test/locked", false);

        assertThat(answer.statusCode()).isEqualTo(502);
        assertThat(walks.recorded().ending().error()).isEqualTo(ErrorType.PROVIDER_UNAVAILABLE);
    }

    @Test
    void aCutAfterContentIsToldInBandAndBilledForWhatCame() throws Exception {
        walks.endpoint("test/cut", "fault/cut=6");

        String body = walks.ask("test/cut", true).body();

        GenerationRecord record = walks.recorded();
        assertThat(body).contains("\"finish_reason\":\"error\"").doesNotContain("[DONE]");
        assertThat(record.usage().estimated()).isTrue();
        assertThat(record.charge().total().value()).isPositive();
        assertThat(record.ending().error()).isEqualTo(ErrorType.PROVIDER_UNAVAILABLE);
    }

    @Test
    void aSilentUpstreamMeetsItsDeadline() throws Exception {
        walks.endpoint("test/silent", "fault/silence", IMPATIENT, 10);
        walks.endpoint("test/stalled", "fault/stall=4", IMPATIENT, 10);

        HttpResponse<String> silent = walks.ask("test/silent", false);
        HttpResponse<String> stalled = walks.ask("test/stalled", true);

        assertThat(silent.statusCode()).isEqualTo(504);
        assertThat(stalled.statusCode()).isEqualTo(200);
        assertThat(stalled.body()).contains("\"finish_reason\":\"error\"", "fell silent");
    }

    @Test
    void aClientThatHangsUpCancelsItsUpstreamAtOnce() throws Exception {
        walks.endpoint("test/slow", "pace/ttft=50ms;rate=20;tokens=2000");
        for (boolean stream : new boolean[] {true, false}) {
            try (Socket socket =
                    new Socket(walks.address().getAddress(), walks.address().getPort())) {
                send(socket, Walks.body("test/slow", stream));
                awaitUpstream("answering");
                if (stream) {
                    assertThat(socket.getInputStream().read()).isPositive();
                }
            }

            awaitUpstream("client_hung_up");
            assertThat(walks.recorded().ending().cancelled()).isTrue();
        }
    }

    @Test
    void aSlowReaderCostsNoMoreThanTheBoundAndLosesNothing() throws Exception {
        walks.endpoint("test/long", "pace/ttft=1ms;rate=1000000;tokens=60000");
        try (Socket socket = new Socket()) {
            socket.setReceiveBufferSize(16 * 1024);
            socket.connect(walks.address());
            send(socket, Walks.body("test/long", true));
            InputStream in = socket.getInputStream();
            assertThat(in.read()).isPositive();

            // What a reader who does not read lets pile up: both sides' sockets, and the stated bound in between.
            LockSupport.parkNanos(TimeUnit.SECONDS.toNanos(2));
            assertThat(PooledByteBufAllocator.DEFAULT.metric().usedDirectMemory())
                    .isLessThan(64L << 20);
            assertThat(walks.noneRecorded()).isTrue();

            String rest = readToEnd(in);
            assertThat(rest).contains("data: [DONE]");
            assertThat(rest.split("\"delta\"", -1).length).isGreaterThan(60_000);
        }
        assertThat(walks.recorded().ending().error()).isNull();
    }

    @Test
    void anEndpointTakesNoMoreThanItsLimitAtOnce() throws Exception {
        walks.endpoint("test/narrow", "pace/ttft=700ms;rate=1000", Timeouts.DEFAULT, 1);
        walks.endpoint("test/narrow", "echo");

        CompletableFuture<HttpResponse<String>> first =
                walks.client.sendAsync(walks.request(Walks.body("test/narrow", false)), BodyHandlers.ofString());
        awaitUpstream("answering");
        HttpResponse<String> second = walks.ask("test/narrow", false);

        assertThat(second.body()).contains("\"provider\":\"Provider p1\"");
        assertThat(first.get().body()).contains("\"provider\":\"Provider p0\"");
        assertThat(walks.ask("test/narrow", false).body()).contains("\"provider\":\"Provider p0\"");
    }

    @Test
    void drainingLetsAStreamEndAndTakesNoFurtherRequest() throws Exception {
        walks.endpoint("test/slow", "pace/ttft=50ms;rate=40;tokens=40");
        HttpRequest request = walks.request(Walks.body("test/slow", true));
        CompletableFuture<HttpResponse<Stream<String>>> answer =
                walks.client.sendAsync(request, BodyHandlers.ofLines());
        Stream<String> lines = answer.get().body();

        CompletableFuture<Void> drained = CompletableFuture.runAsync(() -> walks.drain(Duration.ofSeconds(20)));

        assertThat(lines.toList()).contains("data: [DONE]");
        drained.get(10, TimeUnit.SECONDS);
        assertThat(walks.recorded().ending().error()).isNull();
    }

    @Test
    void anAccountWithoutCreditIsRefusedBeforeAnyCall() throws Exception {
        walks.close();
        walks = new Walks(new Funds.Limited(new Nanos(10)));
        walks.endpoint("test/echo", "echo");

        HttpResponse<String> answer = walks.ask("test/echo", false);

        assertThat(answer.statusCode()).isEqualTo(402);
        assertThat(walks.recorded().attempts()).isEmpty();
    }

    private void awaitUpstream(String state) throws Exception {
        HttpRequest last = HttpRequest.newBuilder(walks.sandboxUri("/sandbox/requests/last"))
                .build();
        long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
        String seen = "";
        while (System.nanoTime() < until) {
            seen = walks.client.send(last, BodyHandlers.ofString()).body();
            if (seen.contains("\"state\":\"" + state + "\"")) {
                return;
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(10));
        }
        throw new AssertionError("the upstream never was " + state + ": " + seen);
    }

    private static void send(Socket socket, String body) throws IOException {
        String head = "POST /api/v1/chat/completions HTTP/1.1\r\nhost: x\r\nauthorization: Bearer " + Walks.KEY
                + "\r\nconnection: close\r\ncontent-length: " + body.length() + "\r\n\r\n";
        socket.getOutputStream().write((head + body).getBytes(StandardCharsets.US_ASCII));
    }

    private static String readToEnd(InputStream in) throws IOException {
        return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
}
