package dev.roundhouse.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// A gateway of its own for one test class: `serve` in an empty folder, with its keys known beforehand.
final class Gateway implements AutoCloseable {
    static final String KEY = "sk-e2e-inference-key-0001";
    static final String MANAGEMENT_KEY = "sk-e2e-management-key-0001";
    private static final Duration WARM_UP = Duration.ofSeconds(60);
    private static final String STORIES = "roundhouse.stories";

    private final Program program;
    private final Path folder;
    private final URI uri;

    private Gateway(Program program, Path folder, URI uri) {
        this.program = program;
        this.folder = folder;
        this.uri = uri;
    }

    /// Starts one in the mode of stories that the run was given by `-Droundhouse.stories` or
    /// `ROUNDHOUSE_STORIES`.
    static Gateway start(GatewayConfig config, String... options) {
        String given = System.getProperty(STORIES, "");
        String mode = given.isEmpty() ? System.getenv().getOrDefault("ROUNDHOUSE_STORIES", "") : given;
        return startWithStories(mode, config, options);
    }

    /// Starts one with a given mode of stories: `loop`, `default`, or empty for the server's own choice.
    static Gateway startWithStories(String mode, GatewayConfig config, String... options) {
        Path folder = Http.temporaryFolder("gateway");
        Path file = folder.resolve("roundhouse.yaml");
        config.writeTo(file);
        List<String> all = new ArrayList<>(List.of("-Xmx384m"));
        if (!mode.isEmpty()) {
            all.add("-D" + STORIES + "=" + mode);
        }
        all.addAll(List.of(options));
        String listen = "127.0.0.1:" + Program.freePort();
        Program program = Program.start(
                folder,
                all,
                List.of(
                        "serve",
                        "--config",
                        file.toString(),
                        "--listen",
                        listen,
                        "--data",
                        folder.resolve("data").toString()));
        try {
            return new Gateway(program, folder, URI.create(program.await("ready:")));
        } catch (AssertionError | IllegalArgumentException e) {
            program.close();
            throw e;
        }
    }

    /// Waits until it has warmed up, so that no answer is slow for that reason.
    Gateway warm() {
        Await.until(
                WARM_UP, "/readyz says 200", () -> Http.get(at("/readyz"), "").status() == 200);
        return this;
    }

    Program program() {
        return program;
    }

    Path configFile() {
        return folder.resolve("roundhouse.yaml");
    }

    int port() {
        return uri.getPort();
    }

    /// The address of a path, such as `/api/v1/chat/completions`.
    URI at(String path) {
        return uri.resolve(path);
    }

    /// Everything that the gateway has written to its log and to standard error.
    String log() {
        return String.join("\n", program.output()) + program.errors();
    }

    /// Stops it with SIGTERM and takes its folder away.
    @Override
    public void close() {
        program.close();
        try (var paths = Files.walk(folder)) {
            for (Path path : paths.sorted(java.util.Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
