package dev.roundhouse.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// How a workload is sent: by so many connections for so many seconds.
///
/// @param rate requests per second at even intervals; 0: each connection sends again as soon as it has its answer
/// @param ramp connections opened per second
/// @param hangUp leaves streams behind at the window's end
/// @param settleSeconds how long to wait at most, at the end, until the contender is idle
record Load(
        Workload workload, int connections, double seconds, int rate, int ramp, boolean hangUp, double settleSeconds) {

    static Load saturating(Workload workload, int connections, double seconds) {
        return new Load(workload, connections, seconds, 0, 20_000, false, 0);
    }

    Load atRate(int perSecond) {
        return new Load(workload, connections, seconds, perSecond, ramp, hangUp, settleSeconds);
    }

    Load opening(int perSecond) {
        return new Load(workload, connections, seconds, rate, perSecond, hangUp, settleSeconds);
    }

    Load leaving() {
        return new Load(workload, connections, seconds, rate, ramp, true, settleSeconds);
    }

    Load untilIdle(double atMostSeconds) {
        return new Load(workload, connections, seconds, rate, ramp, hangUp, atMostSeconds);
    }

    List<String> arguments(Contender to) {
        List<String> arguments = new ArrayList<>(List.of(
                "port=" + to.port(),
                "pid=" + to.pid(),
                "conns=" + connections,
                "ramp=" + ramp,
                String.format(Locale.ROOT, "seconds=%.2f", seconds),
                String.format(Locale.ROOT, "settle=%.2f", settleSeconds),
                "expect=\"model\":\"" + to.surface().served() + "\"",
                "events=" + workload.events(),
                "hang-up=" + (hangUp ? 1 : 0)));
        if (rate > 0) arguments.add("rate=" + rate);
        return arguments;
    }
}
