package dev.roundhouse.flow;

import dev.roundhouse.catalog.ModelNames;
import dev.roundhouse.dialect.ClientDialect;
import dev.roundhouse.dialect.Dialects;
import dev.roundhouse.dialect.HubClient;
import dev.roundhouse.dispatch.Attempt;
import dev.roundhouse.dispatch.Dispatch.Exhausted;
import dev.roundhouse.exchange.AnswerTerms;
import dev.roundhouse.exchange.ByteSink;
import dev.roundhouse.exchange.Charge;
import dev.roundhouse.exchange.ErrorType;
import dev.roundhouse.exchange.Failure;
import dev.roundhouse.exchange.Failure.CallerFault;
import dev.roundhouse.exchange.Failure.ClientGone;
import dev.roundhouse.exchange.Failure.GatewayFault;
import dev.roundhouse.exchange.Failure.UpstreamFault;
import dev.roundhouse.exchange.GenerationRequest;
import dev.roundhouse.exchange.Inbound;
import dev.roundhouse.exchange.Surface;
import dev.roundhouse.exchange.Usage;
import dev.roundhouse.relay.Downstream;
import dev.roundhouse.relay.Relay;
import dev.roundhouse.routing.Plan;
import dev.roundhouse.routing.Plan.LeftOut;
import dev.roundhouse.selection.auto.Selected;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/// What a client is told beside its answer: heads, keep-alives and failures, in the dialect it speaks.
public final class Replies {
    private static final String JSON = "application/json";
    private static final String GENERATION_ID = "x-generation-id";
    private static final int NEAREST = 3;
    private static final int REASONS_SHOWN = 5;
    private static final Duration SOON = Duration.ofSeconds(2);

    private final Dialects dialects;

    /// Speaks these dialects.
    public Replies(Dialects dialects) {
        this.dialects = dialects;
    }

    /// How an answer looks on the wire.
    Relay.Head head(Walk walk) {
        String id = walk.in().id();
        String type = dialect(walk).contentType(walk.request());
        Map<String, String> headers = new HashMap<>(dialect(walk).answerHeaders(id));
        headers.put(GENERATION_ID, id);
        if (walk.chosen() != null) {
            Selected selected = walk.chosen().selected();
            headers.put(
                    "x-roundhouse-selection",
                    printable("task=" + selected.task() + ";model="
                            + selected.chosen().model()));
        }
        // Proxies in front of us must not gather a stream's frames; the second header is nginx's word for it.
        if (walk.request().stream()) {
            headers.put("cache-control", "no-cache");
            headers.put("x-accel-buffering", "no");
        }
        return new Relay.Head(type, headers);
    }

    // Names of models come from the operator's file and may hold what a header must not.
    private static String printable(String text) {
        return text.codePoints()
                .map(c -> c > ' ' && c < 127 ? c : '_')
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }

    /// From now on a waiting client is kept alive.
    void keepAlive(Walk walk) {
        Relay.Head head = head(walk);
        byte[] bytes = dialect(walk).keepAlive(walk.request());
        if (bytes.length > 0) {
            walk.client().keepAliveWith(bytes, head.contentType(), head.headers());
        }
    }

    /// Tells how many tokens a conversation has, as counted here.
    void count(Walk walk, Usage usage) {
        GenerationRequest request = walk.request();
        if (!(dialect(walk) instanceof HubClient client)) {
            throw new IllegalStateException(request.dialect() + ": counts are asked for in the hub's dialects alone");
        }
        AnswerTerms terms = new AnswerTerms(
                walk.in().id(),
                request.models().getFirst(),
                "Roundhouse",
                walk.in().at().getEpochSecond(),
                false,
                true,
                false,
                request.surface());
        ByteSink body = new ByteSink(256);
        client.renderer(request, terms).finish(usage, Charge.NONE, body);
        walk.client().respond(200, JSON, body.take(), head(walk).headers());
    }

    /// Tells of a request that went no further than the door.
    void turnAway(Inbound in, Failure why, Downstream client) {
        ClientDialect dialect = dialects.client(in.dialect());
        client.respond(
                why.type().status(), JSON, dialect.error(why, in.surface(), in.id()), headers(dialect, in.id(), why));
    }

    /// Tells how a generation failed: as a status, or in-band where a keep-alive has committed one.
    void tell(Walk walk, Failure why) {
        if (why instanceof ClientGone) {
            return;
        }
        boolean framed = walk.client().committed() && walk.request().stream();
        byte[] body = framed
                ? dialect(walk).errorFrame(why, walk.in(), walk.request())
                : dialect(walk).error(why, walk.in().surface(), walk.in().id());
        walk.client()
                .respond(
                        why.type().status(),
                        JSON,
                        body,
                        headers(dialect(walk), walk.in().id(), why));
    }

    /// Tells of attempts that all failed: the last one's failure, with those before it.
    void fail(Walk walk, Exhausted exhausted) {
        if (exhausted.failure() instanceof UpstreamFault last
                && exhausted.failed().size() > 1) {
            List<Attempt> before =
                    exhausted.failed().subList(0, exhausted.failed().size() - 1);
            tell(walk, last.after(before.stream().map(Replies::earlier).toList()));
        } else {
            tell(walk, exhausted.failure());
        }
    }

    private static UpstreamFault.Earlier earlier(Attempt attempt) {
        Failure why = java.util.Objects.requireNonNull(attempt.failure(), "a failed attempt has a failure");
        return new UpstreamFault.Earlier(
                attempt.endpoint().provider().name(),
                why.type().wireName(),
                why instanceof UpstreamFault fault ? fault.status() : 0);
    }

    /// Why a plan is empty: no such model, or none of its endpoints can take the request. Takes a worker's time.
    Failure nobodyServes(Walk walk, Plan plan) {
        String model = walk.request().models().getFirst();
        if (plan.leftOut().isEmpty() && !plan.unknownModels().isEmpty()) {
            List<String> near = new ModelNames(walk.snapshot()).nearest(model, NEAREST);
            String hint = near.isEmpty() ? "" : "; did you mean " + String.join(", ", near) + "?";
            // OpenRouter's clients know this as a bad request, OpenAI's as not found.
            ErrorType type =
                    walk.in().surface() == Surface.OPENROUTER ? ErrorType.INVALID_REQUEST : ErrorType.NOT_FOUND;
            return new CallerFault(type, "model: " + model + " is not a model that is known here" + hint, "model");
        }
        List<String> reasons = plan.leftOut().stream()
                .map(l -> l.endpoint() + ": " + l.reason())
                .toList();
        String shown =
                plan.leftOut().stream().limit(REASONS_SHOWN).map(Replies::shown).collect(Collectors.joining("; "));
        String more = reasons.size() > REASONS_SHOWN ? "; and " + (reasons.size() - REASONS_SHOWN) + " more" : "";
        String message = reasons.isEmpty()
                ? "No endpoint serves " + model + "."
                : "No endpoint of " + model + " can serve this request: " + shown + more + ".";
        return new GatewayFault(ErrorType.NOT_FOUND, message, reasons, null);
    }

    private static String shown(LeftOut leftOut) {
        return leftOut.endpoint() + ": " + leftOut.reason();
    }

    /// What cannot be recorded is not begun.
    static Failure cannotRecord() {
        return new GatewayFault(
                ErrorType.NO_ENDPOINT, "The gateway cannot record generations at the moment.", List.of(), SOON);
    }

    private ClientDialect dialect(Walk walk) {
        return dialects.client(walk.request().dialect());
    }

    private static Map<String, String> headers(ClientDialect dialect, String id, Failure why) {
        Map<String, String> headers = new HashMap<>(dialect.answerHeaders(id));
        headers.putAll(dialect.errorHeaders(why));
        headers.put(GENERATION_ID, id);
        Duration retryAfter = switch (why) {
            case GatewayFault fault -> fault.retryAfter();
            case UpstreamFault fault -> fault.retryAfter();
            case CallerFault _, ClientGone _ -> null;
        };
        if (retryAfter != null) {
            headers.put("retry-after", String.valueOf(Math.max(1, retryAfter.toSeconds())));
        }
        return headers;
    }
}
