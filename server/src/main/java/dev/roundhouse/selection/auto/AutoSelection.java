package dev.roundhouse.selection.auto;

import dev.roundhouse.catalog.Model;
import dev.roundhouse.catalog.Snapshot;
import dev.roundhouse.dialect.Cursor.Unacceptable;
import dev.roundhouse.dialect.Dialects;
import dev.roundhouse.dialect.JsonTree;
import dev.roundhouse.dialect.Skim;
import dev.roundhouse.exchange.ErrorType;
import dev.roundhouse.exchange.Failure;
import dev.roundhouse.exchange.Failure.CallerFault;
import dev.roundhouse.exchange.Failure.GatewayFault;
import dev.roundhouse.exchange.GenerationRequest;
import dev.roundhouse.exchange.Operation;
import dev.roundhouse.routing.Router;
import dev.roundhouse.selection.Candidate;
import dev.roundhouse.selection.Choice;
import dev.roundhouse.selection.Choice.Ranked;
import dev.roundhouse.selection.Objective;
import dev.roundhouse.selection.Selector;
import dev.roundhouse.selection.auto.Selected.LeftOut;
import dev.roundhouse.selection.auto.Selected.Option;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// Chooses models for requests that name none: `auto`, `roundhouse/auto`, `openrouter/auto`, and
/// `openrouter/pareto-code`.
public final class AutoSelection {
    private static final Set<String> AUTO = Set.of("auto", "roundhouse/auto", "openrouter/auto");
    private static final Set<String> PARETO = Set.of("openrouter/pareto-code", "roundhouse/pareto-code");
    private static final int FALLBACKS = 3;
    private static final int REASONS_SHOWN = 5;
    private static final double THOUSAND = 1_000;
    private static final Duration SOON = Duration.ofSeconds(5);

    private final Supplier<Selector> selector;
    private final Router router;
    private final Dialects dialects;
    private final AutoRules rules;
    private final Conversations conversations;
    private volatile @Nullable Known known;

    private record Known(Snapshot snapshot, List<Model> open) {}

    /// A choice came about.
    ///
    /// @param request asked of the chosen models
    /// @param selected what led to it
    /// @param conversation a name by which the conversation is known again; empty when it is not
    public record Chosen(GenerationRequest request, Selected selected, String conversation) implements Outcome {}

    /// None did.
    public record Impossible(Failure why) implements Outcome {}

    /// What became of it.
    public sealed interface Outcome {}

    /// @param selector what knows abilities; may wait until it is there, and throws IllegalStateException when it
    ///     cannot be had
    public AutoSelection(
            Supplier<Selector> selector, Router router, Dialects dialects, AutoRules rules, InstantSource clock) {
        this.selector = selector;
        this.router = router;
        this.dialects = dialects;
        this.rules = rules;
        this.conversations = new Conversations(clock);
    }

    /// Whether a request asks for a choice. A few looks at names, nothing more.
    public static boolean isAsked(GenerationRequest request) {
        if (request.operation() != Operation.CHAT) {
            return false;
        }
        for (String model : request.models()) {
            if (isAsked(model)) {
                return true;
            }
        }
        return false;
    }

    /// Whether this name asks for a choice.
    public static boolean isAsked(String model) {
        return AUTO.contains(model) || PARETO.contains(model);
    }

    /// Chooses. Takes up to a millisecond: for a worker.
    ///
    /// @param account whose conversation it is
    /// @param now `System.nanoTime()`
    public Outcome select(GenerationRequest request, Snapshot snapshot, long account, long now) {
        String asked = request.models().stream()
                .filter(AutoSelection::isAsked)
                .findFirst()
                .orElseThrow();
        boolean pareto = PARETO.contains(asked);
        try {
            AutoWishes wishes = AutoWishes.of(plugins(request), pareto ? "pareto-router" : "auto-router");
            Asking asking = Asking.of(dialects.client(request.dialect()), request);
            Offers offers = Offers.of(
                    new Offers.Wanted(request, asking.prompt(), wishes, rules, open(snapshot)), snapshot, router, now);
            if (offers.candidates().isEmpty()) {
                return nobody(asked, offers.leftOut());
            }
            String conversation = conversation(request, account, asking);
            Question question = new Question(request, asked, wishes, asking, offers, conversation);
            return pareto ? ParetoCode.choose(question, snapshot) : choose(question);
        } catch (Unacceptable e) {
            return new Impossible(CallerFault.field(e.field(), e.reason()));
        } catch (IllegalStateException e) {
            return new Impossible(new GatewayFault(
                    ErrorType.NO_ENDPOINT, "No model can be chosen at the moment: " + e.getMessage(), List.of(), SOON));
        }
    }

    /// A model has answered in a conversation that a choice was made for.
    public void answered(Chosen chosen, String model) {
        if (!chosen.conversation().isEmpty()) {
            conversations.answered(chosen.conversation(), model);
        }
    }

    /// All that a choice is made of.
    record Question(
            GenerationRequest request,
            String asked,
            AutoWishes wishes,
            Asking asking,
            Offers offers,
            String conversation) {
        /// The request asked of these instead of the name that asked for a choice.
        Chosen chosen(Selected selected) {
            LinkedHashSet<String> models = new LinkedHashSet<>();
            for (String model : request.models()) {
                if (isAsked(model)) {
                    selected.options().stream().limit(1 + FALLBACKS).forEach(option -> models.add(option.model()));
                } else {
                    models.add(model);
                }
            }
            return new Chosen(request.withModels(List.copyOf(models)), selected, conversation);
        }
    }

    private static JsonNode plugins(GenerationRequest request) {
        GenerationRequest.Span span = request.spans().get("plugins");
        return span != null
                ? JsonTree.read(request.body(), span.valueFrom(), span.valueTo())
                : Skim.of(request.body()).member("plugins");
    }

    private List<Model> open(Snapshot snapshot) {
        Known now = known;
        if (now == null || now.snapshot != snapshot) {
            now = new Known(snapshot, Offers.open(snapshot));
            known = now;
        }
        return now.open;
    }

    private static String conversation(GenerationRequest request, long account, Asking asking) {
        String session = request.labels().get("session_id");
        if (session != null) {
            return account + ":s:" + session;
        }
        return asking.opening().isEmpty() ? "" : account + ":h:" + Opening.hash(asking.opening());
    }

    private Outcome choose(Question question) {
        AutoWishes wishes = question.wishes;
        List<Candidate> candidates = wishes.tier() == null
                ? question.offers.candidates()
                : band(question.offers.candidates(), wishes.tier().number(), question.asking);
        Objective objective = objective(wishes);
        String before = question.conversation.isEmpty() ? null : conversations.modelOf(question.conversation);
        Choice choice = selector.get()
                .choose(question.asking.prompt(), candidates, before == null ? objective : objective.after(before));
        List<LeftOut> leftOut = new ArrayList<>();
        choice.leftOut().forEach(one -> leftOut.add(new LeftOut(one.model(), one.why())));
        List<Ranked> ranked = new ArrayList<>();
        for (Ranked one : choice.ranked()) {
            if (objective.ceilingPico() > 0 && one.costPico() > objective.ceilingPico()) {
                leftOut.add(new LeftOut(one.candidate().model(), "max_cost is below what it is expected to cost"));
            } else {
                ranked.add(one);
            }
        }
        leftOut.addAll(question.offers.leftOut());
        if (ranked.isEmpty()) {
            return nobody(question.asked, leftOut);
        }
        String moved = moved(ranked, choice, wishes, before);
        List<Option> options = new ArrayList<>();
        for (Ranked one : ranked.subList(0, Math.min(ranked.size(), 2 * (1 + FALLBACKS)))) {
            options.add(option(one, options.isEmpty() ? moved : ""));
        }
        return question.chosen(new Selected(
                question.asked,
                choice.task().id(),
                thousandths(choice.difficulty()),
                thousandths(choice.familiarity()),
                thousandths(objective.floor()),
                choice.ranked().size(),
                before,
                options,
                leftOut));
    }

    /// What a person wrote goes before what was computed: the last named here wins.
    ///
    /// @return why the first was put there; empty when it was there by itself
    private String moved(List<Ranked> ranked, Choice choice, AutoWishes wishes, @Nullable String before) {
        String why = "";
        List<String> rule = rules.of(choice.task());
        for (int i = rule.size() - 1; i >= 0; i--) {
            if (first(ranked, rule.get(i))) {
                why = "the rule of the configuration for " + choice.task().id() + " names it";
            }
        }
        if (wishes.pinnedModel() != null && first(ranked, wishes.pinnedModel())) {
            why = "pin_model names it";
        }
        if (wishes.pinned() && before != null && first(ranked, before)) {
            why = "pin_model keeps the conversation's model";
        }
        return why;
    }

    private static boolean first(List<Ranked> ranked, String pattern) {
        for (int i = 0; i < ranked.size(); i++) {
            if (Patterns.fits(pattern, ranked.get(i).candidate().model())) {
                ranked.addFirst(ranked.remove(i));
                return true;
            }
        }
        return false;
    }

    private Objective objective(AutoWishes wishes) {
        Objective objective = wishes.objective();
        if (objective == null) {
            objective = wishes.tier() == null ? rules.objective() : Objective.BEST;
        }
        return objective.withCeiling(wishes.ceilingPico()).withLatency(wishes.latencySeconds());
    }

    /// The fifth of the candidates with that number, by price; never none.
    private static List<Candidate> band(List<Candidate> candidates, int number, Asking asking) {
        double input = asking.prompt().inputTokensOrEstimate();
        List<Candidate> sorted = new ArrayList<>(candidates);
        sorted.sort(Comparator.comparingDouble(one -> one.inputPrice() * input + one.outputPrice() * 500.0));
        int fifths = AutoWishes.Tier.values().length;
        int from = Math.min(sorted.size() - 1, number * sorted.size() / fifths);
        int to = Math.max(from + 1, (number + 1) * sorted.size() / fifths);
        return sorted.subList(from, to);
    }

    private static Option option(Ranked one, String moved) {
        return new Option(
                one.candidate().model(),
                thousandths(one.quality()),
                thousandths(one.low()),
                thousandths(one.high()),
                one.outputTokens(),
                one.costPico(),
                Math.round(one.latencySeconds() * THOUSAND),
                one.keeps(),
                (moved.isEmpty() ? "" : moved + "; ") + String.join("; ", one.why()));
    }

    private static int thousandths(double share) {
        return (int) Math.round(share * THOUSAND);
    }

    /// Nothing is left, and why.
    static Impossible nobody(String asked, List<LeftOut> leftOut) {
        List<String> reasons =
                leftOut.stream().map(one -> one.model() + ": " + one.why()).toList();
        String shown = reasons.stream().limit(REASONS_SHOWN).collect(Collectors.joining("; "));
        String more = reasons.size() > REASONS_SHOWN ? "; and " + (reasons.size() - REASONS_SHOWN) + " more" : "";
        String message = reasons.isEmpty()
                ? "No model can be chosen for " + asked + ": none has an endpoint that can be called."
                : "No model can be chosen for " + asked + ": " + shown + more + ".";
        return new Impossible(new GatewayFault(ErrorType.NOT_FOUND, message, reasons, null));
    }
}
