package dev.roundhouse.dispatch;

import dev.roundhouse.catalog.Endpoint;
import dev.roundhouse.catalog.Provider;
import dev.roundhouse.catalog.Quirk;
import dev.roundhouse.dialect.Cursor.Unacceptable;
import dev.roundhouse.dialect.Dialects;
import dev.roundhouse.dialect.Translation;
import dev.roundhouse.dialect.UpstreamDialect;
import dev.roundhouse.dispatch.UpstreamCall.Beginning;
import dev.roundhouse.dispatch.UpstreamCall.Begun;
import dev.roundhouse.dispatch.UpstreamCall.Refused;
import dev.roundhouse.exchange.AnswerReader;
import dev.roundhouse.exchange.AnswerTerms;
import dev.roundhouse.exchange.ClientStream;
import dev.roundhouse.exchange.ErrorType;
import dev.roundhouse.exchange.Failure;
import dev.roundhouse.exchange.Failure.CallerFault;
import dev.roundhouse.exchange.Failure.ClientGone;
import dev.roundhouse.exchange.Failure.UpstreamFault;
import dev.roundhouse.exchange.GenerationRequest;
import dev.roundhouse.exchange.Handoff;
import dev.roundhouse.exchange.Operation;
import dev.roundhouse.exchange.OutboundBody;
import dev.roundhouse.exchange.Surface;
import dev.roundhouse.routing.Plan;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// Tries the endpoints of a plan in order until one answers. Until the first content byte any failure may fall
/// back.
public final class Dispatcher {
    // Reading a larger request through would hold up the event loop for longer than a story may.
    private static final int TRANSLATED_ON_LOOP_MAX = 32 * 1024;

    private final Dialects dialects;
    private final Elsewhere workers;
    private final Authorizer authorizer;
    private final EndpointPermits permits = new EndpointPermits();
    private final Map<TargetKey, Target> targets = new ConcurrentHashMap<>();

    /// Calls upstreams in these dialects; has large requests translated by these workers.
    ///
    /// @param authorizer signs what goes to clouds
    public Dispatcher(Dialects dialects, Elsewhere workers, Authorizer authorizer) {
        this.dialects = dialects;
        this.workers = workers;
        this.authorizer = authorizer;
    }

    /// What a dispatch needs to know of its generation.
    ///
    /// @param generationId goes into the answer's `id`
    /// @param createdSeconds goes into `created` where an upstream sends none
    /// @param request what is asked
    /// @param plan where to ask
    public record Errand(String generationId, long createdSeconds, GenerationRequest request, Plan plan) {}

    /// Tries the plan's endpoints. Blocks the story until one answers, all have failed, or the client is gone.
    public Dispatch firstAnswer(Errand errand, Lane lane, ClientStream client) {
        List<Attempt> failed = new ArrayList<>(0);
        for (Endpoint endpoint : errand.plan().endpoints()) {
            if (client.gone()) {
                return new Dispatch.Exhausted(new ClientGone(), failed);
            }
            if (hopeless(endpoint, failed)) {
                continue;
            }
            long startedAt = System.nanoTime();
            switch (tryOne(errand, endpoint, lane, client)) {
                case Begun(UpstreamCall call) -> {
                    Attempt attempt = new Attempt(endpoint, startedAt, System.nanoTime(), null);
                    return new Dispatch.Answered(attempt, call, failed);
                }
                case Refused(Failure why) -> failed.add(new Attempt(endpoint, startedAt, System.nanoTime(), why));
            }
        }
        return new Dispatch.Exhausted(
                java.util.Objects.requireNonNull(failed.getLast().failure(), "a plan that is tried is not empty"),
                failed);
    }

    /// Gives an endpoint's permit back. Once for each answer, when it is over.
    public void release(Dispatch.Answered answered) {
        permits.release(answered.attempt().endpoint());
    }

    /// A request that one provider calls malformed is not sent to another provider of the same model.
    private static boolean hopeless(Endpoint endpoint, List<Attempt> failed) {
        for (Attempt attempt : failed) {
            boolean same = attempt.endpoint().model().equals(endpoint.model());
            if (same && attempt.failure() instanceof UpstreamFault fault && !fault.anotherEndpointMayHelp()) {
                return true;
            }
        }
        return false;
    }

    private Beginning tryOne(Errand errand, Endpoint endpoint, Lane lane, ClientStream client) {
        if (!permits.tryAcquire(endpoint)) {
            String message = endpoint.provider().name() + " has as many requests under way as it may have.";
            return new Refused(UpstreamFault.ours(
                    ErrorType.RATE_LIMIT_EXCEEDED, endpoint.provider().name(), 0, message));
        }
        UpstreamCall call = null;
        Handoff<Beginning> beginning = new Handoff<>();
        try {
            call = call(errand, endpoint, lane, beginning);
            client.whenGone(call::cancel);
            lane.execute(call::start);
            Beginning heard = beginning.take();
            if (heard instanceof Refused) {
                permits.release(endpoint);
            }
            return heard;
        } catch (Authorizer.Denied e) {
            permits.release(endpoint);
            String name = endpoint.provider().name();
            return new Refused(UpstreamFault.ours(
                    ErrorType.PROVIDER_UNAVAILABLE, name, 0, name + " cannot be called: " + e.getMessage() + "."));
        } catch (Unacceptable e) {
            permits.release(endpoint);
            return new Refused(CallerFault.field(e.field(), e.reason()));
        } catch (RuntimeException e) {
            permits.release(endpoint);
            throw e;
        }
    }

    private UpstreamCall call(Errand errand, Endpoint endpoint, Lane lane, Handoff<Beginning> beginning) {
        GenerationRequest request = errand.request();
        Translation translation = dialects.between(request, endpoint.dialect())
                .orElseThrow(() -> new IllegalStateException("a plan holds only endpoints that can be spoken to"));
        UpstreamDialect dialect = dialects.upstream(endpoint.dialect()).orElseThrow();
        AnswerTerms terms = new AnswerTerms(
                errand.generationId(),
                endpoint.model(),
                endpoint.provider().name(),
                errand.createdSeconds(),
                request.stream(),
                request.surface() == Surface.OPENROUTER || request.usageAsked(),
                !endpoint.provider().quirks().contains(Quirk.NO_DONE),
                request.surface());
        AnswerReader reader = translation.answer(request, endpoint, terms);
        boolean brief = translation.isBrief(request) || request.body().length <= TRANSLATED_ON_LOOP_MAX;
        OutboundBody body = brief
                ? translation.request(request, endpoint)
                : workers.call(() -> translation.request(request, endpoint));
        String ownPath = translation.splices() ? dialect.ownPath(request) : null;
        Target target = target(endpoint, dialect, request, ownPath);
        // Switches of one dialect mean nothing in another.
        Map<String, String> more = translation.splices() ? dialect.headers(request) : Map.of();
        if (endpoint.provider().access() instanceof Provider.Open open && open.cloud() != null) {
            more = new HashMap<>(more);
            more.putAll(
                    authorizer.headers(open.cloud(), new Authorizer.Asked(endpoint.dialect(), target.address(), body)));
        }
        return new UpstreamCall(lane, new UpstreamRequest(target, dialect, body, more), reader, beginning);
    }

    /// An endpoint of a newer snapshot is another object, so that changed settings make a new target.
    @SuppressWarnings("ReferenceEquality") // the same object is the same endpoint; comparing all its members costs more
    private Target target(
            Endpoint endpoint, UpstreamDialect dialect, GenerationRequest request, @Nullable String ownPath) {
        TargetKey key = new TargetKey(endpoint.key(), request.operation(), request.stream(), ownPath);
        Target known = targets.get(key);
        if (known != null && known.endpoint() == endpoint) {
            return known;
        }
        if (!(endpoint.provider().access() instanceof Provider.Open open)) {
            throw new IllegalStateException("a plan holds only endpoints that are open");
        }
        String path = ownPath == null ? dialect.path(endpoint, request.operation(), request.stream()) : ownPath;
        Target made = new Target(endpoint, open, dialect, request.stream(), path);
        targets.put(key, made);
        return made;
    }

    private record TargetKey(
            String endpoint,
            Operation operation,
            boolean stream,
            @Nullable String ownPath) {}
}
