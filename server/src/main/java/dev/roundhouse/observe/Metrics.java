package dev.roundhouse.observe;

import dev.roundhouse.record.GenerationRecord;
import dev.roundhouse.record.GenerationRecord.Served;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/// The numbers for Prometheus. Labels are endpoints and outcomes, never keys or accounts: their number is bounded
/// by
/// the catalogue.
public final class Metrics {
    private static final Duration[] BOUNDS = {
        Duration.ofMillis(50), Duration.ofMillis(100), Duration.ofMillis(250), Duration.ofMillis(500),
        Duration.ofSeconds(1), Duration.ofMillis(2500), Duration.ofSeconds(5), Duration.ofSeconds(10),
        Duration.ofSeconds(30), Duration.ofSeconds(60), Duration.ofSeconds(120), Duration.ofSeconds(300)
    };
    private static final double NANOS_PER_USD = 1e9;

    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final Map<Outcome, Meters> byOutcome = new ConcurrentHashMap<>();
    private final Counter retries = Counter.builder("roundhouse.attempts.failed")
            .description("Attempts that failed, of generations that ended well or not")
            .register(registry);

    private record Outcome(String endpoint, int status, String error, boolean streamed) {}

    private record Meters(
            Counter generations,
            Counter input,
            Counter cached,
            Counter output,
            Counter charge,
            Timer firstByte,
            Timer whole) {}

    /// Shows a number that somebody else keeps.
    public void gauge(String name, String description, Supplier<Number> value) {
        Gauge.builder(name, value).description(description).register(registry);
    }

    /// All numbers in Prometheus' text form.
    public byte[] scrape() {
        return registry.scrape().getBytes(StandardCharsets.UTF_8);
    }

    /// Counts a generation.
    void count(GenerationRecord generation) {
        Served served = generation.served();
        Outcome outcome = new Outcome(
                served == null ? "none" : served.endpoint(),
                generation.ending().status(),
                generation.ending().error() == null
                        ? "none"
                        : generation.ending().error().wireName(),
                generation.asked().streamed());
        Meters known = byOutcome.get(outcome);
        Meters meters = known != null ? known : byOutcome.computeIfAbsent(outcome, this::meters);
        meters.generations.increment();
        meters.input.increment((double) generation.usage().inputTotal());
        meters.cached.increment((double) generation.usage().cacheRead());
        meters.output.increment((double) generation.usage().outputTotal());
        meters.charge.increment(generation.charge().total().value() / NANOS_PER_USD);
        if (generation.timings().firstByte() >= 0) {
            meters.firstByte.record(generation.timings().firstByte(), TimeUnit.MICROSECONDS);
        }
        meters.whole.record(Math.max(0, generation.timings().end()), TimeUnit.MICROSECONDS);
        int failed = generation.attempts().size() - (served == null ? 0 : 1);
        if (failed > 0) {
            retries.increment(failed);
        }
    }

    private Meters meters(Outcome outcome) {
        Tags tags = Tags.of(
                "endpoint",
                outcome.endpoint,
                "status",
                String.valueOf(outcome.status),
                "error",
                outcome.error,
                "streamed",
                String.valueOf(outcome.streamed));
        Tags endpoint = Tags.of("endpoint", outcome.endpoint);
        return new Meters(
                Counter.builder("roundhouse.generations").tags(tags).register(registry),
                tokens(endpoint, "input"),
                tokens(endpoint, "cache_read"),
                tokens(endpoint, "output"),
                Counter.builder("roundhouse.charge.usd").tags(endpoint).register(registry),
                timer("roundhouse.first.byte", tags),
                timer("roundhouse.generation.duration", tags));
    }

    private Counter tokens(Tags endpoint, String kind) {
        return Counter.builder("roundhouse.tokens")
                .tags(endpoint.and("kind", kind))
                .register(registry);
    }

    private Timer timer(String name, Tags tags) {
        return Timer.builder(name).tags(tags).serviceLevelObjectives(BOUNDS).register(registry);
    }
}
