package dev.roundhouse.bench;

import java.util.ArrayList;
import java.util.List;

/// The same request with its story on the event loop's own virtual thread, and on the default scheduler.
final class StoryModes {

    private StoryModes() {}

    static void run(Rig rig, Report report) {
        List<Contender> contenders = new ArrayList<>();
        for (String mode : List.of("loop", "default")) {
            Contender roundhouse = rig.warmRoundhouse(List.of(Workload.KB_1), "-Droundhouse.stories=" + mode)
                    .contender();
            contenders.add(new Contender(mode, roundhouse.port(), roundhouse.pid(), roundhouse.surface()));
        }
        Load load =
                Load.saturating(Workload.KB_1, Rig.CONNECTIONS, rig.options().seconds(2));
        Rounds rounds = Rounds.run(rig.options().rounds(), contenders, to -> rig.measure(to, load));

        report.heading("Where stories run, 1 KB prompt");
        report.table(
                List.of("roundhouse.stories", "CPU µs per request", "requests/s", "p50, µs", "p99, µs"),
                rounds.samples().keySet().stream()
                        .map(name -> row(rounds, name))
                        .toList());
        report.errors(rounds.errors());
    }

    private static List<String> row(Rounds rounds, String name) {
        return List.of(
                name,
                Report.text(rounds.of(name, Sample::microsPerRequest), 1),
                Report.text(rounds.of(name, Sample::requestsPerSecond), 0),
                Report.text(rounds.of(name, sample -> sample.p50() / 1e3), 0),
                Report.text(rounds.of(name, sample -> sample.p99() / 1e3), 0));
    }
}
