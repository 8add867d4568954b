package dev.roundhouse.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/// The table of exceptions in `docs/crossing.md`, which the tests hold to the truth.
final class CrossingDocs {
    private static final Pattern EXCEPTION = Pattern.compile("^\\| `([a-z0-9-]+ > [a-z-]+)` \\| (\\S.*) \\|$");

    private CrossingDocs() {}

    /// Answers whose meaning a client of another dialect does not get whole, as `id > client`, with the reason.
    static Map<String, String> exceptions() {
        try {
            Map<String, String> found = new TreeMap<>();
            for (String line : Files.readAllLines(Program.repository().resolve("docs/crossing.md"))) {
                EXCEPTION.matcher(line).results().forEach(row -> found.put(row.group(1), row.group(2)));
            }
            return found;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
