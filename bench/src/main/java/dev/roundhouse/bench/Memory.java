package dev.roundhouse.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;

/// Memory while many slow streams are open, and what they do to the latency of others. Each contender is a new
/// process.
final class Memory {

    private static final List<Integer> STREAMS = List.of(1_000, 5_000, 9_000);
    // Else the compiler would meet streams on the one core, in the middle of the measurement.
    private static final List<Workload> WARM = List.of(Workload.KB_1, Workload.STREAM_FAST, Workload.STREAM_5_MS);

    private static final int RAMP = 1_500;
    private static final int BYSTANDERS = 500; // requests per second
    private static final double MIB = 1_024;

    private final Rig rig;
    private final List<List<String>> rows = new ArrayList<>();
    private final List<String> errors = new ArrayList<>();

    private Memory(Rig rig) {
        this.rig = rig;
    }

    static void run(Rig rig, Report report) {
        Memory memory = new Memory(rig);
        memory.measure(rig::nginx);
        memory.measure(() -> Optional.of(rig.warmRoundhouse(WARM)));

        report.heading("Memory with slow streams");
        report.paragraph(
                "One event per second and stream. Base: resident memory after warm-up. Others: " + BYSTANDERS
                        + " requests per second of 1 KB meanwhile. Goal at 9,000: ≤ 64 KiB each over base, ≤ 1,024 MiB in all, others' p99 ≤ 2 ×.");
        report.table(
                List.of("", "streams", "memory, MiB", "KiB each over base", "chunks/s", "others' p99, µs", "× without"),
                memory.rows);
        report.errors(memory.errors);
    }

    private void measure(Supplier<Optional<Server>> start) {
        Optional<Server> started = start.get();
        if (started.isEmpty()) return;
        try (Server server = started.orElseThrow()) {
            Contender to = server.contender();
            double seconds = rig.options().seconds(3);
            note(to, rig.measure(to, Load.saturating(Workload.KB_1, Rig.CONNECTIONS, seconds)));
            Sample base = note(to, rig.measure(to, bystanders(seconds)));
            rows.add(baseRow(to, base));
            for (int streams : rig.options().quick() ? STREAMS.subList(0, 1) : STREAMS) step(to, streams, base);
        }
    }

    private void step(Contender to, int streams, Sample base) {
        // A stream that passes through takes two descriptors; some are for everything else.
        if (2L * streams + 500 > rig.machine().descriptors()) {
            errors.add(to.name() + ": no " + streams + " streams with "
                    + rig.machine().descriptors() + " descriptors");
            return;
        }
        double seconds = Math.ceil(rig.options().seconds(4)); // whole ones: a stream has one event in each
        Load slow = Load.saturating(Workload.STREAM_1_S, streams, seconds)
                .opening(RAMP)
                .leaving();
        RunningLoad running = rig.begin(to, slow);
        running.awaitSteady();
        Sample others = note(to, rig.measure(to, bystanders(seconds - 1)));
        rows.add(row(to, streams, note(to, running.sample()), others, base));
    }

    private static Load bystanders(double seconds) {
        return Load.saturating(Workload.KB_1, 16, seconds).atRate(BYSTANDERS);
    }

    private Sample note(Contender to, Sample sample) {
        sample.error().map(what -> to.name() + ": " + what).ifPresent(errors::add);
        return sample;
    }

    private static List<String> baseRow(Contender to, Sample base) {
        return List.of(to.name(), "none", whole(base.memoryKib() / MIB), "", "", whole(base.p99() / 1e3), "");
    }

    private static List<String> row(Contender to, int streams, Sample slow, Sample others, Sample base) {
        double each = (double) (slow.memoryKib() - base.memoryKib()) / streams;
        return List.of(
                to.name(),
                whole(streams),
                whole(slow.memoryKib() / MIB),
                whole(each),
                whole(slow.chunksPerSecond()),
                whole(others.p99() / 1e3),
                String.format(Locale.ROOT, "%.1f", (double) others.p99() / base.p99()));
    }

    private static String whole(double value) {
        return String.format(Locale.ROOT, "%,.0f", value);
    }
}
