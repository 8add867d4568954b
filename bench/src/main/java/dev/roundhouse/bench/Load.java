package dev.roundhouse.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// How a workload is sent: by so many connections for so many seconds.
///
/// @param warmSeconds before the window
/// @param rate requests per second at even intervals; 0: each connection sends again as soon as it has its answer
/// @param ramp connections opened per second
/// @param hangUp leaves streams behind at the window's end
record Load(
        Workload workload, int connections, double seconds, double warmSeconds, int rate, int ramp, boolean hangUp) {

    static Load saturating(Workload workload, int connections, double seconds) {
        return new Load(workload, connections, seconds, 0.3, 0, 20_000, false);
    }

    Load atRate(int perSecond) {
        return new Load(workload, connections, seconds, warmSeconds, perSecond, ramp, hangUp);
    }

    Load opening(int perSecond) {
        return new Load(workload, connections, seconds, warmSeconds, rate, perSecond, hangUp);
    }

    Load leaving() {
        return new Load(workload, connections, seconds, warmSeconds, rate, ramp, true);
    }

    List<String> arguments(Contender to) {
        List<String> arguments = new ArrayList<>(List.of(
                "port=" + to.port(),
                "pid=" + to.pid(),
                "conns=" + connections,
                "ramp=" + ramp,
                String.format(Locale.ROOT, "warm=%.2f", warmSeconds),
                String.format(Locale.ROOT, "seconds=%.2f", seconds),
                "expect=\"model\":\"" + to.surface().served() + "\"",
                "events=" + workload.events(),
                "hang-up=" + (hangUp ? 1 : 0)));
        if (rate > 0) arguments.add("rate=" + rate);
        return arguments;
    }
}
