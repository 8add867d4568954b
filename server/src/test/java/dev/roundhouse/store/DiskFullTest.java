package dev.roundhouse.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.roundhouse.record.GenerationIds;
import dev.roundhouse.record.Recorder;
import dev.roundhouse.record.Records;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Fills a real file system of its own.
class DiskFullTest {
    @TempDir
    Path mount;

    @BeforeEach
    void mountSmall() throws IOException, InterruptedException {
        assumeTrue(
                run("mount", "-t", "tmpfs", "-o", "size=4m", "tmpfs", mount.toString()),
                "needs the right to mount a file system (root); a full disk was not tried");
    }

    @AfterEach
    void unmount() throws IOException, InterruptedException {
        // Lazily: SQLite's library was loaded from there, and stays loaded.
        run("umount", "-l", mount.toString());
    }

    private static boolean run(String... command) throws IOException, InterruptedException {
        try {
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            process.getInputStream().readAllBytes();
            return process.waitFor() == 0;
        } catch (IOException e) {
            return false;
        }
    }

    private static void await(BooleanSupplier condition) throws InterruptedException {
        long end = System.nanoTime() + Duration.ofSeconds(30).toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("waited too long").isLessThan(end);
            TimeUnit.MILLISECONDS.sleep(2);
        }
    }

    @Test
    void aFullDiskStopsNewWorkLosesNothingAndIsGotOver() throws IOException, InterruptedException {
        Store.Options options =
                new Store.Options(new MappedJournal.Options(512 * 1024, 16, 1_000_000), Duration.ofMillis(5));
        InstantSource clock = InstantSource.system();
        GenerationIds ids = new GenerationIds(clock, new SplittableRandom(1));
        long kept = 0;
        try (Store store = Store.open(mount.resolve("data"), options, clock, new SplittableRandom(2))) {
            store.awaitOpen();
            Recorder recorder = new Recorder(store.journal());
            while (recorder.accepting()) {
                kept += recorder.keep(Records.plain(ids.next(), 1, 1, clock.millis() * 1_000)) ? 1 : 0;
                if (kept % 200 == 0) {
                    TimeUnit.MILLISECONDS.sleep(1);
                }
            }
            await(() -> store.health().trouble().isPresent());
            long before = kept;
            while (recorder.keep(Records.plain(ids.next(), 1, 1, clock.millis() * 1_000))) {
                kept++;
            }
            assertThat(kept - before).as("running work could still be kept").isGreaterThan(50);
            assertThat(store.health().accepting()).isFalse();

            assertThat(run("mount", "-o", "remount,size=64m", mount.toString())).isTrue();
            await(recorder::accepting);
            assertThat(recorder.keep(Records.plain(ids.next(), 1, 1, clock.millis() * 1_000)))
                    .isTrue();
            kept++;
            await(() -> store.health().trouble().isEmpty());
            assertThat(store.credit(1).orElseThrow().used().value()).isEqualTo(kept);
        }
    }
}
