package dev.roundhouse.observe;

import dev.roundhouse.exchange.JsonOut;
import dev.roundhouse.record.GenerationRecord;
import dev.roundhouse.record.GenerationRecord.Served;
import dev.roundhouse.record.GenerationRecord.Timings;
import java.time.Instant;
import java.util.function.Consumer;

/// Told of each generation once it is kept; counts it and writes its line.
public final class Observer implements Consumer<GenerationRecord> {
    // Quoted once, not for each line.
    private static final byte[] AT = JsonOut.quoted("at");
    private static final byte[] EVENT = JsonOut.quoted("event");
    private static final byte[] ID = JsonOut.quoted("id");
    private static final byte[] KEY = JsonOut.quoted("key");
    private static final byte[] MODEL = JsonOut.quoted("model");
    private static final byte[] ENDPOINT = JsonOut.quoted("endpoint");
    private static final byte[] FINISH = JsonOut.quoted("finish");
    private static final byte[] STREAMED = JsonOut.quoted("streamed");
    private static final byte[] STATUS = JsonOut.quoted("status");
    private static final byte[] ERROR = JsonOut.quoted("error");
    private static final byte[] CANCELLED = JsonOut.quoted("cancelled");
    private static final byte[] ATTEMPTS = JsonOut.quoted("attempts");
    private static final byte[] INPUT_TOKENS = JsonOut.quoted("input_tokens");
    private static final byte[] OUTPUT_TOKENS = JsonOut.quoted("output_tokens");
    private static final byte[] COST_USD = JsonOut.quoted("cost_usd");
    private static final byte[] FIRST_BYTE_US = JsonOut.quoted("first_byte_us");
    private static final byte[] TOTAL_US = JsonOut.quoted("total_us");

    private static final long MICROS_PER_SECOND = 1_000_000;

    private final LogLines log;
    private final Metrics metrics;
    private final boolean lines;
    private volatile Second second = new Second(Long.MIN_VALUE, "");

    /// @param lines whether each generation gets a line
    public Observer(LogLines log, Metrics metrics, boolean lines) {
        this.log = log;
        this.metrics = metrics;
        this.lines = lines;
    }

    @Override
    public void accept(GenerationRecord generation) {
        metrics.count(generation);
        if (lines) {
            log.add(line -> write(generation, line));
        }
    }

    private void write(GenerationRecord generation, JsonOut line) {
        Timings timings = generation.timings();
        line.name(AT).raw(at(timings.receivedMicros()));
        line.name(EVENT).text("generation");
        line.name(ID).text(generation.id());
        line.name(KEY).text(generation.keyHash().substring(0, 12));
        line.name(MODEL).text(generation.asked().model());
        Served served = generation.served();
        if (served != null) {
            line.name(ENDPOINT).text(served.endpoint());
            if (served.finishReason() != null) {
                line.name(FINISH).text(served.finishReason());
            }
        }
        line.name(STREAMED).flag(generation.asked().streamed());
        line.name(STATUS).number(generation.ending().status());
        if (generation.ending().error() != null) {
            line.name(ERROR).text(generation.ending().error().wireName());
        }
        if (generation.ending().cancelled()) {
            line.name(CANCELLED).flag(true);
        }
        line.name(ATTEMPTS).number(generation.attempts().size());
        line.name(INPUT_TOKENS).number(generation.usage().inputTotal());
        line.name(OUTPUT_TOKENS).number(generation.usage().outputTotal());
        line.name(COST_USD).raw(generation.charge().total().toUsd());
        if (timings.firstByte() >= 0) {
            line.name(FIRST_BYTE_US).number(timings.firstByte());
        }
        line.name(TOTAL_US).number(timings.end());
    }

    /// A point in time as the line has it, quoted: up to its second it is mostly the one before's.
    private String at(long micros) {
        long seconds = Math.floorDiv(micros, MICROS_PER_SECOND);
        Second known = second;
        if (known.seconds != seconds) {
            String text = Instant.ofEpochSecond(seconds).toString();
            known = new Second(seconds, '"' + text.substring(0, text.length() - 1) + '.');
            second = known;
        }
        // A leading 1 keeps the zeros.
        return known.text
                + Long.toString(MICROS_PER_SECOND + micros % MICROS_PER_SECOND).substring(1) + "Z\"";
    }

    private record Second(long seconds, String text) {}
}
