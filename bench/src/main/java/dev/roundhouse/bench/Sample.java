package dev.roundhouse.bench;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/// What the load generator saw in one window. Times in nanoseconds; the transit of an event is from its writing
/// by
/// the upstream to its reading by the client.
///
/// @param all complete and correct answers of the whole run, warm-up included
/// @param allCpuNanos CPU time from the first connection until the contender was idle again
/// @param ok complete and correct answers within the window
/// @param errors wrong, broken or missing ones
/// @param chunks events of streams
/// @param cpuNanos CPU time of the contender, all threads, user and system
/// @param memoryKib its resident memory at the end
/// @param firstError what the first error was, or empty
record Sample(
        long all,
        long allCpuNanos,
        long ok,
        long errors,
        long chunks,
        long elapsedNanos,
        long cpuNanos,
        long memoryKib,
        long p50,
        long p99,
        long transit50,
        long transit99,
        String firstError) {

    /// @param line `name=value name=value ...`, as the load generator writes it
    /// @param errorText its error output
    static Sample parse(String line, String errorText) {
        Map<String, Long> values = new HashMap<>();
        for (String pair : line.strip().split(" ", -1)) {
            int equals = pair.indexOf('=');
            values.put(pair.substring(0, equals), Long.valueOf(pair.substring(equals + 1)));
        }
        return new Sample(
                get(values, "all"),
                get(values, "all-cpu"),
                get(values, "ok"),
                get(values, "errors"),
                get(values, "chunks"),
                get(values, "elapsed"),
                get(values, "cpu"),
                get(values, "memory"),
                get(values, "p50"),
                get(values, "p99"),
                get(values, "transit50"),
                get(values, "transit99"),
                errorText.strip());
    }

    /// A run that did not come to its end.
    static Sample broken(String why) {
        return new Sample(0, 0, 0, 1, 0, 1, 0, 0, 0, 0, 0, 0, why.strip());
    }

    /// What went wrong, or empty.
    Optional<String> error() {
        return errors == 0 ? Optional.empty() : Optional.of(errors + " errors; " + firstError);
    }

    double microsPerRequest() {
        return cpuNanos / 1e3 / ok;
    }

    /// With what the contender does after it has answered.
    double microsPerRequestInAll() {
        return allCpuNanos / 1e3 / all;
    }

    double microsPerChunk() {
        return cpuNanos / 1e3 / chunks;
    }

    double requestsPerSecond() {
        return ok * 1e9 / elapsedNanos;
    }

    /// What it would carry if it had its core to itself and enough to do.
    double requestsPerFullCore() {
        return ok * 1e9 / cpuNanos;
    }

    double chunksPerSecond() {
        return chunks * 1e9 / elapsedNanos;
    }

    /// The share of one core that the contender used, in percent.
    double corePercent() {
        return cpuNanos * 100.0 / elapsedNanos;
    }

    private static long get(Map<String, Long> values, String name) {
        Long value = values.get(name);
        if (value == null) throw new IllegalArgumentException("the load generator said nothing of " + name);
        return value;
    }
}
