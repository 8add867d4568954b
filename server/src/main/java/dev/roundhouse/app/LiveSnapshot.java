package dev.roundhouse.app;

import dev.roundhouse.catalog.Provider;
import dev.roundhouse.catalog.Snapshot;
import dev.roundhouse.config.Catalogue;
import dev.roundhouse.config.CatalogueLoader;
import dev.roundhouse.config.CatalogueSource;
import dev.roundhouse.config.ConfigFile;
import dev.roundhouse.config.Problem;
import dev.roundhouse.config.SnapshotBuilder;
import dev.roundhouse.config.SnapshotBuilder.Built;
import dev.roundhouse.config.SnapshotBuilder.Refused;
import dev.roundhouse.sandbox.Sandbox;
import dev.roundhouse.sandbox.SandboxSettings;
import dev.roundhouse.wire.RawLoops;
import java.io.IOException;
import java.net.URI;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// The snapshot in force. It is loaded on a thread of its own while the program starts; later ones take its place
/// whole, or not at all.
final class LiveSnapshot implements Supplier<Snapshot>, AutoCloseable {
    private final ConfigFile file;
    private final CompletableFuture<SnapshotBuilder> loading;
    private final Closing closing = new Closing();

    private volatile @Nullable Snapshot current;

    /// Begins to load.
    LiveSnapshot(ConfigFile file, Map<String, String> env) {
        this.file = file;
        this.loading = CompletableFuture.supplyAsync(
                () -> new SnapshotBuilder(catalogue(), env),
                task -> Thread.ofPlatform().name("catalogue").daemon().start(task));
    }

    private static Catalogue catalogue() {
        return switch (new CatalogueLoader(new CatalogueSource.ClassPath(LiveSnapshot.class.getClassLoader())).load()) {
            case CatalogueLoader.Good(Catalogue catalogue) -> catalogue;
            case CatalogueLoader.Bad(List<Problem> problems) ->
                throw new IllegalStateException("the built-in catalogue: " + lines(problems));
        };
    }

    /// Waits for the first snapshot. Where it can call nobody, a sandbox is started and offered.
    ///
    /// @param loops move the sandbox's bytes
    void await(RawLoops loops) throws IOException {
        SnapshotBuilder builder;
        try {
            builder = loading.join();
        } catch (CompletionException e) {
            throw new IllegalStateException("the catalogue cannot be loaded", e);
        }
        Snapshot snapshot = build(builder);
        if (snapshot.providers().values().stream().noneMatch(p -> p.access() instanceof Provider.Open)) {
            Sandbox sandbox = closing.add(
                    Sandbox.start(SandboxSettings.ephemeral(), loops, InstantSource.system(), new SecureRandom()));
            snapshot = build(builder.withSandbox(
                    URI.create("http://127.0.0.1:" + sandbox.address().getPort() + "/v1")));
        }
        current = snapshot;
    }

    private Snapshot build(SnapshotBuilder builder) {
        return switch (builder.build(file)) {
            case Built(Snapshot snapshot) -> snapshot;
            case Refused(List<Problem> problems) -> throw new IllegalStateException(lines(problems));
        };
    }

    private static String lines(List<Problem> problems) {
        return problems.stream().map(Problem::toString).collect(Collectors.joining("\n"));
    }

    /// The snapshot in force.
    ///
    /// @throws IllegalStateException before the first
    @Override
    public Snapshot get() {
        Snapshot now = current;
        if (now == null) {
            throw new IllegalStateException("no snapshot is loaded yet");
        }
        return now;
    }

    @Override
    public void close() {
        closing.close();
    }
}
