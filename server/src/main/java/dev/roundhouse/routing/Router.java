package dev.roundhouse.routing;

import dev.roundhouse.catalog.Endpoint;
import dev.roundhouse.catalog.Model;
import dev.roundhouse.catalog.PriceKind;
import dev.roundhouse.catalog.Snapshot;
import dev.roundhouse.exchange.GenerationRequest;
import dev.roundhouse.routing.Plan.LeftOut;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/// Makes plans: the endpoints of each requested model in turn, those that the caller names first, the healthy
/// before
/// the tired, the cheap before the dear.
public final class Router {
    // For ranking only: what a request of unknown length is taken to use.
    private static final long OUTPUT_GUESS = 500;
    private static final int BYTES_PER_TOKEN = 4;

    private final Usability usability;
    private final Health health;

    /// Makes plans by these judges.
    public Router(Usability usability, Health health) {
        this.usability = usability;
        this.health = health;
    }

    /// Plans a request. An empty plan says why in what it left out.
    ///
    /// @param now `System.nanoTime()`
    public Plan plan(GenerationRequest request, Snapshot snapshot, long now) {
        List<Endpoint> chosen = new ArrayList<>(4);
        List<LeftOut> leftOut = new ArrayList<>(4);
        List<String> unknown = new ArrayList<>(0);
        for (String name : request.models()) {
            Optional<Asked> asked = Asked.resolve(name, request.serviceTier(), snapshot);
            if (asked.isEmpty()) {
                unknown.add(name);
            } else {
                rank(request, asked.get(), snapshot, now, chosen, leftOut);
            }
        }
        return new Plan(chosen, leftOut, unknown);
    }

    private void rank(
            GenerationRequest request,
            Asked asked,
            Snapshot snapshot,
            long now,
            List<Endpoint> chosen,
            List<LeftOut> leftOut) {
        List<Ranked> candidates = new ArrayList<>(4);
        Wishes wishes = new Wishes(request.preferences());
        Model model = asked.model();
        for (Endpoint endpoint : snapshot.endpointsOf(model.id())) {
            Optional<String> reason = asked.excludes(endpoint)
                    .or(() -> wishes.reasonAgainst(endpoint))
                    .or(() -> usability.reasonAgainst(model, endpoint, request));
            if (reason.isPresent()) {
                leftOut.add(new LeftOut(endpoint.key(), reason.get()));
            } else {
                candidates.add(new Ranked(
                        endpoint,
                        wishes.place(endpoint),
                        health.isHealthy(endpoint.key(), now),
                        guess(endpoint, request)));
            }
        }
        if (candidates.size() > 1) {
            candidates.sort(Ranked.ORDER);
        }
        // Without fallbacks an order is still followed to its end; else the best is the only one.
        boolean one = !request.preferences().fallbacks()
                && request.preferences().order().isEmpty();
        for (Ranked candidate : one ? candidates.subList(0, Math.min(1, candidates.size())) : candidates) {
            chosen.add(candidate.endpoint);
        }
    }

    /// A rough cost in pico-dollars, to compare endpoints of one model by.
    private static double guess(Endpoint endpoint, GenerationRequest request) {
        long input = request.body().length / BYTES_PER_TOKEN;
        long output = request.maxOutput() > 0 ? Math.min(request.maxOutput(), OUTPUT_GUESS) : OUTPUT_GUESS;
        return picos(endpoint, PriceKind.INPUT, input) * input
                + picos(endpoint, PriceKind.OUTPUT, input) * output
                + picos(endpoint, PriceKind.REQUEST, input);
    }

    private static double picos(Endpoint endpoint, PriceKind kind, long input) {
        return endpoint.prices()
                .priceOf(kind, input)
                .map(p -> (double) p.picos())
                .orElse(0.0);
    }

    private record Ranked(Endpoint endpoint, int place, boolean healthy, double cost) {
        static final Comparator<Ranked> ORDER = Comparator.comparingInt(Ranked::place)
                .thenComparing((Ranked r) -> !r.healthy)
                .thenComparingDouble(Ranked::cost)
                .thenComparing(r -> r.endpoint.key());
    }
}
