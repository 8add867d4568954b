package dev.roundhouse.flow;

import dev.roundhouse.catalog.Endpoint;
import dev.roundhouse.dialect.Dialects;
import dev.roundhouse.exchange.AnswerSummary;
import dev.roundhouse.exchange.Charge;
import dev.roundhouse.exchange.GenerationRequest;
import dev.roundhouse.exchange.Usage;
import dev.roundhouse.metering.Metering;
import dev.roundhouse.metering.TokenCounter;
import dev.roundhouse.money.Nanos;
import dev.roundhouse.relay.Relayed;
import dev.roundhouse.routing.Plan;

/// What a generation may cost and what it did cost, by the rule of who pays for which outcome.
public final class Billing {
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
        Nanos most = Nanos.ZERO;
        for (Endpoint endpoint : plan.endpoints()) {
            Nanos one = Metering.ceiling(endpoint, request);
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
        return workers.call(() -> Usage.estimate(
                counter.count(dialects.client(request.dialect()).promptText(request, PROMPT_CHARS_MAX)),
                counter.count(summary.text())));
    }

    /// What the caller pays and what the provider bills us. An answer that failed without a token is free for the
    /// caller.
    Charge charge(Endpoint endpoint, Usage usage, Relayed relayed) {
        Charge full = Metering.charge(endpoint.prices(), usage);
        boolean empty = usage.outputTotal() == 0
                && (relayed.failure() != null || relayed.summary().finishReason() == null);
        return empty ? new Charge(Nanos.ZERO, Nanos.ZERO, Nanos.ZERO, full.upstream()) : full;
    }
}
