package dev.roundhouse.e2e;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Assumptions;

/// The model server of `e2e/node-model`, as a child process.
final class ModelServer implements AutoCloseable {
    private static final String READY = "listening on ";

    private final Process process;
    private final int port;

    private ModelServer(Process process, int port) {
        this.process = process;
        this.port = port;
    }

    /// Starts it; the test is skipped where the model's library does not run here.
    static ModelServer start(Path folder, Path weights, Duration longest) {
        try {
            Process process = new ProcessBuilder("node", "server.mjs", weights.toString())
                    .directory(folder.toFile())
                    .redirectErrorStream(true)
                    .start();
            CompletableFuture<String> ready = new CompletableFuture<>();
            Thread.ofVirtual().start(() -> read(process, ready));
            String said = ready.get(longest.toMillis(), TimeUnit.MILLISECONDS);
            if (!said.startsWith(READY)) {
                process.destroy();
                Assumptions.abort("skipped: the model does not run here: " + said);
            }
            return new ModelServer(process, Integer.parseInt(said.substring(READY.length())));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (TimeoutException | ExecutionException e) {
            throw new AssertionError("the model server did not start in " + longest, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    int port() {
        return port;
    }

    @Override
    public void close() {
        process.destroy();
    }

    private static void read(Process process, CompletableFuture<String> ready) {
        StringBuilder all = new StringBuilder();
        try (BufferedReader reader = process.inputReader(StandardCharsets.UTF_8)) {
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                all.append(line).append(' ');
                if (line.startsWith(READY)) {
                    ready.complete(line);
                }
            }
        } catch (IOException e) {
            all.append(e.getMessage());
        }
        ready.complete(all.toString());
    }
}
