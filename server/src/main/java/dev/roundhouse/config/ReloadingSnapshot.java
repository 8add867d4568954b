package dev.roundhouse.config;

import dev.roundhouse.catalog.Snapshot;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// The snapshot in force, replaced whole when the operator's file changes or a local server is found. A bad file
/// replaces nothing: its problems are reported, and kept until the file is good again.
public final class ReloadingSnapshot implements Supplier<Snapshot> {
    // A file this small is read at each look: an editor may save twice within one tick of the file system's
    // clock.
    private static final long ALWAYS_READ_BYTES = 256 * 1024;

    private final Path path;
    private final Map<String, String> env;
    private final Listener listener;
    private final Settings started;

    private SnapshotBuilder builder;
    private ConfigFile file;
    private @Nullable Stamp stamp;
    private byte @Nullable [] seen;
    private volatile Snapshot snapshot;
    private volatile List<Problem> problems = List.of();

    /// @param file the file in force, as it was read
    /// @param env the environment, for `${NAME}`
    /// @param builder what the snapshot is built with
    /// @param snapshot the first one, built of these
    /// @param listener is told, on the thread that looked
    public ReloadingSnapshot(
            ConfigFile file, Map<String, String> env, SnapshotBuilder builder, Snapshot snapshot, Listener listener) {
        this.path = Path.of(file.name());
        this.env = Map.copyOf(env);
        this.builder = builder;
        this.file = file;
        this.seen = file.source();
        this.snapshot = snapshot;
        this.listener = listener;
        this.started = file.settings();
    }

    /// Who is told of changes.
    public interface Listener {
        /// A new snapshot is in force.
        ///
        /// @param restartNeeded whether the file says otherwise than at start what is read only then
        void replaced(Snapshot snapshot, boolean restartNeeded);

        /// The file is refused, and the snapshot in force stays.
        void refused(List<Problem> problems);
    }

    /// The snapshot in force.
    @Override
    public Snapshot get() {
        return snapshot;
    }

    /// Why the file, as it is now, is not in force; empty when it is.
    public List<Problem> problems() {
        return problems;
    }

    /// Looks at the file each time the interval is over, until the task is cancelled or the executor shut down.
    public ScheduledFuture<?> watch(ScheduledExecutorService executor, Duration interval) {
        return executor.scheduleWithFixedDelay(
                this::look, interval.toMillis(), interval.toMillis(), TimeUnit.MILLISECONDS);
    }

    /// Looks at the file once.
    public synchronized void look() {
        if (path.toString().isEmpty()) {
            return;
        }
        byte[] bytes;
        try {
            Stamp now = Stamp.of(path);
            if (now.equals(stamp) && now.size() > ALWAYS_READ_BYTES) {
                return;
            }
            bytes = Files.readAllBytes(path);
            stamp = now;
        } catch (IOException e) {
            if (seen != null) {
                seen = null;
                stamp = null;
                refuse(List.of(new Problem(path.toString(), 0, "", "cannot be read any more: " + e.getMessage())));
            }
            return;
        }
        if (Arrays.equals(bytes, seen)) {
            return;
        }
        seen = bytes;
        switch (ConfigFile.parse(path.toString(), bytes, env)) {
            case ConfigFile.Bad(List<Problem> found) -> refuse(found);
            case ConfigFile.Good(ConfigFile good) -> build(builder, good);
        }
    }

    /// Builds again with another builder, such as one that knows the local servers found meanwhile.
    public synchronized void rebuild(UnaryOperator<SnapshotBuilder> change) {
        build(change.apply(builder), file);
    }

    private void build(SnapshotBuilder with, ConfigFile of) {
        switch (with.build(of)) {
            case SnapshotBuilder.Refused(List<Problem> found) -> refuse(found);
            case SnapshotBuilder.Built(Snapshot built) -> {
                boolean restartNeeded = !of.settings().equals(started);
                boolean same = built.id().equals(snapshot.id());
                builder = with;
                file = of;
                problems = List.of();
                if (!same) {
                    snapshot = built;
                    listener.replaced(built, restartNeeded);
                }
            }
        }
    }

    private void refuse(List<Problem> found) {
        problems = found;
        listener.refused(found);
    }

    /// What tells a changed file without reading it.
    private record Stamp(
            long size, long modifiedMillis, @Nullable Object key) {
        static Stamp of(Path path) throws IOException {
            BasicFileAttributes attributes = Files.readAttributes(path, BasicFileAttributes.class);
            return new Stamp(attributes.size(), attributes.lastModifiedTime().toMillis(), attributes.fileKey());
        }
    }
}
