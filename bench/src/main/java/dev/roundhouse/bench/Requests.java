package dev.roundhouse.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// CPU per request with the proxy's core saturated, and the throughput of that core.
final class Requests {

    private static final List<Goal> GOALS =
            List.of(new Goal(Workload.KB_1, 1.6), new Goal(Workload.KB_20, 1.9), new Goal(Workload.KB_400, 1.8));

    private static final double THROUGHPUT_GOAL = 0.6;
    private static final double BUSY_PERCENT = 95;
    private static final double SETTLE_SECONDS = 10;

    private Requests() {}

    static void run(Rig rig, Report report) {
        List<List<String>> rows = new ArrayList<>();
        List<List<String>> later = new ArrayList<>();
        List<Rounds> results = new ArrayList<>();
        for (Goal goal : GOALS) {
            Load load = Load.saturating(
                            goal.workload(), Rig.CONNECTIONS, rig.options().seconds(2))
                    .untilIdle(SETTLE_SECONDS);
            Rounds rounds = rig.compare(to -> rig.measure(to, load));
            rows.add(goal.row(rounds, Sample::microsPerRequest));
            later.add(List.of(
                    goal.workload().label(),
                    Report.text(rounds.of("nginx", Sample::microsPerRequestInAll), 1),
                    Report.text(rounds.of("Roundhouse", Sample::microsPerRequestInAll), 1)));
            results.add(rounds);
        }

        report.heading("CPU per request, µs");
        report.paragraph("Saturated, " + Rig.CONNECTIONS + " keep-alive connections, the proxy on one core.");
        report.table(Goal.header("prompt"), rows);

        report.paragraph(
                "The same until the process is idle again: with warm-up, and with what is written after the answer.");
        report.table(List.of("prompt", "nginx", "Roundhouse"), later);

        report.heading("Requests per second on one core, 1 KB prompt");
        report.table(
                List.of("", "requests/s", "core in use", "at a full core", "× nginx", "goal"),
                throughput(results.getFirst()));
        results.forEach(rounds -> report.errors(rounds.errors()));
    }

    private static List<List<String>> throughput(Rounds rounds) {
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of("direct", Report.text(rounds.of("direct", Sample::requestsPerSecond), 0), "", "", "", ""));
        for (String name : List.of("nginx", "Roundhouse")) {
            Optional<Spread> ratio = rounds.ratio(name, "nginx", Sample::requestsPerFullCore);
            rows.add(List.of(
                    name,
                    Report.text(rounds.of(name, Sample::requestsPerSecond), 0),
                    coreInUse(rounds.of(name, Sample::corePercent)),
                    Report.text(rounds.of(name, Sample::requestsPerFullCore), 0),
                    Report.text(ratio, 2),
                    name.equals("nginx")
                            ? ""
                            : "≥ " + THROUGHPUT_GOAL + ": " + Goal.verdict(ratio, it -> it >= THROUGHPUT_GOAL)));
        }
        return rows;
    }

    private static String coreInUse(Optional<Spread> percent) {
        boolean limited = percent.stream().anyMatch(it -> it.median() < BUSY_PERCENT);
        return Report.text(percent, 0) + " %" + (limited ? ", limited by others" : "");
    }
}
