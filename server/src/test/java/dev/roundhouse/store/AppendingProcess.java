package dev.roundhouse.store;

import dev.roundhouse.record.GenerationIds;
import dev.roundhouse.record.Recorder;
import dev.roundhouse.record.Records;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicLong;

/// A process that keeps records until it is killed, and says which ones were acknowledged: each charge is a
/// number of its own, printed on a line after its append returned.
public final class AppendingProcess {
    private static final int THREADS = 3;

    private AppendingProcess() {}

    /// Small files and short pauses, so that a kill meets every step.
    static Store open(Path data) throws IOException {
        Store.Options options =
                new Store.Options(new MappedJournal.Options(128 * 1024, 64, 1_000_000), Duration.ofMillis(3));
        return Store.open(data, options, InstantSource.system(), new SecureRandom());
    }

    /// Runs until it is killed.
    ///
    /// @param args the folder, and the first number
    public static void main(String[] args) throws IOException {
        Store store = open(Path.of(args[0]));
        Recorder recorder = new Recorder(store.journal());
        InstantSource clock = InstantSource.system();
        GenerationIds ids = new GenerationIds(clock, new SecureRandom());
        AtomicLong next = new AtomicLong(Long.parseLong(args[1]));
        for (int t = 0; t < THREADS; t++) {
            Thread.ofPlatform().start(() -> {
                while (true) {
                    long number = next.getAndIncrement();
                    long micros = clock.millis() * 1_000;
                    if (recorder.keep(Records.plain(ids.next(), 1, number, micros))) {
                        acknowledge(number);
                    }
                }
            });
        }
    }

    private static void acknowledge(long number) {
        byte[] line = (number + "\n").getBytes(StandardCharsets.US_ASCII);
        // One write per line: a line that the other end sees was acknowledged.
        System.out.write(line, 0, line.length);
        System.out.flush();
    }
}
