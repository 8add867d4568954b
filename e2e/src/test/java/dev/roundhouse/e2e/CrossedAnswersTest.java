package dev.roundhouse.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpRequest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Every recorded answer behind clients of the other dialects, judged by what it means.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CrossedAnswersTest {
    private static final int WORKERS = 8;
    private static final Set<String> OPERATIONS =
            Set.of("chat", "responses", "messages", "generateContent", "converse", "invoke", "generate", "rawPredict");
    private static final Set<CrossedDialect> CLIENTS = EnumSet.of(
            CrossedDialect.OPENAI_CHAT,
            CrossedDialect.OPENAI_RESPONSES,
            CrossedDialect.ANTHROPIC_MESSAGES,
            CrossedDialect.GEMINI,
            CrossedDialect.BEDROCK_CONVERSE,
            CrossedDialect.COHERE);

    private record Answer(String id, String provider, CrossedDialect dialect, boolean stream, Meaning meaning) {}

    private Path folder = Path.of("");
    private List<Answer> answers = List.of();

    @BeforeAll
    void findAnswers() throws IOException {
        folder = Corpus.folder("recordings");
        try (var lines = Files.lines(folder.resolve("list.jsonl"))) {
            answers = lines.filter(line -> !line.isBlank())
                    .map(Json::read)
                    .filter(entry -> entry.path("status").asInt(0) == 200
                            && OPERATIONS.contains(entry.path("operation").asString("")))
                    .flatMap(entry -> dialect(entry).stream().map(dialect -> answer(entry, dialect)))
                    .filter(answer -> !answer.meaning.isEmpty())
                    .toList();
        }
    }

    @Test
    void everyRecordedAnswerMeansTheSameToClientsOfOtherDialects() {
        Map<String, List<String>> changed = new TreeMap<>();
        Map<CrossedDialect, Map<CrossedDialect, int[]>> counts = new EnumMap<>(CrossedDialect.class);

        try (SandboxProcess sandbox = SandboxProcess.replaying(folder, "whole");
                Gateway gateway = Gateway.start(config(sandbox.port())).warm()) {
            for (CrossedDialect client : CLIENTS) {
                ask(gateway, client, changed, counts);
            }
        }

        System.out.println(table(counts));
        changed.forEach((which, how) -> System.out.println("  " + which + ": " + String.join("; ", how)));
        assertThat(answers).isNotEmpty();
        Map<String, String> listed = CrossingDocs.exceptions();
        assertThat(changed.keySet().stream().filter(which -> !listed.containsKey(which)))
                .as("answers that changed their meaning on the way and are not listed in docs/crossing.md")
                .isEmpty();
        assertThat(listed.keySet().stream().filter(which -> !changed.containsKey(which)))
                .as("exceptions in docs/crossing.md that are none")
                .isEmpty();
    }

    private void ask(
            Gateway gateway,
            CrossedDialect client,
            Map<String, List<String>> changed,
            Map<CrossedDialect, Map<CrossedDialect, int[]>> counts) {
        try (ExecutorService workers = Executors.newFixedThreadPool(WORKERS)) {
            Map<Answer, Future<List<String>>> running = new java.util.LinkedHashMap<>();
            for (Answer answer : answers) {
                if (answer.dialect != client) {
                    running.put(answer, workers.submit(() -> differences(gateway, client, answer)));
                }
            }
            running.forEach((answer, result) -> {
                List<String> found = outcome(result);
                int[] count = counts.computeIfAbsent(answer.dialect, _ -> new EnumMap<>(CrossedDialect.class))
                        .computeIfAbsent(client, _ -> new int[2]);
                count[0] += found.isEmpty() ? 1 : 0;
                count[1]++;
                if (!found.isEmpty()) {
                    changed.put(answer.id + " > " + client.wireName(), found);
                }
            });
        }
    }

    private static List<String> differences(Gateway gateway, CrossedDialect client, Answer answer) {
        String model = "replay/" + answer.id;
        ObjectNode question = client.question(model, answer.stream);
        Reply reply = Http.send(Http.json(gateway.at(client.path(model, answer.stream)), Gateway.KEY)
                .POST(HttpRequest.BodyPublishers.ofString(Json.text(question)))
                .build());
        if (reply.status() != 200) {
            return List.of("status " + reply);
        }
        try {
            return answer.meaning.differences(client.heard(answer.stream, reply), client.can());
        } catch (RuntimeException e) {
            return List.of("unreadable: " + e + " in " + reply);
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

    private Answer answer(JsonNode entry, CrossedDialect dialect) {
        try {
            JsonNode interaction = Json.read(
                    Files.readAllBytes(folder.resolve(entry.required("file").asString())));
            return new Answer(
                    entry.required("id").asString(),
                    entry.required("provider").asString(),
                    dialect,
                    !interaction.path("response").path("wire").asString("").equals("json")
                            || interaction
                                    .path("response")
                                    .path("body")
                                    .asString("")
                                    .startsWith("["),
                    dialect.recorded(interaction));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static java.util.Optional<CrossedDialect> dialect(JsonNode entry) {
        String name = entry.path("dialect").asString("");
        return java.util.Arrays.stream(CrossedDialect.values())
                .filter(dialect -> dialect.wireName().equals(name))
                .findFirst();
    }

    /// One provider for each recorded provider and dialect; under its own slug for the chat dialect, so that the
    /// catalogue's quirks of it are in force.
    private GatewayConfig config(int port) {
        GatewayConfig config = new GatewayConfig();
        answers.stream().map(CrossedAnswersTest::slug).distinct().forEach(slug -> {
            CrossedDialect dialect = answers.stream()
                    .filter(answer -> slug(answer).equals(slug))
                    .findFirst()
                    .orElseThrow()
                    .dialect;
            config.provider(slug, port, provider -> {
                provider.put("dialect", spoken(dialect)).put("base_url", "http://127.0.0.1:" + port + dialect.base());
                provider.putObject("auth").put("scheme", "bearer");
                if (dialect == CrossedDialect.VERTEX_RAW) {
                    provider.putArray("quirks").add("vertex_raw");
                }
            });
        });
        for (Answer answer : answers) {
            String model = "replay/" + answer.id;
            config.endpoint(model, slug(answer), model, endpoint -> {
                endpoint.put("dialect", spoken(answer.dialect));
                endpoint.putObject("price")
                        .put("input", "1.00")
                        .put("output", "2.00")
                        .put("audio_input", "10.00")
                        .put("audio_output", "20.00");
            });
        }
        return config;
    }

    private static String slug(Answer answer) {
        return answer.dialect == CrossedDialect.OPENAI_CHAT
                ? answer.provider
                : answer.provider + "-" + answer.dialect.wireName();
    }

    private static String spoken(CrossedDialect dialect) {
        return dialect == CrossedDialect.VERTEX_RAW ? "anthropic-messages" : dialect.wireName();
    }

    private static String table(Map<CrossedDialect, Map<CrossedDialect, int[]>> counts) {
        List<String> rows = new ArrayList<>(List.of("crossed answers: upstream > client: kept of all"));
        counts.forEach((upstream, clients) -> clients.forEach((client, count) -> rows.add(
                "  " + upstream.wireName() + " > " + client.wireName() + ": " + count[0] + " of " + count[1])));
        return String.join("\n", rows);
    }
}
