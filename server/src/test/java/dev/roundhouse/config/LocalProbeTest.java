package dev.roundhouse.config;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.roundhouse.config.LocalProbe.Target;
import dev.roundhouse.config.LocalServers.Found;
import dev.roundhouse.config.LocalServers.Kind;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LocalProbeTest {
    private static final String OLLAMA = "{\"models\":[{\"name\":\"llama3.2:3b\",\"size\":1},{\"name\":\"qwen3:8b\"}]}";
    private static final String VLLM =
            "{\"object\":\"list\",\"data\":[{\"id\":\"Qwen/Qwen3-8B\",\"object\":\"model\",\"owned_by\":\"vllm\",\"permission\":[{\"id\":\"x\"}]}]}";
    private static final String LLAMA_CPP =
            "{\"models\":[{\"name\":\"a\"}],\"object\":\"list\",\"data\":[{\"id\":\"gemma.gguf\",\"owned_by\":\"llamacpp\"}]}";
    private static final String LM_STUDIO =
            "{\"data\":[{\"id\":\"qwen3-4b\",\"object\":\"model\",\"owned_by\":\"organization_owner\"}]}";

    private HttpServer server;

    @BeforeEach
    void aServer() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0), 0);
        server.start();
    }

    @AfterEach
    void stopIt() {
        server.stop(0);
    }

    private int answering(Map<String, String> bodies) {
        server.createContext("/", exchange -> {
            byte[] body =
                    bodies.getOrDefault(exchange.getRequestURI().getPath(), "").getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(body.length == 0 ? 404 : 200, body.length == 0 ? -1 : body.length);
            if (body.length > 0) {
                exchange.getResponseBody().write(body);
            }
            exchange.close();
        });
        return server.getAddress().getPort();
    }

    private static List<Found> look(Target... targets) throws InterruptedException {
        return new LocalProbe(Duration.ofSeconds(2)).look(List.of(targets));
    }

    @Test
    void eachKindIsKnownByItsOwnAnswer() {
        assertThat(models(Kind.OLLAMA, OLLAMA)).contains(List.of("llama3.2:3b", "qwen3:8b"));
        assertThat(models(Kind.VLLM, VLLM)).contains(List.of("Qwen/Qwen3-8B"));
        assertThat(models(Kind.LLAMA_CPP, LLAMA_CPP)).contains(List.of("gemma.gguf"));
        assertThat(models(Kind.LM_STUDIO, LM_STUDIO)).contains(List.of("qwen3-4b"));
    }

    @Test
    void anAnswerOfAnotherKindIsNone() {
        assertThat(models(Kind.VLLM, LM_STUDIO)).isEmpty();
        assertThat(models(Kind.LLAMA_CPP, VLLM)).isEmpty();
        assertThat(models(Kind.OLLAMA, VLLM)).isEmpty();
        for (String other :
                List.of("", "<html>", "[]", "5", "{\"data\":5}", "{\"data\":[5,{\"id\":5}]}", "{\"data\":[{")) {
            assertThat(models(Kind.VLLM, other)).as(other).isEmpty();
        }
    }

    private static Optional<List<String>> models(Kind kind, String answer) {
        return LocalProbe.models(kind, answer.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void whatAnswersIsFoundInTheOrderOfTheTargets() throws InterruptedException {
        int port = answering(Map.of("/api/tags", OLLAMA, "/v1/models", VLLM));

        List<Found> found = look(new Target(Kind.VLLM, port), new Target(Kind.OLLAMA, port));

        URI base = URI.create("http://127.0.0.1:" + port + "/v1");
        assertThat(found)
                .containsExactly(
                        new Found(Kind.VLLM, base, List.of("Qwen/Qwen3-8B")),
                        new Found(Kind.OLLAMA, base, List.of("llama3.2:3b", "qwen3:8b")));
    }

    @Test
    void aRefusedConnectionAndAnErrorAreNothing() throws InterruptedException, IOException {
        int closed;
        try (ServerSocket socket = new ServerSocket(0)) {
            closed = socket.getLocalPort();
        }

        assertThat(look(new Target(Kind.OLLAMA, closed))).isEmpty();
        assertThat(look(new Target(Kind.OLLAMA, answering(Map.of())))).isEmpty();
    }

    @Test
    void aServerWithoutModelsIsNoProvider() throws InterruptedException {
        assertThat(look(new Target(Kind.OLLAMA, answering(Map.of("/api/tags", "{\"models\":[]}")))))
                .isEmpty();
    }

    @Test
    void aServerThatSaysNothingIsNotWaitedFor() throws InterruptedException, IOException {
        try (ServerSocket silent = new ServerSocket(0, 5, InetAddress.ofLiteral("127.0.0.1"))) {
            List<Found> found =
                    new LocalProbe(Duration.ofMillis(50)).look(List.of(new Target(Kind.OLLAMA, silent.getLocalPort())));

            assertThat(found).isEmpty();
        }
    }

    @Test
    void ourOwnPortIsNotAsked() {
        assertThat(LocalProbe.usual(Set.of(8080)))
                .containsExactly(
                        new Target(Kind.OLLAMA, 11_434),
                        new Target(Kind.VLLM, 8_000),
                        new Target(Kind.LM_STUDIO, 1_234));
        assertThat(LocalProbe.usual(Set.of())).hasSize(4);
    }
}
