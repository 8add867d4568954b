package dev.roundhouse.app;

import dev.roundhouse.catalog.Provider;
import dev.roundhouse.catalog.Snapshot;
import dev.roundhouse.config.Catalogue;
import dev.roundhouse.config.CatalogueLoader;
import dev.roundhouse.config.CatalogueSource;
import dev.roundhouse.config.ConfigFile;
import dev.roundhouse.config.LocalProbe;
import dev.roundhouse.config.LocalServers.Found;
import dev.roundhouse.config.Problem;
import dev.roundhouse.config.ReloadingSnapshot;
import dev.roundhouse.config.SnapshotBuilder;
import dev.roundhouse.config.SnapshotBuilder.Built;
import dev.roundhouse.config.SnapshotBuilder.Refused;
import dev.roundhouse.observe.Notices;
import dev.roundhouse.sandbox.Sandbox;
import dev.roundhouse.sandbox.SandboxSettings;
import dev.roundhouse.wire.RawLoops;
import java.io.IOException;
import java.net.URI;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// The snapshot in force. The catalogue is loaded on a thread of its own while the program starts; later a change
/// of
/// the operator's file, or a model server found on this machine, puts another snapshot in its place, whole or not
/// at
/// all.
final class LiveSnapshot implements Supplier<Snapshot>, AutoCloseable {
    private static final Duration LOOKS = Duration.ofSeconds(1);
    private static final Duration PROBE = Duration.ofMillis(300);

    private final ConfigFile file;
    private final Map<String, String> env;
    private final boolean discover;
    private final CompletableFuture<SnapshotBuilder> loading;
    private final Closing closing = new Closing();
    private final ScheduledExecutorService looking = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("config").daemon().factory());

    private volatile @Nullable ReloadingSnapshot current;

    /// Begins to load.
    ///
    /// @param discover whether model servers are looked for on this machine's usual ports
    LiveSnapshot(ConfigFile file, Map<String, String> env, boolean discover) {
        this.file = file;
        this.env = env;
        this.discover = discover;
        this.loading = CompletableFuture.supplyAsync(() -> new SnapshotBuilder(catalogue(), env), looking);
    }

    private static Catalogue catalogue() {
        ClassLoader loader = LiveSnapshot.class.getClassLoader();
        return switch (new CatalogueLoader(new CatalogueSource.ClassPath(loader)).load()) {
            case CatalogueLoader.Good(Catalogue catalogue) -> catalogue;
            case CatalogueLoader.Bad(List<Problem> problems) ->
                throw new IllegalStateException("the built-in catalogue: " + lines(problems));
        };
    }

    /// Waits for the first snapshot. Where it can call nobody, this machine is searched for a model server; where
    /// there
    /// is none either, a sandbox is started and offered.
    ///
    /// @param loops move the sandbox's bytes
    /// @param ownPort where the gateway itself will listen
    void await(RawLoops loops, int ownPort, Notices notices) throws IOException {
        SnapshotBuilder builder = loading.join();
        Snapshot snapshot = build(builder);
        boolean alone = callsNobody(snapshot);
        if (alone && discover) {
            builder = builder.withLocal(probe(ownPort));
            snapshot = build(builder);
        }
        if (callsNobody(snapshot)) {
            Sandbox sandbox = closing.add(
                    Sandbox.start(SandboxSettings.ephemeral(), loops, InstantSource.system(), new SecureRandom()));
            String base = "http://127.0.0.1:" + sandbox.address().getPort() + "/v1";
            builder = builder.withSandbox(URI.create(base));
            snapshot = build(builder);
        }
        ReloadingSnapshot live = new ReloadingSnapshot(file, env, builder, snapshot, new Told(notices));
        current = live;
        live.watch(looking, LOOKS);
        if (discover && !alone) {
            looking.execute(() -> {
                List<Found> found = probe(ownPort);
                if (!found.isEmpty()) {
                    live.rebuild(b -> b.withLocal(found));
                }
            });
        }
    }

    private static boolean callsNobody(Snapshot snapshot) {
        return snapshot.providers().values().stream().noneMatch(p -> p.access() instanceof Provider.Open);
    }

    private static List<Found> probe(int ownPort) {
        try {
            return new LocalProbe(PROBE).look(LocalProbe.usual(Set.of(ownPort)));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return List.of();
        }
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
        return reloading().get();
    }

    /// How many problems the operator's file has as it is now; 0 when it is in force.
    int problems() {
        return reloading().problems().size();
    }

    private ReloadingSnapshot reloading() {
        ReloadingSnapshot now = current;
        if (now == null) {
            throw new IllegalStateException("no snapshot is loaded yet");
        }
        return now;
    }

    @Override
    public void close() {
        looking.shutdownNow();
        closing.close();
    }

    private record Told(Notices notices) implements ReloadingSnapshot.Listener {
        @Override
        public void replaced(Snapshot snapshot, boolean restartNeeded) {
            notices.tell(
                    "config_reloaded",
                    restartNeeded
                            ? List.of(
                                    "snapshot " + snapshot.id(),
                                    "listen, data, database, tls and limits need a restart")
                            : List.of("snapshot " + snapshot.id()));
        }

        @Override
        public void refused(List<Problem> problems) {
            notices.tell(
                    "config_refused", problems.stream().map(Problem::toString).toList());
        }
    }
}
