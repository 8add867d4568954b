package dev.roundhouse.selection.auto;

import dev.roundhouse.catalog.Endpoint;
import dev.roundhouse.catalog.Model;
import dev.roundhouse.catalog.PriceKind;
import dev.roundhouse.catalog.Provider;
import dev.roundhouse.catalog.Snapshot;
import dev.roundhouse.exchange.GenerationRequest;
import dev.roundhouse.routing.Plan;
import dev.roundhouse.routing.Router;
import dev.roundhouse.selection.Candidate;
import dev.roundhouse.selection.Candidate.Speed;
import dev.roundhouse.selection.Prompt;
import dev.roundhouse.selection.auto.Selected.LeftOut;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Which models can answer a request: those with an endpoint that routing would use, that meets the hard needs
/// and
/// whose price is known. Each is priced by the cheapest of them.
///
/// @param candidates in the snapshot's order
/// @param leftOut the others, with the reason
record Offers(List<Candidate> candidates, List<LeftOut> leftOut) {
    // For choosing the cheapest endpoint of a model alone: what an answer of unknown length is taken to be.
    private static final long OUTPUT_GUESS = 500;
    private static final Set<String> OF_MODELS = Set.of("image", "audio", "video", "file");

    /// What somebody asks for.
    ///
    /// @param models the models that have an open endpoint
    record Wanted(GenerationRequest request, Prompt prompt, AutoWishes wishes, AutoRules rules, List<Model> models) {}

    /// The models that have an endpoint which can be called at all and answer with text.
    static List<Model> open(Snapshot snapshot) {
        List<Model> open = new ArrayList<>();
        for (Model model : snapshot.models().values()) {
            boolean talks = model.type().equals("chat")
                    && (model.output().isEmpty() || model.output().contains("text"))
                    && !"expired".equals(model.facts().status());
            if (talks
                    && snapshot.endpointsOf(model.id()).stream()
                            .anyMatch(endpoint -> endpoint.provider().access() instanceof Provider.Open)) {
                open.add(model);
            }
        }
        return open;
    }

    /// Asks routing about all of them at once.
    ///
    /// @param now `System.nanoTime()`
    static Offers of(Wanted wanted, Snapshot snapshot, Router router, long now) {
        List<LeftOut> leftOut = new ArrayList<>();
        Map<String, Model> asked = new LinkedHashMap<>();
        for (Model model : wanted.models) {
            Optional<String> why = unwanted(model.id(), wanted);
            if (why.isPresent()) {
                leftOut.add(new LeftOut(model.id(), why.get()));
            } else {
                asked.put(model.id(), model);
            }
        }
        Plan plan = router.plan(wanted.request.withModels(List.copyOf(asked.keySet())), snapshot, now);
        Map<String, List<Endpoint>> usable = new LinkedHashMap<>();
        for (Endpoint endpoint : plan.endpoints()) {
            usable.computeIfAbsent(endpoint.model(), _ -> new ArrayList<>(4)).add(endpoint);
        }
        List<Candidate> candidates = new ArrayList<>(usable.size());
        asked.forEach((id, model) -> {
            List<Endpoint> endpoints = usable.getOrDefault(id, List.of());
            Optional<String> why =
                    endpoints.isEmpty() ? Optional.of(reason(plan, id)) : unmet(model, endpoints, wanted.prompt);
            if (why.isPresent()) {
                leftOut.add(new LeftOut(id, why.get()));
            } else {
                candidates.add(candidate(model, endpoints, wanted.prompt));
            }
        });
        return new Offers(candidates, leftOut);
    }

    private static Optional<String> unwanted(String model, Wanted wanted) {
        if (!wanted.rules.allowed().isEmpty() && !Patterns.anyFits(wanted.rules.allowed(), model)) {
            return Optional.of("selection.allowed of the configuration does not name it");
        }
        if (Patterns.anyFits(wanted.rules.excluded(), model)) {
            return Optional.of("selection.excluded of the configuration names it");
        }
        if (!wanted.wishes.allowed().isEmpty() && !Patterns.anyFits(wanted.wishes.allowed(), model)) {
            return Optional.of("allowed_models does not name it");
        }
        return Patterns.anyFits(wanted.wishes.excluded(), model)
                ? Optional.of("excluded_models names it")
                : Optional.empty();
    }

    private static String reason(Plan plan, String model) {
        for (Plan.LeftOut one : plan.leftOut()) {
            if (one.endpoint().startsWith(model + "@")) {
                return one.reason();
            }
        }
        return "it has no endpoint";
    }

    private static Optional<String> unmet(Model model, List<Endpoint> endpoints, Prompt prompt) {
        for (String need : prompt.needs().stream().sorted().toList()) {
            if (endpoints.stream().noneMatch(endpoint -> can(model, endpoint, need))) {
                return Optional.of("cannot do " + need);
            }
        }
        if (endpoints.stream().noneMatch(endpoint -> isAble(model, endpoint, prompt))) {
            return Optional.of("no endpoint has room for the prompt and does all that it needs");
        }
        return Optional.empty();
    }

    private static boolean isAble(Model model, Endpoint endpoint, Prompt prompt) {
        long tokens = prompt.inputTokensOrEstimate() + prompt.maxOutput();
        long context = endpoint.context() > 0 ? endpoint.context() : model.context();
        return (context == 0 || tokens <= context)
                && prompt.needs().stream().allMatch(need -> can(model, endpoint, need));
    }

    // Where nothing is known of an endpoint, its model says it; where that says nothing, nothing is held against
    // it.
    private static boolean can(Model model, Endpoint endpoint, String need) {
        if (!endpoint.capabilities().isEmpty()) {
            return endpoint.capabilities().contains(need);
        }
        if (model.facts().equals(Model.Facts.NONE)) {
            return true;
        }
        if (OF_MODELS.contains(need)) {
            return model.input().contains(need);
        }
        Boolean said = switch (need) {
            case "tools" -> model.facts().tools();
            case "json_schema" -> model.facts().structured();
            default -> null;
        };
        return !Boolean.FALSE.equals(said);
    }

    private static Candidate candidate(Model model, List<Endpoint> endpoints, Prompt prompt) {
        long input = prompt.inputTokensOrEstimate();
        Endpoint cheapest = endpoints.stream()
                .filter(endpoint -> isAble(model, endpoint, prompt))
                .min(Comparator.comparingDouble(endpoint -> (double) picos(endpoint, PriceKind.INPUT, input) * input
                        + (double) picos(endpoint, PriceKind.OUTPUT, input) * OUTPUT_GUESS))
                .orElseThrow();
        return new Candidate(
                model.id(),
                picos(cheapest, PriceKind.INPUT, input),
                picos(cheapest, PriceKind.OUTPUT, input),
                // That it has room was looked at above, endpoint by endpoint.
                0,
                prompt.needs(),
                model.facts().scores(),
                Boolean.TRUE.equals(model.facts().reasoning()),
                Speed.UNKNOWN);
    }

    private static long picos(Endpoint endpoint, PriceKind kind, long input) {
        return endpoint.prices()
                .priceOf(kind, input)
                .map(price -> price.picos())
                .orElse(0L);
    }
}
