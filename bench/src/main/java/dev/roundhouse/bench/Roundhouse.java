package dev.roundhouse.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// Roundhouse as a user runs it, with every feature on: key check, limits, routing, hold, settle, journal,
/// record;
/// one event loop.
///
/// @param folder its own, for configuration and data
record Roundhouse(Paths paths, Path folder, int port, int upstreamPort) {

    /// Writes the configuration and returns the command.
    List<String> command(boolean aotCache, List<String> flags) {
        List<String> command = new ArrayList<>();
        command.add(paths.java().toString());
        command.addAll(paths.flags());
        command.addAll(flags);
        command.add("-Droundhouse.loops=1");
        if (aotCache) command.add("-XX:AOTCache=" + paths.aotCache());
        command.addAll(List.of(
                "-jar", paths.jar().toString(), "serve", "--config", configure().toString()));
        return command;
    }

    private Path configure() {
        Path file = folder.resolve("roundhouse.yaml");
        try {
            Files.createDirectories(folder);
            Files.writeString(file, configuration());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return file;
    }

    private String configuration() {
        return """
                listen: 127.0.0.1:%d
                data: %s
                bootstrap: { management_key: bench-management-key-0001, inference_key: %s, credit: "1000000.00" }
                providers:
                  bench:
                    dialect: openai-chat
                    base_url: http://127.0.0.1:%d/v1
                    api_key: %s
                    allow_private_network: true
                endpoints:
                  - { model: %s, provider: bench, id: %s, context: 2000000, price: { input: "1.00", output: "2.00" } }
                """.formatted(
                        port,
                        folder.resolve("data"),
                        Surface.ROUNDHOUSE.key(),
                        upstreamPort,
                        Surface.UPSTREAM_KEY,
                        Surface.ROUNDHOUSE.model(),
                        Surface.UPSTREAM_MODEL);
    }
}
