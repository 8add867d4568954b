package dev.roundhouse.observe;

import dev.roundhouse.record.GenerationRecord;
import dev.roundhouse.record.GenerationRecord.Served;
import dev.roundhouse.record.GenerationRecord.Timings;
import java.time.Instant;
import java.util.function.Consumer;
import tools.jackson.core.JsonGenerator;

/// Told of each generation once it is kept; counts it and writes its line, both on the log's thread.
public final class Observer implements Consumer<GenerationRecord> {
    private static final long MICROS_PER_SECOND = 1_000_000;
    private static final double MICROS_PER_MILLI = 1_000;

    private final LogLines log;
    private final Metrics metrics;
    private final boolean lines;

    /// @param lines whether each generation gets a line
    public Observer(LogLines log, Metrics metrics, boolean lines) {
        this.log = log;
        this.metrics = metrics;
        this.lines = lines;
    }

    @Override
    public void accept(GenerationRecord generation) {
        if (!lines) {
            log.run(() -> metrics.count(generation));
            return;
        }
        log.add(line -> {
            metrics.count(generation);
            write(generation, line);
        });
    }

    private static void write(GenerationRecord generation, JsonGenerator line) {
        Timings timings = generation.timings();
        line.writeStringProperty("at", at(timings.receivedMicros()).toString());
        line.writeStringProperty("event", "generation");
        line.writeStringProperty("id", generation.id());
        line.writeStringProperty("key", generation.keyHash().substring(0, 12));
        line.writeStringProperty("model", generation.asked().model());
        Served served = generation.served();
        if (served != null) {
            line.writeStringProperty("endpoint", served.endpoint());
            line.writeStringProperty("finish", String.valueOf(served.finishReason()));
        }
        line.writeBooleanProperty("streamed", generation.asked().streamed());
        line.writeNumberProperty("status", generation.ending().status());
        if (generation.ending().error() != null) {
            line.writeStringProperty("error", generation.ending().error().wireName());
        }
        if (generation.ending().cancelled()) {
            line.writeBooleanProperty("cancelled", true);
        }
        line.writeNumberProperty("attempts", generation.attempts().size());
        line.writeNumberProperty("input_tokens", generation.usage().inputTotal());
        line.writeNumberProperty("output_tokens", generation.usage().outputTotal());
        line.writeNumberProperty("cost_usd", generation.charge().total().usd());
        line.writeNumberProperty("first_byte_ms", timings.firstByte() / MICROS_PER_MILLI);
        line.writeNumberProperty("total_ms", timings.end() / MICROS_PER_MILLI);
    }

    private static Instant at(long micros) {
        return Instant.ofEpochSecond(micros / MICROS_PER_SECOND, micros % MICROS_PER_SECOND * 1_000);
    }
}
