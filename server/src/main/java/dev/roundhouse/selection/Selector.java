package dev.roundhouse.selection;

import dev.roundhouse.selection.Abilities.Ability;
import dev.roundhouse.selection.Choice.LeftOut;
import dev.roundhouse.selection.Choice.Ranked;
import dev.roundhouse.selection.Predictor.Expected;
import dev.roundhouse.selection.Predictor.Understood;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Chooses a model for a prompt: hard needs first, then what kind of task it is and how well each candidate would
/// do, then
/// the cheapest of those that keep what was asked. Far from what was measured it leans to the better model. It
/// holds no state and may be used by many threads.
public final class Selector {
    // Four out of five fall within this many standard errors.
    private static final double INTERVAL = 1.2816;
    // A change of model in a conversation costs its cached input and its style.
    private static final double STAY = 1.5;
    private static final double UNMEASURED_DOUBT = 0.5;
    private static final double OTHER_LANGUAGE = 0.4;
    private static final double NAMED_BY_RULE = 0.6;

    private final Parameters parameters;
    private final Predictor predictor;
    private final Map<String, Integer> measured = new HashMap<>();

    private Selector(Parameters parameters) {
        this.parameters = parameters;
        predictor = new Predictor(parameters);
        for (int m = 0; m < parameters.models().size(); m++) {
            measured.putIfAbsent(plain(parameters.models().get(m)), m);
        }
    }

    /// Reads the bytes of a trained file.
    ///
    /// @throws IllegalArgumentException when they are none
    public static Selector load(byte[] file) {
        return new Selector(Parameters.of(file));
    }

    /// A selector with these parameters.
    public static Selector of(Parameters parameters) {
        return new Selector(parameters);
    }

    /// What it was trained to know.
    public Parameters parameters() {
        return parameters;
    }

    /// Chooses.
    ///
    /// @param candidates models that the caller may use, in any order
    /// @return all candidates that can answer, the chosen one first; none when none can
    public Choice choose(Prompt prompt, List<Candidate> candidates, Objective objective) {
        List<LeftOut> leftOut = new ArrayList<>();
        List<Candidate> able = new ArrayList<>();
        for (Candidate candidate : candidates) {
            String why = unmet(prompt, candidate);
            if (why.isEmpty()) {
                able.add(candidate);
            } else {
                leftOut.add(new LeftOut(candidate.model(), why));
            }
        }
        Traits traits = Traits.of(prompt);
        Optional<Kind> named = KindRules.of(prompt);
        Understood understood = careful(predictor.understand(prompt), traits, named.isPresent());
        Kind task = named.orElseGet(() -> likeliest(understood.shares()));
        List<Estimate> estimates = estimates(prompt, understood, task, able);
        double failing = 0;
        for (Estimate estimate : estimates) {
            failing += (1 - estimate.quality) / estimates.size();
        }
        return new Choice(
                task,
                traits,
                failing,
                understood.familiarity(),
                ranked(estimates, understood.familiarity(), objective),
                leftOut);
    }

    // Measured was what is written in English, and of the kinds that only rules name, little or nothing.
    private static Understood careful(Understood prompt, Traits traits, boolean byRule) {
        boolean foreign = !traits.language().equals("en") && !traits.language().equals("und");
        double familiarity = prompt.familiarity() * (foreign ? OTHER_LANGUAGE : 1) * (byRule ? NAMED_BY_RULE : 1);
        return new Understood(prompt.encoded(), prompt.shares(), familiarity);
    }

    private static String unmet(Prompt prompt, Candidate candidate) {
        Set<String> needs = prompt.needs();
        for (String need : needs.stream().sorted().toList()) {
            if (!candidate.capabilities().contains(need)) {
                return "cannot do " + need;
            }
        }
        long tokens = prompt.inputTokensOrEstimate() + prompt.maxOutput();
        if (candidate.context() > 0 && tokens > candidate.context()) {
            return "context of " + candidate.context() + " tokens is less than " + tokens;
        }
        return "";
    }

    private Kind likeliest(float[] shares) {
        Map<Kind, Double> sums = new EnumMap<>(Kind.class);
        for (int k = 0; k < shares.length; k++) {
            sums.merge(parameters.kinds().get(k), (double) shares[k], Double::sum);
        }
        return sums.entrySet().stream()
                .max(Map.Entry.comparingByValue())
                .map(Map.Entry::getKey)
                .orElse(Kind.CHAT);
    }

    /// What is expected of one candidate.
    private record Estimate(
            Candidate candidate,
            double quality,
            double usual,
            double error,
            double doubt,
            double tokens,
            long costPico,
            String origin) {
        double safe() {
            return quality - doubt * error;
        }

        // What is known by public scores alone must not raise the measure for the others.
        double anchor() {
            return usual - doubt * error;
        }

        double seconds() {
            return candidate.speed().seconds(tokens);
        }
    }

    private List<Estimate> estimates(Prompt prompt, Understood understood, Kind task, List<Candidate> able) {
        int[] numbers = able.stream().mapToInt(this::number).toArray();
        int[] pool = java.util.Arrays.stream(numbers)
                .filter(number -> number >= 0)
                .distinct()
                .toArray();
        Map<Integer, Integer> places = new HashMap<>();
        for (int i = 0; i < pool.length; i++) {
            places.put(pool[i], i);
        }
        long input = prompt.inputTokensOrEstimate();
        double usualLength = parameters.lengths().usual(understood.shares());
        Expected expected = predictor.expect(understood, pool, input);
        List<Estimate> estimates = new ArrayList<>(able.size());
        for (int i = 0; i < numbers.length; i++) {
            Candidate candidate = able.get(i);
            double tokens = parameters.lengths().tokens(usualLength, numbers[i], candidate.reasons());
            if (prompt.maxOutput() > 0) {
                tokens = Math.min(tokens, (double) prompt.maxOutput());
            }
            long cost = Math.round(
                    (double) input * (double) candidate.inputPrice() + tokens * (double) candidate.outputPrice());
            Integer place = places.get(numbers[i]);
            if (place != null) {
                estimates.add(new Estimate(
                        candidate,
                        expected.quality()[place],
                        expected.usual()[place],
                        expected.error()[place],
                        expected.doubt(understood, place),
                        tokens,
                        cost,
                        "measured"));
            } else {
                Ability ability = parameters.abilities().ofScores(candidate.scores(), task.area());
                double quality = parameters.abilities().quality(ability.value(), understood.shares());
                double error = parameters.abilities().qualityError(quality, ability.error());
                double doubt = Math.max(UNMEASURED_DOUBT, 1 - understood.familiarity());
                estimates.add(new Estimate(candidate, quality, quality, error, doubt, tokens, cost, ability.origin()));
            }
        }
        return estimates;
    }

    private int number(Candidate candidate) {
        return measured.getOrDefault(plain(candidate.model()), -1);
    }

    // `anthropic/claude-3.5-haiku` and `claude-3-5-haiku@low` are written in many ways.
    private static String plain(String name) {
        String part = name.substring(name.lastIndexOf('/') + 1);
        int effort = part.indexOf('@');
        part = effort < 0 ? part : part.substring(0, effort);
        int variant = part.indexOf(':');
        part = variant < 0 ? part : part.substring(0, variant);
        return part.toLowerCase(Locale.ROOT).replace('.', '-').replace('_', '-');
    }

    private List<Ranked> ranked(List<Estimate> estimates, double familiarity, Objective objective) {
        // The promise is about the single model that is best for such tasks; only "the best" means this very
        // prompt.
        double best = estimates.stream()
                .max(Comparator.comparingDouble(objective.floor() < 1 ? Estimate::anchor : Estimate::safe))
                .map(Estimate::quality)
                .orElse(0.0);
        double top = estimates.stream().mapToDouble(Estimate::safe).max().orElse(0);
        double margin = objective.floor() < 1 ? parameters.margin() : 0;
        double wanted = Math.min(top, (objective.floor() + margin) * best);
        Comparator<Estimate> order = Comparator.comparing((Estimate estimate) -> !keeps(estimate, wanted, objective))
                .thenComparingLong(estimate -> keeps(estimate, wanted, objective) ? estimate.costPico : 0L)
                .thenComparingDouble(estimate -> -estimate.safe())
                .thenComparing(estimate -> estimate.candidate.model());
        List<Estimate> sorted = new ArrayList<>(estimates);
        sorted.sort(order);
        boolean stayed = stay(sorted, wanted, objective);
        Asked asked = new Asked(wanted, share(wanted) + " that is asked", objective);
        List<Ranked> ranked = new ArrayList<>(sorted.size());
        for (int i = 0; i < sorted.size(); i++) {
            Estimate estimate = sorted.get(i);
            boolean keeps = keeps(estimate, wanted, objective);
            ranked.add(new Ranked(
                    estimate.candidate,
                    estimate.quality,
                    Math.max(0, estimate.quality - INTERVAL * estimate.error),
                    Math.min(1, estimate.quality + INTERVAL * estimate.error),
                    Math.round(estimate.tokens),
                    estimate.costPico,
                    estimate.seconds(),
                    keeps,
                    why(estimate, asked, familiarity < 0.5, i == 0 && stayed)));
        }
        return ranked;
    }

    private static boolean keeps(Estimate estimate, double wanted, Objective objective) {
        return estimate.safe() >= wanted - 1e-9
                && (objective.ceilingPico() == 0 || estimate.costPico <= objective.ceilingPico())
                && (objective.latencySeconds() == 0 || estimate.seconds() <= objective.latencySeconds());
    }

    // The model of the conversation so far stays first while it keeps what is asked and costs little more.
    private static boolean stay(List<Estimate> sorted, double wanted, Objective objective) {
        for (int i = 1; i < sorted.size(); i++) {
            Estimate estimate = sorted.get(i);
            if (estimate.candidate.model().equals(objective.current())
                    && keeps(estimate, wanted, objective)
                    && estimate.costPico <= STAY * sorted.getFirst().costPico) {
                sorted.add(0, sorted.remove(i));
                return true;
            }
        }
        return false;
    }

    /// What is asked of each candidate.
    private record Asked(double quality, String text, Objective objective) {}

    private static List<String> why(Estimate estimate, Asked asked, boolean unfamiliar, boolean stayed) {
        List<String> why = new ArrayList<>();
        why.add("quality " + share(estimate.quality) + " ± " + share(INTERVAL * estimate.error) + " (" + estimate.origin
                + ")");
        if (estimate.safe() >= asked.quality - 1e-9) {
            why.add("keeps the " + asked.text);
        } else {
            why.add("below the " + asked.text);
        }
        Objective objective = asked.objective;
        if (objective.ceilingPico() > 0 && estimate.costPico > objective.ceilingPico()) {
            why.add("above the ceiling on cost");
        }
        if (objective.latencySeconds() > 0 && estimate.seconds() > objective.latencySeconds()) {
            why.add("slower than asked");
        }
        if (unfamiliar) {
            why.add("unfamiliar prompt: leans to the better model");
        }
        if (stayed) {
            why.add("stays with the conversation's model");
        } else if (objective.current() != null && !estimate.candidate.model().equals(objective.current())) {
            why.add("differs from the conversation's model");
        }
        return why;
    }

    private static String share(double value) {
        return Math.round(1000 * value) / 10.0 + " %";
    }
}
