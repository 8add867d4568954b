package dev.roundhouse.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// The tables of `docs/replay.md`, which the tests hold to the truth.
final class ReplayDocs {
    private static final Pattern EXCEPTION =
            Pattern.compile("^\\| `([a-z0-9-]+)` \\| (all|whole|bytes|split) \\| (\\S.*) \\|$");
    private static final Pattern CLIENT = Pattern.compile("^\\| `(@[^`]+)` \\| (\\d+) \\| (\\d+) \\|$");

    private ReplayDocs() {}

    /// Ids of recordings that may change on their way in a delivery, with the reason.
    static Map<String, String> exceptions(String delivery) {
        Map<String, String> found = new TreeMap<>();
        rows(EXCEPTION)
                .filter(row -> List.of("all", delivery).contains(row.group(2)))
                .forEach(row -> found.put(row.group(1), row.group(3)));
        return found;
    }

    /// How many answers each client reads, as `588 of 908`.
    static Map<String, String> clients() {
        Map<String, String> found = new TreeMap<>();
        rows(CLIENT).forEach(row -> found.put(row.group(1), row.group(2) + " of " + row.group(3)));
        return found;
    }

    private static Stream<MatchResult> rows(Pattern pattern) {
        try {
            return Files.readAllLines(Program.repository().resolve("docs/replay.md")).stream()
                    .flatMap(line -> pattern.matcher(line).results());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
