package dev.roundhouse.bench;

import java.util.ArrayList;
import java.util.List;

/// CPU per streamed event. The fast upstream's events coalesce on the way; at 5 ms each one is a read, a write
/// and
/// a wake-up of its own, which is how real models speak.
final class Streams {

    private static final Goal FAST = new Goal(Workload.STREAM_FAST, 1.3);
    private static final Goal PACED = new Goal(Workload.STREAM_5_MS, 1.3);
    private static final int FAST_STREAMS = 16;
    private static final int PACED_STREAMS = 50;
    private static final int PACED_RAMP = 10_000; // spreads the 50 streams evenly over the 5 ms

    private Streams() {}

    static void run(Rig rig, Report report) {
        double seconds = rig.options().seconds(2.5);
        Load fastLoad = Load.saturating(FAST.workload(), FAST_STREAMS, seconds);
        Load pacedLoad =
                Load.saturating(PACED.workload(), PACED_STREAMS, seconds).opening(PACED_RAMP);
        Rounds fast = rig.compare(to -> rig.measure(to, fastLoad));
        Rounds paced = rig.compare(to -> rig.measure(to, pacedLoad));

        report.heading("CPU per streamed chunk, µs");
        report.paragraph("Streams of 100 events of some 190 bytes: " + FAST_STREAMS + " streams without a pause, "
                + PACED_STREAMS + " streams with one event every 5 ms. The request itself is part of the figure.");
        report.table(
                Goal.header("pace"),
                List.of(FAST.row(fast, Sample::microsPerChunk), PACED.row(paced, Sample::microsPerChunk)));

        report.heading("Transit of a chunk at 5 ms, from the upstream's write to the client's read, µs");
        report.table(List.of("", "chunks/s", "p50", "p99"), transits(paced));
        report.errors(fast.errors());
        report.errors(paced.errors());
    }

    private static List<List<String>> transits(Rounds rounds) {
        List<List<String>> rows = new ArrayList<>();
        for (String name : rounds.samples().keySet()) {
            rows.add(List.of(
                    name,
                    Report.text(rounds.of(name, Sample::chunksPerSecond), 0),
                    Report.text(rounds.of(name, sample -> sample.transit50() / 1e3), 0),
                    Report.text(rounds.of(name, sample -> sample.transit99() / 1e3), 0)));
        }
        return rows;
    }
}
