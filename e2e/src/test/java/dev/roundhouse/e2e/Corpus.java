package dev.roundhouse.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Assumptions;
import tools.jackson.databind.JsonNode;

/// The shared test data, which is not part of the repository: at `ROUNDHOUSE_CORPUS`, else in `shared` beside the
/// repository.
final class Corpus {
    private Corpus() {}

    /// A folder of the corpus; the test that asks is skipped where it is absent.
    static Path folder(String name) {
        String named = System.getenv().getOrDefault("ROUNDHOUSE_CORPUS", "");
        Path root = named.isEmpty() ? Program.repository().resolveSibling("shared") : Path.of(named);
        Path folder = root.resolve(name).toAbsolutePath().normalize();
        Assumptions.assumeTrue(
                Files.isDirectory(folder),
                () -> "skipped: " + folder
                        + " is absent (set ROUNDHOUSE_CORPUS to the folder of the shared test data)");
        return folder;
    }

    /// All recordings of some dialects, in the order of the list.
    static List<Recording> recordings(Path folder, Set<String> dialects) {
        try (var lines = Files.lines(folder.resolve("list.jsonl"))) {
            return lines.filter(line -> !line.isBlank())
                    .map(Json::read)
                    .filter(entry -> dialects.contains(entry.path("dialect").asString("")))
                    .map(entry -> recording(folder, entry))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Recording recording(Path folder, JsonNode entry) {
        try {
            return Recording.of(Json.read(
                    Files.readAllBytes(folder.resolve(entry.required("file").asString()))));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
