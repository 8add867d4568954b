package dev.roundhouse.flow;

import dev.roundhouse.catalog.Endpoint;
import dev.roundhouse.catalog.PriceBook;
import dev.roundhouse.catalog.PriceKind;
import dev.roundhouse.dialect.Dialects;
import dev.roundhouse.exchange.AnswerSummary;
import dev.roundhouse.exchange.Charge;
import dev.roundhouse.exchange.GenerationRequest;
import dev.roundhouse.exchange.Operation;
import dev.roundhouse.exchange.Usage;
import dev.roundhouse.metering.Metering;
import dev.roundhouse.metering.TokenCounter;
import dev.roundhouse.money.Nanos;
import dev.roundhouse.relay.Relayed;
import dev.roundhouse.routing.Plan;
import java.util.concurrent.RejectedExecutionException;

/// What a generation may cost and what it did cost, by the rule of who pays for which outcome.
public final class Billing {
    private static final int BYTES_PER_TOKEN = 4;
    // Counting more text than this would take a worker for too long; nobody's context holds as much.
    private static final int PROMPT_CHARS_MAX = 8 * 1024 * 1024;

    private final Dialects dialects;
    private final TokenCounter counter;
    private final Workers workers;

    /// Counts tokens, where nobody else did, on these workers.
    public Billing(Dialects dialects, TokenCounter counter, Workers workers) {
        this.dialects = dialects;
        this.counter = counter;
        this.workers = workers;
    }

    /// The most that the dearest endpoint of the plan may cost.
    Nanos ceiling(GenerationRequest request, Plan plan) {
        if (request.operation() == Operation.COUNT) {
            return Nanos.ZERO;
        }
        Nanos most = Nanos.ZERO;
        for (Endpoint endpoint : plan.endpoints()) {
            // A plan holds only endpoints whose price is known.
            Nanos one = Metering.ceiling(endpoint, request).orElse(Nanos.ZERO);
            most = one.compareTo(most) > 0 ? one : most;
        }
        return most;
    }

    /// What was used: as the provider reported, else as we count.
    Usage usage(GenerationRequest request, Relayed relayed) {
        AnswerSummary summary = relayed.summary();
        if (summary.usage() != null) {
            return summary.usage();
        }
        if (relayed.failure() != null && summary.text().isEmpty()) {
            return Usage.NONE;
        }
        try {
            return workers.call(() -> counter.estimate(
                    dialects.client(request.dialect()).promptText(request, PROMPT_CHARS_MAX), summary.text(), null));
        } catch (RejectedExecutionException e) {
            // Too busy to count; what was delivered is billed all the same.
            return Usage.estimate(
                    request.body().length / BYTES_PER_TOKEN, summary.text().length() / BYTES_PER_TOKEN);
        }
    }

    /// How many tokens a conversation has, as we count.
    Usage count(GenerationRequest request) {
        try {
            return workers.call(() -> counter.estimate(
                    dialects.client(request.dialect()).promptText(request, PROMPT_CHARS_MAX), "", null));
        } catch (RejectedExecutionException e) {
            return Usage.estimate(request.body().length / BYTES_PER_TOKEN, 0);
        }
    }

    /// What the caller pays and what the provider bills us. An answer that failed without a token is free for the
    /// caller.
    Charge charge(GenerationRequest request, Endpoint endpoint, Usage usage, Relayed relayed) {
        if (request.operation() == Operation.COUNT) {
            return Charge.NONE;
        }
        Charge full = full(endpoint.prices(), usage);
        boolean empty = usage.outputTotal() == 0
                && (relayed.failure() != null || relayed.summary().finishReason() == null);
        return empty ? new Charge(Nanos.ZERO, Nanos.ZERO, Nanos.ZERO, full.upstream()) : full;
    }

    /// A kind that nobody put a price on, and that no request can be refused for beforehand, is not charged:
    /// billing it
    /// at a guess would be worse.
    private static Charge full(PriceBook prices, Usage usage) {
        return switch (Metering.charge(prices, usage)) {
            case Metering.Charged(Charge charge) -> charge;
            case Metering.Unpriced(PriceKind kind) -> full(prices, usage.without(kind));
        };
    }
}
