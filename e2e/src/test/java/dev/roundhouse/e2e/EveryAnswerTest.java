package dev.roundhouse.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;

/// Clients that check every member of an answer against a schema read what real providers have said.
class EveryAnswerTest {
    @Test
    void officialClientsReadTheAnswersOfRealProviders() throws IOException {
        Path folder = Corpus.folder("recordings");
        Path node = Npm.installed("node");
        List<Recording> recordings = Corpus.recordings(folder, Set.of("openai-chat")).stream()
                .filter(recording -> recording.status() == 200)
                .toList();
        Path list = Files.writeString(Http.temporaryFolder("answers").resolve("list.json"), list(recordings));

        Map<String, int[]> counts = new TreeMap<>();
        Map<String, Integer> reasons = new HashMap<>();
        try (SandboxProcess sandbox = SandboxProcess.replaying(folder, "whole");
                Gateway gateway = Gateway.start(ReplayTest.config(recordings, sandbox.port()))
                        .warm()) {
            Map<String, String> environment =
                    Map.of("GATEWAY_URL", gateway.at("").toString().replaceAll("/$", ""), "GATEWAY_KEY", Gateway.KEY);
            Npm.Said said =
                    Npm.run(node, environment, List.of("node", "--no-warnings", "every-answer.mjs", list.toString()));
            said.output()
                    .lines()
                    .filter(line -> line.startsWith("{"))
                    .map(Json::read)
                    .forEach(result -> note(result, counts, reasons));
        }

        Map<String, String> found = new TreeMap<>();
        counts.forEach((client, count) -> found.put(client, count[0] + " of " + count[1]));
        found.forEach((client, count) -> System.out.println("answers read by " + client + ": " + count));
        reasons.entrySet().stream()
                .sorted(Map.Entry.<String, Integer>comparingByValue().reversed())
                .limit(20)
                .forEach(reason -> System.out.println("  " + reason.getValue() + " × " + reason.getKey()));
        assertThat(found).as("counts, against the table of docs/replay.md").isEqualTo(ReplayDocs.clients());
    }

    private static void note(JsonNode result, Map<String, int[]> counts, Map<String, Integer> reasons) {
        String client = result.path("client").asString("");
        int[] count = counts.computeIfAbsent(client, name -> new int[2]);
        count[1]++;
        if (result.has("why")) {
            String why = client + ": " + result.path("why").asString("").replaceAll("\\s+", " ");
            reasons.merge(why, 1, Integer::sum);
        } else {
            count[0]++;
        }
    }

    private static String list(List<Recording> recordings) {
        ArrayNode list = Json.array();
        recordings.forEach(
                recording -> list.addObject().put("id", recording.id()).put("stream", recording.streamed()));
        return Json.text(list);
    }
}
