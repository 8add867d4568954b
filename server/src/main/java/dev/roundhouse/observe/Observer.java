package dev.roundhouse.observe;

import dev.roundhouse.record.GenerationRecord;
import dev.roundhouse.record.GenerationRecord.Served;
import dev.roundhouse.record.GenerationRecord.Timings;
import java.time.Instant;
import java.util.function.Consumer;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.SerializableString;
import tools.jackson.core.io.SerializedString;

/// Told of each generation once it is kept; counts it and writes its line, both on the log's thread.
public final class Observer implements Consumer<GenerationRecord> {
    // Quoted once, not for each line.
    private static final SerializableString AT = new SerializedString("at");
    private static final SerializableString EVENT = new SerializedString("event");
    private static final SerializableString ID = new SerializedString("id");
    private static final SerializableString KEY = new SerializedString("key");
    private static final SerializableString MODEL = new SerializedString("model");
    private static final SerializableString ENDPOINT = new SerializedString("endpoint");
    private static final SerializableString FINISH = new SerializedString("finish");
    private static final SerializableString STREAMED = new SerializedString("streamed");
    private static final SerializableString STATUS = new SerializedString("status");
    private static final SerializableString ERROR = new SerializedString("error");
    private static final SerializableString CANCELLED = new SerializedString("cancelled");
    private static final SerializableString ATTEMPTS = new SerializedString("attempts");
    private static final SerializableString INPUT_TOKENS = new SerializedString("input_tokens");
    private static final SerializableString OUTPUT_TOKENS = new SerializedString("output_tokens");
    private static final SerializableString COST_USD = new SerializedString("cost_usd");
    private static final SerializableString FIRST_BYTE_US = new SerializedString("first_byte_us");
    private static final SerializableString TOTAL_US = new SerializedString("total_us");

    private static final long MICROS_PER_SECOND = 1_000_000;

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
        line.writeName(AT);
        line.writeString(at(timings.receivedMicros()).toString());
        line.writeName(EVENT);
        line.writeString("generation");
        line.writeName(ID);
        line.writeString(generation.id());
        line.writeName(KEY);
        line.writeString(generation.keyHash().substring(0, 12));
        line.writeName(MODEL);
        line.writeString(generation.asked().model());
        Served served = generation.served();
        if (served != null) {
            line.writeName(ENDPOINT);
            line.writeString(served.endpoint());
            if (served.finishReason() != null) {
                line.writeName(FINISH);
                line.writeString(served.finishReason());
            }
        }
        line.writeName(STREAMED);
        line.writeBoolean(generation.asked().streamed());
        line.writeName(STATUS);
        line.writeNumber(generation.ending().status());
        if (generation.ending().error() != null) {
            line.writeName(ERROR);
            line.writeString(generation.ending().error().wireName());
        }
        if (generation.ending().cancelled()) {
            line.writeName(CANCELLED);
            line.writeBoolean(true);
        }
        line.writeName(ATTEMPTS);
        line.writeNumber(generation.attempts().size());
        line.writeName(INPUT_TOKENS);
        line.writeNumber(generation.usage().inputTotal());
        line.writeName(OUTPUT_TOKENS);
        line.writeNumber(generation.usage().outputTotal());
        line.writeName(COST_USD);
        line.writeNumber(generation.charge().total().usd());
        if (timings.firstByte() >= 0) {
            line.writeName(FIRST_BYTE_US);
            line.writeNumber(timings.firstByte());
        }
        line.writeName(TOTAL_US);
        line.writeNumber(timings.end());
    }

    private static Instant at(long micros) {
        return Instant.ofEpochSecond(micros / MICROS_PER_SECOND, micros % MICROS_PER_SECOND * 1_000);
    }
}
