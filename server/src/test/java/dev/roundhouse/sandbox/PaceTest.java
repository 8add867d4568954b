package dev.roundhouse.sandbox;

import static dev.roundhouse.sandbox.SandboxFixture.chat;
import static dev.roundhouse.sandbox.SandboxFixture.json;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.ObjectNode;

class PaceTest {
    private static final String CHAT = "/v1/chat/completions";

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
    void tokensComeOneByOneAtTheirPace() throws Exception {
        ObjectNode body = chat("echo", "slowly").put("stream", true);
        long start = System.nanoTime();

        List<Long> arrivals = new ArrayList<>();
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(
                sandbox.open(CHAT, body, "x-sandbox-pace", "ttft=200ms;rate=50;tokens=10")
                        .body(),
                StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.startsWith("data: {")) {
                    arrivals.add((System.nanoTime() - start) / 1_000_000);
                }
            }
        }

        assertThat(arrivals).hasSize(1 + 10 + 1);
        assertThat(arrivals.getFirst()).isGreaterThanOrEqualTo(200);
        for (int token = 0; token < 10; token++) {
            assertThat(arrivals.get(1 + token)).isGreaterThanOrEqualTo(200 + 20 * token);
        }
    }

    @Test
    void anAnswerInOnePieceTakesAsLongAsItsStream() throws Exception {
        long start = System.nanoTime();

        HttpResponse<byte[]> response = sandbox.post(CHAT, chat("pace/ttft=100ms;rate=100;tokens=11", "slowly"));

        assertThat((System.nanoTime() - start) / 1_000_000).isGreaterThanOrEqualTo(200);
        assertThat(json(response).at("/usage/completion_tokens").intValue()).isEqualTo(11);
    }

    @Test
    void paceAndFaultCombine() throws Exception {
        ObjectNode body = chat("fault/cut=2;ttft=150ms", "hi").put("stream", true);
        long start = System.nanoTime();

        byte[] got = sandbox.raw(SandboxFixture.post(body));

        assertThat((System.nanoTime() - start) / 1_000_000).isGreaterThanOrEqualTo(150);
        assertThat(new String(got, StandardCharsets.UTF_8).lines().filter(line -> line.startsWith("data: ")))
                .hasSize(2);
    }

    @Test
    void aClientThatLeavesEndsItsStream() throws Exception {
        try (Socket socket = sandbox.connect()) {
            ObjectNode body = chat("pace/rate=1;tokens=1000", "hi").put("stream", true);
            socket.getOutputStream().write(SandboxFixture.post(body).getBytes(StandardCharsets.UTF_8));
            assertThat(socket.getInputStream().read()).isEqualTo('H');
        }

        String state = "";
        for (int i = 0; i < 500 && !state.equals("client_hung_up"); i++) {
            state = json(sandbox.get("/sandbox/requests/last")).path("state").stringValue();
        }
        assertThat(state).isEqualTo("client_hung_up");
    }

    @Test
    void twoHundredStreamsRunSideBySide() throws Exception {
        try (ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Integer>> streams = new ArrayList<>();
            long start = System.nanoTime();
            for (int i = 0; i < 200; i++) {
                String said = "stream " + i;
                streams.add(clients.submit(stream(said)));
            }

            for (Future<Integer> stream : streams) {
                assertThat(stream.get()).isEqualTo(25);
            }
            // One after the other they would take 200 x 290 ms.
            assertThat((System.nanoTime() - start) / 1_000_000).isLessThan(20_000);
        }
    }

    private Callable<Integer> stream(String said) {
        return () -> {
            ObjectNode body = chat("pace/ttft=50ms;rate=100;tokens=25", said).put("stream", true);
            List<String> events = SandboxFixture.events(sandbox.post(CHAT, body).body());
            assertThat(SandboxFixture.streamedText(events)).startsWith("You said “" + said + "”");
            return (int) events.stream()
                    .filter(event -> !event.equals("[DONE]"))
                    .filter(event -> !Json.read(event)
                            .at("/choices/0/delta/content")
                            .asString("")
                            .isEmpty())
                    .count();
        };
    }
}
