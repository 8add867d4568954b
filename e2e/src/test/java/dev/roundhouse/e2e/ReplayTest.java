package dev.roundhouse.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.node.ObjectNode;

/// Every recorded exchange of the two older OpenAI dialects through the gateway, in three deliveries.
///
/// One provider per recorded provider, under its own slug, so that the catalogue's quirks of that provider are in
/// force;
/// one endpoint per recording. `docs/replay.md` says what is counted and lists the exceptions.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ReplayTest {
    private static final int WORKERS = 16;
    private static final Set<String> DIALECTS = Set.of("openai-chat", "openai-completions");

    /// On the surface `/v1`, single bytes are sent for every so-manyth recording: they cost a system call each.
    private static final int VENDOR_BYTES_EVERY = 8;

    private Path folder = Path.of("");
    private List<Recording> recordings = List.of();

    @BeforeAll
    void findRecordings() {
        folder = Corpus.folder("recordings");
        recordings = Corpus.recordings(folder, DIALECTS);
    }

    @ParameterizedTest
    @ValueSource(strings = {"whole", "bytes", "split"})
    void everyRecordedExchangeComesThroughUnchanged(String delivery) {
        Map<String, List<String>> wrong = new ConcurrentSkipListMap<>();

        try (SandboxProcess sandbox = SandboxProcess.replaying(folder, delivery);
                Gateway gateway =
                        Gateway.start(config(recordings, sandbox.port())).warm();
                HttpClient client = HttpClient.newBuilder()
                        .version(HttpClient.Version.HTTP_1_1)
                        .build()) {
            Replay replay = new Replay(gateway, sandbox, client);
            eachOnce("/api/v1", recording -> true, replay, wrong);
            eachOnce(
                    "/v1",
                    recording -> !delivery.equals("bytes")
                            || Math.floorMod(recording.id().hashCode(), VENDOR_BYTES_EVERY) == 0,
                    replay,
                    wrong);
        }

        Map<String, String> exceptions = ReplayDocs.exceptions(delivery);
        report(delivery, wrong, exceptions);
        assertThat(recordings).isNotEmpty();
        Map<String, List<String>> unlisted = new TreeMap<>(wrong);
        unlisted.keySet().removeAll(exceptions.keySet());
        assertThat(unlisted).as("recordings that changed on their way").isEmpty();
        assertThat(exceptions.keySet().stream()
                        .filter(id -> !wrong.containsKey(id))
                        .toList())
                .as("exceptions in docs/replay.md that are none")
                .isEmpty();
    }

    private void eachOnce(
            String surface,
            java.util.function.Predicate<Recording> chosen,
            Replay replay,
            Map<String, List<String>> wrong) {
        try (ExecutorService workers = Executors.newFixedThreadPool(WORKERS)) {
            Map<Recording, Future<List<String>>> running = new LinkedHashMap<>();
            recordings.stream()
                    .filter(chosen)
                    .forEach(recording -> running.put(recording, workers.submit(() -> replay.run(surface, recording))));
            running.forEach((recording, result) -> {
                List<String> found = outcome(result);
                if (!found.isEmpty()) {
                    wrong.computeIfAbsent(recording.id(), id -> new ArrayList<>())
                            .addAll(found.stream()
                                    .map(what -> surface + ": " + what)
                                    .toList());
                }
            });
        }
    }

    private static List<String> outcome(Future<List<String>> result) {
        try {
            return result.get();
        } catch (ExecutionException e) {
            return List.of(String.valueOf(e.getCause()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /// The count is for people and for the record of a run, so it goes to standard output.
    private void report(String delivery, Map<String, List<String>> wrong, Map<String, String> exceptions) {
        Map<String, int[]> counts = new TreeMap<>();
        for (Recording recording : recordings) {
            int[] count = counts.computeIfAbsent(recording.provider(), provider -> new int[2]);
            count[0] += wrong.containsKey(recording.id()) ? 0 : 1;
            count[1]++;
        }
        System.out.println("replay " + delivery + ": " + (recordings.size() - wrong.size()) + " of " + recordings.size()
                + ReplayRules.table(counts));
        wrong.forEach((id, what) -> System.out.println(
                "  " + id + (exceptions.containsKey(id) ? " (listed)" : "") + ": " + what.getFirst()));
    }

    /// One provider for each recorded provider and one endpoint for each recording.
    static GatewayConfig config(List<Recording> recordings, int port) {
        GatewayConfig config = new GatewayConfig();
        recordings.stream().map(Recording::provider).distinct().forEach(provider -> config.provider(provider, port));
        for (Recording recording : recordings) {
            config.endpoint(model(recording), recording.provider(), model(recording), endpoint -> {
                endpoint.put("dialect", recording.dialect());
                endpoint.putObject("price")
                        .put("input", "1.00")
                        .put("output", "2.00")
                        .put("audio_input", "10.00")
                        .put("audio_output", "20.00");
            });
        }
        return config;
    }

    private static String model(Recording recording) {
        return "replay/" + recording.id();
    }

    /// One exchange, and what is wrong with it.
    private record Replay(Gateway gateway, SandboxProcess sandbox, HttpClient client) {
        List<String> run(String surface, Recording recording) {
            ObjectNode asked = recording.asked(model(recording));
            String path = surface + (recording.completions() ? "/completions" : "/chat/completions");
            Reply reply = Http.send(
                    client,
                    Http.json(gateway.at(path), Gateway.KEY)
                            .POST(HttpRequest.BodyPublishers.ofString(Json.text(asked)))
                            .build());
            List<String> wrong = new ArrayList<>();
            if (sandbox.received(recording.id())) {
                wrong.addAll(ReplayRules.request(
                        asked,
                        Json.read(sandbox.request(recording.id()).path("body").asString(""))));
            } else {
                wrong.add("never reached the provider: " + reply);
            }
            wrong.addAll(
                    recording.streamed()
                            ? ReplayRules.stream(recording, reply, usageWanted(surface, recording))
                            : ReplayRules.answer(recording, reply));
            return wrong;
        }

        private static boolean usageWanted(String surface, Recording recording) {
            return surface.equals("/api/v1")
                    || Optional.ofNullable(recording.request())
                            .map(request -> request.path("stream_options")
                                    .path("include_usage")
                                    .asBoolean(false))
                            .orElse(false);
        }
    }
}
