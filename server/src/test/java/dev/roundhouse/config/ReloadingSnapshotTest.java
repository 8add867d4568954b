package dev.roundhouse.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.roundhouse.catalog.Snapshot;
import dev.roundhouse.config.LocalServers.Found;
import dev.roundhouse.config.LocalServers.Kind;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReloadingSnapshotTest {
    private static final String ACME =
            "providers: { acme: { base_url: \"http://127.0.0.1:1/v1\", allow_private_network: true } }\n";
    private static final String SWIFT = ACME + "endpoints: [ { model: acme/swift-1, provider: acme, id: s } ]\n";

    @TempDir
    private Path folder;

    private Path path;
    private final List<Snapshot> replaced = new ArrayList<>();
    private final List<Boolean> restarts = new ArrayList<>();
    private final List<List<Problem>> refused = new ArrayList<>();

    @BeforeEach
    void aFile() throws IOException {
        path = folder.resolve("r.yaml");
        Files.writeString(path, ACME);
    }

    private ReloadingSnapshot reloading() {
        return reloading(new ReloadingSnapshot.Listener() {
            @Override
            public void replaced(Snapshot snapshot, boolean restartNeeded) {
                replaced.add(snapshot);
                restarts.add(restartNeeded);
            }

            @Override
            public void refused(List<Problem> problems) {
                refused.add(problems);
            }
        });
    }

    private ReloadingSnapshot reloading(ReloadingSnapshot.Listener listener) {
        ConfigFile file = ((ConfigFile.Good) ConfigFile.read(path, Map.of())).file();
        SnapshotBuilder builder = new SnapshotBuilder(Catalogue.EMPTY, Map.of());
        Snapshot first = ((SnapshotBuilder.Built) builder.build(file)).snapshot();
        return new ReloadingSnapshot(file, Map.of(), builder, first, listener);
    }

    @Test
    void anUnchangedFileReplacesNothing() throws IOException {
        ReloadingSnapshot reloading = reloading();
        Snapshot first = reloading.get();

        reloading.look();
        Files.writeString(path, ACME);
        reloading.look();

        assertThat(reloading.get()).isSameAs(first);
        assertThat(replaced).isEmpty();
    }

    @Test
    void aChangedFileReplacesTheSnapshotWhole() throws IOException {
        ReloadingSnapshot reloading = reloading();
        Snapshot first = reloading.get();

        Files.writeString(path, SWIFT);
        reloading.look();
        reloading.look();

        assertThat(reloading.get()).isNotSameAs(first);
        assertThat(reloading.get().model("acme/swift-1")).isPresent();
        assertThat(reloading.get().id()).isNotEqualTo(first.id());
        assertThat(first.model("acme/swift-1")).isEmpty();
        assertThat(replaced).containsExactly(reloading.get());
        assertThat(restarts).containsExactly(false);
    }

    @Test
    void aChangeOfTheSameLengthWithinOneTickIsSeen() throws IOException {
        ReloadingSnapshot reloading = reloading();

        Files.writeString(path, ACME.replace("acme", "bcme"));
        reloading.look();
        Files.writeString(path, ACME.replace("acme", "ccme"));
        reloading.look();

        assertThat(reloading.get().providers()).containsOnlyKeys("ccme");
    }

    @Test
    void aFileThatIsReplacedByRenamingIsSeen() throws IOException {
        ReloadingSnapshot reloading = reloading();
        Path next = Files.writeString(folder.resolve("next"), SWIFT);

        Files.move(next, path, StandardCopyOption.ATOMIC_MOVE);
        reloading.look();

        assertThat(reloading.get().model("acme/swift-1")).isPresent();
    }

    @Test
    void aBadFileReplacesNothingAndIsReportedOnce() throws IOException {
        ReloadingSnapshot reloading = reloading();
        Snapshot first = reloading.get();

        Files.writeString(path, "providers: { acme: { base_ulr: x } }\n");
        reloading.look();
        reloading.look();

        assertThat(reloading.get()).isSameAs(first);
        assertThat(refused).hasSize(1);
        assertThat(reloading.problems()).singleElement().asString().contains("r.yaml:1: providers.acme.base_ulr");
    }

    @Test
    void aFileThatTheBuilderRefusesReplacesNothing() throws IOException {
        ReloadingSnapshot reloading = reloading();
        Snapshot first = reloading.get();

        Files.writeString(path, "providers: { acme: { base_url: \"http://acme.example\" } }\n");
        reloading.look();

        assertThat(reloading.get()).isSameAs(first);
        assertThat(reloading.problems()).singleElement().asString().contains("plain http");
    }

    @Test
    void aGoodFileAfterABadOneIsInForceAgain() throws IOException {
        ReloadingSnapshot reloading = reloading();

        Files.writeString(path, "nonsense: 1\n");
        reloading.look();
        Files.writeString(path, ACME);
        reloading.look();

        assertThat(reloading.problems()).isEmpty();
        assertThat(replaced).isEmpty();
    }

    @Test
    void aFileThatVanishesIsReportedOnceAndReadWhenItIsBack() throws IOException {
        ReloadingSnapshot reloading = reloading();
        Snapshot first = reloading.get();

        Files.delete(path);
        reloading.look();
        reloading.look();
        assertThat(refused).hasSize(1);
        assertThat(reloading.get()).isSameAs(first);
        Files.writeString(path, SWIFT);
        reloading.look();

        assertThat(reloading.get().model("acme/swift-1")).isPresent();
        assertThat(reloading.problems()).isEmpty();
    }

    @Test
    void whatIsReadOnlyAtStartIsToldToNeedARestart() throws IOException {
        ReloadingSnapshot reloading = reloading();

        Files.writeString(path, SWIFT + "listen: 127.0.0.1:1\n");
        reloading.look();

        assertThat(restarts).containsExactly(true);
    }

    @Test
    void aFoundServerIsBuiltIn() {
        ReloadingSnapshot reloading = reloading();

        reloading.rebuild(builder -> builder.withLocal(
                List.of(new Found(Kind.OLLAMA, URI.create("http://127.0.0.1:11434/v1"), List.of("a")))));
        reloading.look();

        assertThat(reloading.get().model("ollama/a")).isPresent();
        assertThat(replaced).hasSize(1);
    }

    @Test
    void withoutAFileThereIsNothingToLookAt() {
        SnapshotBuilder builder = new SnapshotBuilder(Catalogue.EMPTY, Map.of());
        Snapshot first = ((SnapshotBuilder.Built) builder.build(ConfigFile.NONE)).snapshot();
        ReloadingSnapshot reloading =
                new ReloadingSnapshot(ConfigFile.NONE, Map.of(), builder, first, new ReloadingSnapshot.Listener() {
                    @Override
                    public void replaced(Snapshot snapshot, boolean restartNeeded) {
                        replaced.add(snapshot);
                    }

                    @Override
                    public void refused(List<Problem> problems) {
                        refused.add(problems);
                    }
                });

        reloading.look();

        assertThat(replaced).isEmpty();
        assertThat(refused).isEmpty();
    }

    @Test
    void theExecutorLooksAgainAndAgain() throws IOException, InterruptedException {
        BlockingQueue<Snapshot> seen = new LinkedBlockingQueue<>();
        ReloadingSnapshot reloading = reloading(new ReloadingSnapshot.Listener() {
            @Override
            public void replaced(Snapshot snapshot, boolean restartNeeded) {
                seen.add(snapshot);
            }

            @Override
            public void refused(List<Problem> problems) {}
        });
        try (ScheduledExecutorService executor = Executors.newSingleThreadScheduledExecutor()) {
            ScheduledFuture<?> watching = reloading.watch(executor, Duration.ofMillis(5));

            Files.writeString(path, SWIFT);

            Snapshot next = seen.poll(30, TimeUnit.SECONDS);
            assertThat(next).isNotNull();
            watching.cancel(false);
        }
    }
}
