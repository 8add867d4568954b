package dev.roundhouse.record;

import dev.roundhouse.catalog.Endpoint;
import dev.roundhouse.dispatch.Attempt;
import dev.roundhouse.dispatch.Dispatch.Answered;
import dev.roundhouse.dispatch.Dispatch.Exhausted;
import dev.roundhouse.exchange.AnswerSummary;
import dev.roundhouse.exchange.Charge;
import dev.roundhouse.exchange.Failure;
import dev.roundhouse.exchange.Failure.UpstreamFault;
import dev.roundhouse.exchange.Usage;
import dev.roundhouse.record.GenerationRecord.Asked;
import dev.roundhouse.record.GenerationRecord.Ending;
import dev.roundhouse.record.GenerationRecord.LeftOut;
import dev.roundhouse.record.GenerationRecord.Served;
import dev.roundhouse.record.GenerationRecord.Timings;
import dev.roundhouse.relay.Relayed;
import dev.roundhouse.routing.Plan;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Turns walks into records: kept first, so that a charge outlives the process, then told to whoever counts.
public final class Chronicle {
    private static final int OK = 200;
    private static final long NEVER = -1;
    private static final long NANOS_PER_MICRO = 1_000;

    private final Recorder recorder;
    private final Consumer<GenerationRecord> observer;

    /// @param observer is told of each record once it is kept; must not block
    public Chronicle(Recorder recorder, Consumer<GenerationRecord> observer) {
        this.recorder = recorder;
        this.observer = observer;
    }

    /// Whether a generation that is begun now can be recorded.
    public boolean accepting() {
        return recorder.accepting();
    }

    /// It was refused before any attempt.
    public void refused(Story story, Failure why) {
        Ending ending = new Ending(why.type().status(), why.type(), false);
        keep(story, null, Usage.NONE, Charge.NONE, ending, List.of());
    }

    /// All attempts failed, or the client went away before any answered.
    public void failed(Story story, Exhausted exhausted) {
        Failure why = exhausted.failure();
        Ending ending = new Ending(why.type().status(), why.type(), why instanceof Failure.ClientGone);
        keep(story, null, Usage.NONE, Charge.NONE, ending, exhausted.failed());
    }

    /// An attempt answered, and its answer was relayed as far as it went.
    public void finished(Story story, Answered answered, Relayed relayed, Usage usage, Charge charge) {
        Failure why = relayed.failure();
        Ending ending = new Ending(OK, why == null ? null : why.type(), relayed.clientGone());
        List<Attempt> attempts = new ArrayList<>(answered.failed());
        attempts.add(answered.attempt());
        Served served = served(answered.attempt().endpoint(), relayed.summary());
        keep(story, new Answer(answered, served), usage, charge, ending, attempts);
    }

    private record Answer(Answered answered, Served served) {}

    private void keep(
            Story story, @Nullable Answer answer, Usage usage, Charge charge, Ending ending, List<Attempt> attempts) {
        GenerationRecord made = new GenerationRecord(
                story.in().id(),
                story.caller().account(),
                story.caller().keyHash(),
                asked(story),
                answer == null ? null : answer.served,
                usage,
                charge,
                ending,
                timings(story, answer),
                attempts(story, attempts),
                leftOut(story.plan()),
                story.snapshotId(),
                answer == null
                        ? null
                        : answer.answered.attempt().endpoint().prices().asOf(),
                story.selected());
        if (!recorder.keep(made)) {
            throw new IllegalStateException("the journal took no record although it was accepting");
        }
        observer.accept(made);
    }

    private static List<GenerationRecord.Attempt> attempts(Story story, List<Attempt> attempts) {
        List<GenerationRecord.Attempt> kept = new ArrayList<>(attempts.size());
        for (Attempt attempt : attempts) {
            kept.add(attempt(story, attempt));
        }
        return kept;
    }

    private static List<LeftOut> leftOut(Plan plan) {
        List<LeftOut> kept = new ArrayList<>(plan.leftOut().size());
        for (Plan.LeftOut one : plan.leftOut()) {
            kept.add(new LeftOut(one.endpoint(), one.reason()));
        }
        return kept;
    }

    private static Asked asked(Story story) {
        return new Asked(
                "completions",
                story.request().dialect().wireName(),
                story.request().surface(),
                story.selected() == null
                        ? story.request().models().getFirst()
                        : story.selected().asked(),
                story.request().stream(),
                story.request().serviceTier(),
                story.request().body().length,
                Labels.of(story.request().labels()));
    }

    private static Served served(Endpoint endpoint, AnswerSummary summary) {
        return new Served(
                endpoint.key(),
                endpoint.provider().slug(),
                endpoint.provider().name(),
                endpoint.model(),
                summary.reportedModel(),
                summary.upstreamId(),
                summary.serviceTier(),
                summary.finishReason(),
                summary.nativeFinishReason());
    }

    private static Timings timings(Story story, @Nullable Answer answer) {
        Instant at = story.in().at();
        long received = at.getEpochSecond() * 1_000_000 + at.getNano() / NANOS_PER_MICRO;
        long end = micros(story, System.nanoTime());
        if (answer == null) {
            return new Timings(received, NEVER, NEVER, end);
        }
        Attempt attempt = answer.answered.attempt();
        long firstByte = answer.answered.call().firstByteAt();
        return new Timings(
                received, micros(story, attempt.startedAt()), firstByte == 0 ? NEVER : micros(story, firstByte), end);
    }

    private static GenerationRecord.Attempt attempt(Story story, Attempt attempt) {
        Endpoint endpoint = attempt.endpoint();
        Failure why = attempt.failure();
        long ended = micros(story, attempt.endedAt());
        return new GenerationRecord.Attempt(
                endpoint.key(),
                endpoint.provider().name(),
                String.valueOf(endpoint.upstreamId()),
                why == null ? OK : why instanceof UpstreamFault fault ? fault.status() : 0,
                why == null ? null : why.type(),
                micros(story, attempt.startedAt()),
                why == null ? ended : NEVER,
                ended);
    }

    private static long micros(Story story, long nanoTime) {
        return (nanoTime - story.startedAt()) / NANOS_PER_MICRO;
    }
}
