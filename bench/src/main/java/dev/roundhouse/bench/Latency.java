package dev.roundhouse.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.ToDoubleFunction;

/// What a contender adds to the latency of a request at half of Roundhouse's own maximum, the same rate for all.
/// Requests leave at even intervals, whether or not earlier ones were answered, and are timed from the moment
/// they
/// should have left.
final class Latency {

    private static final double P99_GOAL_MICROS = 300;
    private static final int CONNECTIONS = 64;

    private Latency() {}

    static void run(Rig rig, Report report) {
        Contender roundhouse = rig.contenders().getLast();
        Load most =
                Load.saturating(Workload.KB_1, Rig.CONNECTIONS, rig.options().seconds(2));
        int rate = (int) (rig.measure(roundhouse, most).requestsPerSecond() / 2);
        Load half = Load.saturating(Workload.KB_1, CONNECTIONS, rig.options().seconds(3))
                .atRate(Math.max(rate, 1));
        Rounds rounds = rig.compare(to -> rig.measure(to, half));

        report.heading("Latency at half load, µs");
        report.paragraph(String.format(Locale.ROOT, "%,d requests per second of 1 KB.", rate));
        report.table(List.of("", "p50", "p99", "added p50", "added p99", "goal"), rows(rounds));
        report.errors(rounds.errors());
    }

    private static List<List<String>> rows(Rounds rounds) {
        List<List<String>> rows = new ArrayList<>();
        for (String name : rounds.samples().keySet()) {
            Optional<Spread> added = added(rounds, name, Sample::p99);
            boolean judged = name.equals("Roundhouse");
            rows.add(List.of(
                    name,
                    Report.text(rounds.of(name, sample -> sample.p50() / 1e3), 0),
                    Report.text(rounds.of(name, sample -> sample.p99() / 1e3), 0),
                    name.equals("direct") ? "" : Report.text(added(rounds, name, Sample::p50), 0),
                    name.equals("direct") ? "" : Report.text(added, 0),
                    judged ? "p99 ≤ 300: " + Goal.verdict(added, it -> it <= P99_GOAL_MICROS) : ""));
        }
        return rows;
    }

    private static Optional<Spread> added(Rounds rounds, String name, ToDoubleFunction<Sample> nanos) {
        return rounds.paired(
                name, "direct", (one, direct) -> (nanos.applyAsDouble(one) - nanos.applyAsDouble(direct)) / 1e3);
    }
}
