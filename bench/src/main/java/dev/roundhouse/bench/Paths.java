package dev.roundhouse.bench;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// Where things are.
///
/// @param root the repository
/// @param work logs, configurations and data of this run
/// @param flags of the JVM, as the launcher chooses them for one core
/// @param aotCache made under those flags; may be missing, and is empty when training failed
record Paths(Path root, Path work, List<String> flags, Path aotCache) {

    private static final String SYSTEM_PATH = "/usr/sbin:/usr/local/sbin";

    /// Empties the work folder, and reads the launcher's choices from the environment.
    static Paths prepare(Path root) throws IOException {
        List<String> flags =
                List.of(System.getenv().getOrDefault("BENCH_FLAGS", "").strip().split("\\s+", -1));
        Path cache = Path.of(System.getenv().getOrDefault("BENCH_AOT", ""));
        Paths paths = new Paths(root, root.resolve("bench/target/work"), flags, cache);
        paths.removeWork();
        Files.createDirectories(paths.work);
        return paths;
    }

    /// The journals of millions of requests take gigabytes.
    void removeWork() throws IOException {
        if (!Files.exists(work)) return;
        try (Stream<Path> all = Files.walk(work)) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) Files.delete(path);
        }
    }

    Path java() {
        return Path.of(System.getProperty("java.home"), "bin", "java");
    }

    Path jcmd() {
        return java().resolveSibling("jcmd");
    }

    Path jar() {
        return root.resolve("server/target/roundhouse.jar");
    }

    boolean hasAotCache() {
        return aotCache.toFile().length() > 0;
    }

    Path results() {
        return root.resolve("bench/target/results.md");
    }

    /// The flight recording of the last profile.
    Path recording() {
        return root.resolve("bench/target/profile.jfr");
    }

    Path load() {
        return root.resolve("bench/target/load");
    }

    Path upstream() {
        return root.resolve("bench/target/upstream");
    }

    /// nginx as installed, or unpacked beside the other tools.
    Optional<Path> nginx() {
        String path = root.resolve("bench/target/nginx/usr/sbin") + ":"
                + System.getenv().getOrDefault("PATH", "") + ":" + SYSTEM_PATH;
        return Pattern.compile(File.pathSeparator, Pattern.LITERAL)
                .splitAsStream(path)
                .map(folder -> Path.of(folder, "nginx"))
                .filter(Files::isExecutable)
                .findFirst();
    }
}
