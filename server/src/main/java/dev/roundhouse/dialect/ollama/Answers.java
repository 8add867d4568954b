package dev.roundhouse.dialect.ollama;

import dev.roundhouse.dialect.JsonTree;
import dev.roundhouse.exchange.AnswerTerms;
import dev.roundhouse.exchange.Charge;
import dev.roundhouse.exchange.Usage;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.function.LongSupplier;
import tools.jackson.databind.node.ObjectNode;

/// What all answers have: who made them, and how long it took. Times are nanoseconds, as measured here.
final class Answers {
    private final AnswerTerms terms;
    private final LongSupplier nanos;
    private final long startedAt;
    private long firstAt;

    Answers(AnswerTerms terms, LongSupplier nanos) {
        this.terms = terms;
        this.nanos = nanos;
        startedAt = nanos.getAsLong();
    }

    /// Something came.
    void heard() {
        firstAt = firstAt == 0 ? nanos.getAsLong() : firstAt;
    }

    /// The beginning of each object.
    ObjectNode head() {
        return JsonTree.object()
                .put("model", terms.servedModel())
                .put("created_at", Instant.ofEpochSecond(terms.createdSeconds()).toString());
    }

    /// The counts and times of the last object.
    void tail(ObjectNode json, Usage usage, boolean vectors) {
        long now = nanos.getAsLong();
        long first = firstAt == 0 ? now : firstAt;
        json.put("total_duration", now - startedAt);
        json.put("load_duration", 0L);
        json.put("prompt_eval_count", usage.inputTotal());
        if (!vectors) {
            json.put("prompt_eval_duration", first - startedAt);
            json.put("eval_count", usage.outputTotal());
            json.put("eval_duration", now - first);
        }
    }

    /// US dollars.
    static BigDecimal cost(Charge charge) {
        return new BigDecimal(charge.total().toUsd());
    }
}
