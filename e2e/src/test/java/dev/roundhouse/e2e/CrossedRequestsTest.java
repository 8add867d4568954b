package dev.roundhouse.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpRequest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Every recorded request, sent in its own dialect to an upstream of each other one, judged by what the upstream
/// received.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CrossedRequestsTest {
    private static final int WORKERS = 8;
    private static final Set<String> OPERATIONS =
            Set.of("chat", "responses", "messages", "generateContent", "converse");
    private static final Set<CrossedDialect> DIALECTS = EnumSet.of(
            CrossedDialect.OPENAI_CHAT,
            CrossedDialect.OPENAI_RESPONSES,
            CrossedDialect.ANTHROPIC_MESSAGES,
            CrossedDialect.GEMINI,
            CrossedDialect.BEDROCK_CONVERSE,
            CrossedDialect.COHERE);

    private record Asked(String id, CrossedDialect dialect, ObjectNode body, boolean stream) {}

    private Path folder = Path.of("");
    private List<Asked> requests = List.of();

    @BeforeAll
    void findRequests() throws IOException {
        folder = Corpus.folder("recordings");
        try (var lines = Files.lines(folder.resolve("list.jsonl"))) {
            requests = lines.filter(line -> !line.isBlank())
                    .map(Json::read)
                    .filter(entry -> entry.path("status").asInt(0) == 200
                            && OPERATIONS.contains(entry.path("operation").asString("")))
                    .flatMap(entry -> asked(entry).stream())
                    .toList();
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = CrossedDialect.class,
            names = {"OPENAI_CHAT", "OPENAI_RESPONSES", "ANTHROPIC_MESSAGES", "GEMINI", "BEDROCK_CONVERSE", "COHERE"})
    void everyRecordedRequestMeansTheSameToAnUpstreamOfAnotherDialect(CrossedDialect upstream) {
        List<Asked> foreign =
                requests.stream().filter(asked -> asked.dialect != upstream).toList();
        Map<String, Map<String, String>> lost = new TreeMap<>();
        Map<String, int[]> counts = new TreeMap<>();
        Set<String> allowed = CrossingDocs.losses(upstream.wireName());

        try (SandboxProcess sandbox = SandboxProcess.replaying(folder, "whole");
                Gateway gateway =
                        Gateway.start(config(foreign, upstream, sandbox.port())).warm();
                ExecutorService workers = Executors.newFixedThreadPool(WORKERS)) {
            Map<Asked, Future<Map<String, String>>> running = new LinkedHashMap<>();
            for (Asked asked : foreign) {
                running.put(asked, workers.submit(() -> differences(gateway, sandbox, upstream, asked)));
            }
            running.forEach((asked, result) -> {
                Map<String, String> found = outcome(result);
                found.keySet().removeAll(allowed);
                int[] count = counts.computeIfAbsent(asked.dialect.wireName(), _ -> new int[2]);
                count[0] += found.isEmpty() ? 1 : 0;
                count[1]++;
                if (!found.isEmpty()) {
                    lost.put(asked.id + " > " + upstream.wireName(), found);
                }
            });
        }

        counts.forEach((client, count) -> System.out.println(
                "crossed requests: " + client + " > " + upstream.wireName() + ": " + count[0] + " of " + count[1]));
        lost.forEach((which, how) -> System.out.println("  request " + which + ": " + how));
        assertThat(foreign).isNotEmpty();
        Map<String, String> listed = CrossingDocs.requestExceptions();
        assertThat(lost.keySet().stream().filter(which -> !listed.containsKey(which)))
                .as("requests that lost something which neither docs/fidelity.md nor docs/crossing.md names")
                .isEmpty();
        assertThat(listed.keySet().stream()
                        .filter(which -> which.endsWith(" > " + upstream.wireName()) && !lost.containsKey(which)))
                .as("exceptions in docs/crossing.md that are none")
                .isEmpty();
    }

    private static Map<String, String> differences(
            Gateway gateway, SandboxProcess sandbox, CrossedDialect upstream, Asked asked) {
        String model = "replay/" + asked.id;
        ObjectNode body = asked.body.deepCopy();
        body.remove("provider"); // none of those that it names is here
        if (body.has("model") || !body.has("contents")) {
            body.put("model", model);
        }
        Reply reply = Http.send(Http.json(gateway.at(asked.dialect.path(model, asked.stream)), Gateway.KEY)
                .POST(HttpRequest.BodyPublishers.ofString(Json.text(body)))
                .build());
        Map<String, String> found = new TreeMap<>();
        if (!sandbox.received(asked.id)) {
            found.put("refused", reply.toString());
            return found;
        }
        JsonNode received = Json.read(sandbox.request(asked.id).path("body").asString(""));
        found.putAll(asked.dialect.question(asked.body).differences(upstream.question(received)));
        return found;
    }

    private static Map<String, String> outcome(Future<Map<String, String>> result) {
        try {
            return result.get();
        } catch (ExecutionException e) {
            return new TreeMap<>(Map.of("fault", String.valueOf(e.getCause())));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private Optional<Asked> asked(JsonNode entry) {
        Optional<CrossedDialect> dialect = DIALECTS.stream()
                .filter(one -> one.wireName().equals(entry.path("dialect").asString("")))
                .findFirst();
        if (dialect.isEmpty()) {
            return Optional.empty();
        }
        try {
            JsonNode request = Json.read(Files.readAllBytes(
                            folder.resolve(entry.required("file").asString())))
                    .path("request");
            boolean stream = request.path("path").asString("").contains("tream");
            return Json.read(request.path("body").asString("null")) instanceof ObjectNode body
                    ? Optional.of(new Asked(
                            entry.required("id").asString(),
                            dialect.get(),
                            body,
                            stream || body.path("stream").asBoolean(false)))
                    : Optional.empty();
        } catch (JacksonException _) {
            return Optional.empty(); // a form or an upload, no request of this dialect
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static GatewayConfig config(List<Asked> requests, CrossedDialect upstream, int port) {
        GatewayConfig config = new GatewayConfig().provider("upstream", port, provider -> {
            provider.put("dialect", upstream.wireName()).put("base_url", "http://127.0.0.1:" + port + upstream.base());
            provider.putObject("auth").put("scheme", "bearer");
        });
        List<String> known = new ArrayList<>();
        for (Asked asked : requests) {
            String model = "replay/" + asked.id;
            if (!known.contains(model)) {
                known.add(model);
                config.endpoint(
                        model,
                        "upstream",
                        model,
                        endpoint -> endpoint.putObject("price")
                                .put("input", "1.00")
                                .put("output", "2.00")
                                .put("audio_input", "10.00")
                                .put("audio_output", "20.00"));
            }
        }
        return config;
    }
}
