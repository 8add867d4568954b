package dev.roundhouse.selection.auto;

import dev.roundhouse.catalog.Snapshot;
import dev.roundhouse.selection.Candidate;
import dev.roundhouse.selection.auto.AutoSelection.Outcome;
import dev.roundhouse.selection.auto.AutoSelection.Question;
import dev.roundhouse.selection.auto.Selected.LeftOut;
import dev.roundhouse.selection.auto.Selected.Option;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/// The cheapest model of a tier in coding, by public scores alone: of the best third, or of the one that
/// `min_coding_score` asks for; with `max_price` the best below that price.
///
/// @see "OpenRouter: pareto-code"
final class ParetoCode {
    private static final double HIGH = 0.66;
    private static final double MEDIUM = 0.33;
    private static final double PICOS_PER_MILLIONTH = 1e6; // USD per million tokens to pico-dollars per token
    private static final long OUTPUT_GUESS = 1_000;
    private static final int TIER_FALLBACKS = 2;
    private static final int THOUSAND = 1_000;

    private ParetoCode() {}

    private record Coder(Candidate candidate, double rank) {}

    /// Chooses among the offers of a question.
    static Outcome choose(Question question, Snapshot snapshot) {
        AutoWishes wishes = question.wishes();
        double[] scores = snapshot.models().values().stream()
                .map(model -> model.facts().scores().get("code"))
                .filter(java.util.Objects::nonNull)
                .mapToDouble(Double::doubleValue)
                .sorted()
                .toArray();
        double least = least(wishes);
        List<LeftOut> leftOut = new ArrayList<>();
        List<Coder> coders = new ArrayList<>();
        for (Candidate candidate : question.offers().candidates()) {
            Double score = candidate.scores().get("code");
            double rank = score == null ? 0 : rank(scores, score);
            if (score == null) {
                leftOut.add(new LeftOut(candidate.model(), "no public score in coding is known"));
            } else if (wishes.maxPrice() > 0 && price(candidate, wishes) > wishes.maxPrice()) {
                leftOut.add(new LeftOut(candidate.model(), "max_price is below its price"));
            } else if (rank < least) {
                leftOut.add(new LeftOut(candidate.model(), "ranks below the tier in coding that was asked"));
            } else {
                coders.add(new Coder(candidate, rank));
            }
        }
        leftOut.addAll(question.offers().leftOut());
        if (coders.isEmpty()) {
            return AutoSelection.nobody(question.asked(), leftOut);
        }
        Comparator<Coder> cheapest = Comparator.comparingDouble(coder -> price(coder.candidate, wishes));
        Comparator<Coder> best = Comparator.comparingDouble(coder -> -coder.rank);
        coders.sort(wishes.maxPrice() > 0 ? best.thenComparing(cheapest) : cheapest.thenComparing(best));
        List<Option> options = new ArrayList<>();
        for (Coder coder : coders.subList(0, Math.min(coders.size(), 1 + TIER_FALLBACKS))) {
            options.add(option(coder, question));
        }
        return question.chosen(new Selected(
                question.asked(), "code", 0, THOUSAND, thousandths(least), coders.size(), null, options, leftOut));
    }

    private static double least(AutoWishes wishes) {
        if (wishes.maxPrice() > 0) {
            return 0;
        }
        Double asked = wishes.codingScore();
        if (asked == null || asked >= HIGH) {
            return HIGH;
        }
        return asked >= MEDIUM ? MEDIUM : 0;
    }

    /// Share of the models with a score that have none above it.
    private static double rank(double[] sorted, double score) {
        int at = Arrays.binarySearch(sorted, score);
        int below = at < 0 ? -at - 1 : at;
        return sorted.length < 2 ? 1 : (double) below / (sorted.length - 1);
    }

    private static double price(Candidate candidate, AutoWishes wishes) {
        double input = candidate.inputPrice() / PICOS_PER_MILLIONTH;
        double output = candidate.outputPrice() / PICOS_PER_MILLIONTH;
        return wishes.weighted() ? (3 * input + output) / 4 : input;
    }

    private static Option option(Coder coder, Question question) {
        Candidate candidate = coder.candidate;
        long output = question.request().maxOutput() > 0
                ? Math.min(OUTPUT_GUESS, question.request().maxOutput())
                : OUTPUT_GUESS;
        long cost = question.asking().prompt().inputTokensOrEstimate() * candidate.inputPrice()
                + output * candidate.outputPrice();
        int rank = thousandths(coder.rank);
        long millis = Math.round(candidate.speed().seconds((double) output) * THOUSAND);
        return new Option(
                candidate.model(),
                rank,
                rank,
                rank,
                output,
                cost,
                millis,
                true,
                "rank " + rank / 10.0 + " % in coding by public scores");
    }

    private static int thousandths(double share) {
        return (int) Math.round(share * THOUSAND);
    }
}
