package dev.roundhouse.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;

/// The tables of `docs/crossing.md` and `docs/fidelity.md`, which the tests hold to the truth.
final class CrossingDocs {
    private static final Pattern ANSWER = Pattern.compile("^\\| answer `([A-Za-z0-9-]+ > [a-z-]+)` \\| (\\S.*) \\|$");
    private static final Pattern REQUEST = Pattern.compile("^\\| request `([A-Za-z0-9-]+ > [a-z-]+)` \\| (\\S.*) \\|$");
    private static final Pattern LOSS =
            Pattern.compile("^\\| `([a-z-]+)` \\| `([a-z_]+)` \\| (?:adapted|dropped) \\|.*$");

    private CrossingDocs() {}

    /// Answers whose meaning a client of another dialect does not get whole, as `id > client`, with the reason.
    static Map<String, String> exceptions() {
        return rows("docs/crossing.md", ANSWER);
    }

    /// Requests whose meaning an upstream of another dialect does not get whole, as `id > upstream`, with the
    /// reason.
    static Map<String, String> requestExceptions() {
        return rows("docs/crossing.md", REQUEST);
    }

    /// The features that upstreams of a dialect cannot be told, or only in another way.
    static Set<String> losses(String upstream) {
        Set<String> found = new TreeSet<>();
        for (String line : lines("docs/fidelity.md")) {
            LOSS.matcher(line)
                    .results()
                    .filter(row -> row.group(1).equals(upstream))
                    .forEach(row -> found.add(row.group(2)));
        }
        return found;
    }

    private static Map<String, String> rows(String page, Pattern pattern) {
        Map<String, String> found = new TreeMap<>();
        for (String line : lines(page)) {
            pattern.matcher(line).results().forEach(row -> found.put(row.group(1), row.group(2)));
        }
        return found;
    }

    private static List<String> lines(String page) {
        try {
            return Files.readAllLines(Program.repository().resolve(page));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
