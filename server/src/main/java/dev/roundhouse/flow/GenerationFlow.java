package dev.roundhouse.flow;

import dev.roundhouse.catalog.Endpoint;
import dev.roundhouse.catalog.Snapshot;
import dev.roundhouse.dialect.ClientDialect;
import dev.roundhouse.dialect.Dialects;
import dev.roundhouse.dispatch.Attempt;
import dev.roundhouse.dispatch.Dispatch;
import dev.roundhouse.dispatch.Dispatch.Answered;
import dev.roundhouse.dispatch.Dispatch.Exhausted;
import dev.roundhouse.dispatch.Dispatcher;
import dev.roundhouse.dispatch.Dispatcher.Errand;
import dev.roundhouse.exchange.Admission.Admitted;
import dev.roundhouse.exchange.Admission.Refused;
import dev.roundhouse.exchange.Caller;
import dev.roundhouse.exchange.Charge;
import dev.roundhouse.exchange.Failure;
import dev.roundhouse.exchange.Failure.UpstreamFault;
import dev.roundhouse.exchange.GenerationRequest;
import dev.roundhouse.exchange.Inbound;
import dev.roundhouse.exchange.Operation;
import dev.roundhouse.exchange.Usage;
import dev.roundhouse.ledger.Held;
import dev.roundhouse.ledger.Insufficient;
import dev.roundhouse.ledger.Ledger;
import dev.roundhouse.policy.Gate;
import dev.roundhouse.record.Chronicle;
import dev.roundhouse.relay.Downstream;
import dev.roundhouse.relay.Relay;
import dev.roundhouse.relay.Relayed;
import dev.roundhouse.routing.Health;
import dev.roundhouse.routing.Plan;
import dev.roundhouse.routing.Router;
import dev.roundhouse.selection.auto.AutoSelection;
import java.util.List;
import java.util.function.Supplier;

/// The story of a generation, from the door to the record, told in one place and in straight code. It runs on a
/// virtual
/// thread of its own and waits where it must; the bytes of the answer never pass through it.
public final class GenerationFlow {
    // Reading more than this would hold up the event loop for longer than a story may.
    private static final int READ_ON_LOOP_MAX = 1024 * 1024;

    private static final Plan NOWHERE = new Plan(List.of(), List.of(), List.of());

    private final Supplier<Snapshot> snapshots;
    private final Gate gate;
    private final Dialects dialects;
    private final AutoSelection selection;
    private final Router router;
    private final Health health;
    private final Billing billing;
    private final Ledger ledger;
    private final Dispatcher dispatcher;
    private final Relay relay;
    private final Chronicle chronicle;
    private final Replies replies;
    private final Memory memory;
    private final Workers workers;

    /// All whom the story asks.
    public GenerationFlow(
            Supplier<Snapshot> snapshots,
            Gate gate,
            Dialects dialects,
            AutoSelection selection,
            Router router,
            Health health,
            Billing billing,
            Ledger ledger,
            Dispatcher dispatcher,
            Relay relay,
            Chronicle chronicle,
            Replies replies,
            Memory memory,
            Workers workers) {
        this.snapshots = snapshots;
        this.gate = gate;
        this.dialects = dialects;
        this.selection = selection;
        this.router = router;
        this.health = health;
        this.billing = billing;
        this.ledger = ledger;
        this.dispatcher = dispatcher;
        this.relay = relay;
        this.chronicle = chronicle;
        this.replies = replies;
        this.memory = memory;
        this.workers = workers;
    }

    /// Tells the story of one request to its end. Blocks.
    public void run(Inbound in, Downstream client) {
        switch (gate.admit(in.credential(), Caller.Scope.INFERENCE)) {
            case Refused(Failure why) -> replies.turnAway(in, why, client);
            case Admitted(Caller caller) -> understand(in, caller, client);
        }
    }

    private void understand(Inbound in, Caller caller, Downstream client) {
        long startedAt = System.nanoTime();
        switch (read(in)) {
            case ClientDialect.Refused(Failure why) -> replies.turnAway(in, why, client);
            case ClientDialect.Understood(GenerationRequest request) -> {
                switch (memory.recall(caller, request)) {
                    case Memory.Forgotten(Failure why) -> replies.turnAway(in, why, client);
                    case Memory.Ready ready ->
                        select(new Walk(in, caller, ready, snapshots.get(), startedAt, client, null));
                }
            }
        }
    }

    private ClientDialect.Reading read(Inbound in) {
        ClientDialect dialect = dialects.client(in.dialect());
        return in.body().length <= READ_ON_LOOP_MAX ? dialect.read(in) : workers.call(() -> dialect.read(in));
    }

    private void select(Walk walk) {
        if (!AutoSelection.isAsked(walk.request())) {
            plan(walk);
            return;
        }
        long account = walk.caller().account();
        switch (workers.call(() -> selection.select(walk.request(), walk.snapshot(), account, System.nanoTime()))) {
            case AutoSelection.Chosen chosen -> plan(walk.with(chosen));
            case AutoSelection.Impossible(Failure why) -> refuse(walk, NOWHERE, why);
        }
    }

    private void plan(Walk walk) {
        Plan plan = router.plan(walk.request(), walk.snapshot(), System.nanoTime());
        if (plan.endpoints().isEmpty() && isCountedHere(walk, plan)) {
            replies.count(walk, billing.count(walk.request()));
        } else if (plan.endpoints().isEmpty()) {
            refuse(walk, plan, workers.call(() -> replies.nobodyServes(walk, plan)));
        } else if (!chronicle.accepting()) {
            refuse(walk, plan, Replies.cannotRecord());
        } else {
            hold(walk, plan);
        }
    }

    /// Tokens are counted here where no provider does it: an estimate is of more use than none.
    private static boolean isCountedHere(Walk walk, Plan plan) {
        return walk.request().operation() == Operation.COUNT
                && (plan.unknownModels().size() < walk.request().models().size()
                        || plan.unknownModels().stream().anyMatch(AutoSelection::isAsked));
    }

    private void hold(Walk walk, Plan plan) {
        switch (ledger.reserve(walk.caller().account(), billing.ceiling(walk.request(), plan))) {
            case Insufficient(Failure why) -> refuse(walk, plan, why);
            case Held held -> serve(walk, plan, held);
        }
    }

    private void serve(Walk walk, Plan plan, Held held) {
        try (held) { // closing releases what was not settled
            replies.keepAlive(walk);
            switch (dispatcher.firstAnswer(errand(walk, plan), walk.client().lane(), walk.client())) {
                case Exhausted exhausted -> {
                    learn(exhausted);
                    chronicle.failed(walk.story(plan), exhausted);
                    if (walk.request().operation() == Operation.COUNT && isNotTheCallers(exhausted.failure())) {
                        replies.count(walk, billing.count(walk.request()));
                    } else {
                        replies.fail(walk, exhausted);
                    }
                }
                case Answered answered -> deliver(walk, plan, held, answered);
            }
        }
    }

    private void deliver(Walk walk, Plan plan, Held held, Answered answered) {
        try {
            learn(answered);
            Relay.Head head = replies.head(walk);
            Relayed relayed = relay.copy(answered, head, walk.client());
            Endpoint endpoint = answered.attempt().endpoint();
            Usage usage = billing.usage(walk.request(), relayed);
            Charge charge = billing.charge(walk.request(), endpoint, usage, relayed);
            held.settle(charge.total());
            chronicle.finished(walk.story(plan), answered, relayed, usage, charge);
            // Only now does the end of the answer leave: a charge that a client has seen cannot be lost any more.
            switch (relayed.failure()) {
                case null -> {
                    if (walk.chosen() != null) {
                        selection.answered(walk.chosen(), endpoint.model());
                    }
                    memory.keep(walk, answered, usage, charge);
                    relay.finish(answered, head, usage, charge, walk.client());
                }
                case Failure.ClientGone _ -> {} // nobody is there to be told
                case Failure why when relayed.bytes() > 0 -> relay.fail(answered, why, walk.client());
                case Failure why -> replies.tell(walk, why);
            }
        } catch (RuntimeException fault) {
            // Nobody would read the answer on; its connection must not wait for a deadline.
            walk.client().lane().execute(answered.call()::cancel);
            throw fault;
        } finally {
            dispatcher.release(answered);
        }
    }

    private static boolean isNotTheCallers(Failure why) {
        return why instanceof UpstreamFault fault && fault.anotherEndpointMayHelp();
    }

    private void learn(Dispatch dispatch) {
        for (Attempt attempt : dispatch.failed()) {
            if (attempt.failure() instanceof UpstreamFault fault && fault.anotherEndpointMayHelp()) {
                health.failed(attempt.endpoint().key(), attempt.endedAt());
            }
        }
        if (dispatch instanceof Answered answered) {
            health.succeeded(answered.attempt().endpoint().key());
        }
    }

    private void refuse(Walk walk, Plan plan, Failure why) {
        chronicle.refused(walk.story(plan), why);
        replies.tell(walk, why);
    }

    private static Errand errand(Walk walk, Plan plan) {
        Inbound in = walk.in();
        return new Errand(in.id(), in.at().getEpochSecond(), walk.request(), plan);
    }
}
