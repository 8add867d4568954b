package dev.roundhouse.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/// All recordings of the corpus, each answered byte for byte. Skipped where there is no corpus.
class CorpusReplayTest {
    /// Single bytes cost a system call each, so that delivery takes a sample.
    private static final int BYTES_EVERY = 25;

    private static Path recordings = Path.of("");
    private static List<JsonNode> list = List.of();
    private static SandboxFixture sandbox;

    @BeforeAll
    static void start() throws IOException {
        String named = System.getenv("ROUNDHOUSE_CORPUS");
        Path corpus = named == null ? Path.of("..", "..", "shared") : Path.of(named);
        recordings = corpus.resolve("recordings");
        Assumptions.assumeTrue(
                Files.isReadable(recordings.resolve("list.jsonl")),
                "no recordings: set ROUNDHOUSE_CORPUS to the folder that holds recordings/");
        list = Files.readAllLines(recordings.resolve("list.jsonl")).stream()
                .map(Json::read)
                .toList();
        sandbox = new SandboxFixture(recordings);
    }

    @AfterAll
    static void stop() {
        if (sandbox != null) {
            sandbox.close();
        }
    }

    @Test
    void everyRecordingIsAnsweredByteForByteInOnePiece() throws Exception {
        for (JsonNode entry : list) {
            assertReplayed(entry, "whole");
        }
    }

    @Test
    void everyRecordingIsAnsweredByteForByteInSplitPieces() throws Exception {
        for (JsonNode entry : list) {
            assertReplayed(entry, "split");
        }
    }

    @Test
    void aSampleIsAnsweredByteForByteInSingleBytes() throws Exception {
        for (int i = 0; i < list.size(); i += BYTES_EVERY) {
            assertReplayed(list.get(i), "bytes");
        }
    }

    private static void assertReplayed(JsonNode entry, String delivery) throws Exception {
        String id = entry.path("id").stringValue();
        JsonNode interaction = Json.read(
                Files.readAllBytes(recordings.resolve(entry.path("file").stringValue())));
        JsonNode recorded = interaction.path("response");

        HttpResponse<byte[]> response = sandbox.post("/" + id, Json.object(), "x-sandbox-delivery", delivery);

        assertThat(response.statusCode())
                .as(id)
                .isEqualTo(recorded.path("status").intValue());
        byte[] body = recorded.has("body_base64")
                ? Base64.getDecoder().decode(recorded.path("body_base64").stringValue())
                : recorded.path("body").stringValue().getBytes(StandardCharsets.UTF_8);
        if (!recorded.path("wire").stringValue().equals("event-json-lines")) {
            assertThat(response.body()).as(id).isEqualTo(body);
            return;
        }
        String got = new String(response.body(), StandardCharsets.UTF_8);
        boolean binary = interaction.path("dialect").stringValue().startsWith("bedrock");
        new String(body, StandardCharsets.UTF_8)
                .lines()
                .filter(line -> !line.isBlank())
                .forEach(line -> assertThat(got).as(id).contains(binary ? inner(line) : "data: " + line.strip()));
    }

    private static String inner(String line) {
        return Json.text(Json.read(line).iterator().next());
    }
}
