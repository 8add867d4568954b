package dev.roundhouse.bench;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Time from starting `java` to the first 200 on an inference route, and to the first 200 of `/readyz`. The data
/// folder is that of an earlier start.
final class Start {

    private static final double FIRST_GOAL_MILLIS = 1_000;
    private static final double READY_GOAL_MILLIS = 8_000;
    private static final int LIMIT_SECONDS = 60;

    private Start() {}

    static void run(Rig rig, Report report) {
        List<Variant> variants = Arrays.stream(Variant.values())
                .filter(it -> rig.paths().hasAotCache() || !it.cached)
                .filter(it -> it.cores == 2 || !rig.options().quick())
                .toList();
        Map<Variant, List<Times>> results = new LinkedHashMap<>();
        time(rig, Variant.PLAIN_TWO); // makes the data folder, and brings the files into memory
        for (int round = 0; round < rig.options().rounds(); round++) {
            for (Variant variant : variants) {
                results.computeIfAbsent(variant, _ -> new ArrayList<>()).add(time(rig, variant));
            }
        }

        report.heading("Start, ms after `exec` of `java`");
        report.table(
                List.of("", "first 200 on an inference route", "goal", "/readyz says 200", "goal"),
                results.entrySet().stream()
                        .map(it -> row(it.getKey(), it.getValue()))
                        .toList());
        if (!rig.paths().hasAotCache()) {
            report.paragraph("There is no AOT cache; server/target/aot.log may say why.");
        }
    }

    private static Times time(Rig rig, Variant variant) {
        String cores =
                variant.cores == 1 ? rig.machine().proxyCore() : rig.machine().bothCores();
        try (Server server = rig.launch("start", variant.cached, cores, List.of())) {
            byte[] request = Workload.KB_1.request(Surface.ROUNDHOUSE);
            int port = server.contender().port();
            server.child().await("first answer", LIMIT_SECONDS, () -> Http.status(port, request) == 200);
            long first = server.child().ageNanos();
            server.child().await("200 from /readyz", LIMIT_SECONDS, () -> Http.status(port, Http.READYZ) == 200);
            return new Times(first, server.child().ageNanos());
        }
    }

    private static List<String> row(Variant variant, List<Times> times) {
        Spread first = Spread.of(times, it -> it.firstNanos() / 1e6);
        Spread ready = Spread.of(times, it -> it.readyNanos() / 1e6);
        return List.of(
                variant.label,
                first.text(0),
                variant.cached ? "≤ 1,000: " + Goal.verdict(Optional.of(first), it -> it <= FIRST_GOAL_MILLIS) : "",
                ready.text(0),
                variant.cached ? "≤ 8,000: " + Goal.verdict(Optional.of(ready), it -> it <= READY_GOAL_MILLIS) : "");
    }

    private enum Variant {
        CACHED_TWO("with the AOT cache, two cores", true, 2),
        CACHED_ONE("with the AOT cache, one core", true, 1),
        PLAIN_TWO("without a cache, two cores", false, 2),
        PLAIN_ONE("without a cache, one core", false, 1);

        private final String label;
        private final boolean cached;
        private final int cores;

        Variant(String label, boolean cached, int cores) {
            this.label = label;
            this.cached = cached;
            this.cores = cores;
        }
    }

    private record Times(long firstNanos, long readyNanos) {}
}
