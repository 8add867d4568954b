package dev.roundhouse.bench;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.DoublePredicate;
import java.util.function.ToDoubleFunction;

/// How much more than nginx a workload may cost, in times.
record Goal(Workload workload, double timesNginx) {

    static List<String> header(String first) {
        return List.of(first, "nginx", "Roundhouse", "× nginx", "goal");
    }

    static String verdict(Optional<Spread> reached, DoublePredicate enough) {
        return reached.map(it -> enough.test(it.median()) ? "met" : "missed").orElse("not compared");
    }

    /// Under [#header(String)].
    List<String> row(Rounds rounds, ToDoubleFunction<Sample> figure) {
        Optional<Spread> ratio = rounds.ratio("Roundhouse", "nginx", figure);
        return List.of(
                workload.label(),
                Report.text(rounds.of("nginx", figure), 1),
                Report.text(rounds.of("Roundhouse", figure), 1),
                Report.text(ratio, 2),
                String.format(Locale.ROOT, "≤ %.1f: %s", timesNginx, verdict(ratio, it -> it <= timesNginx)));
    }
}
