package dev.roundhouse.selection;

import dev.roundhouse.selection.Encoder.Encoded;
import dev.roundhouse.selection.Encoder.Reading;
import java.util.Arrays;
import java.util.List;

/// Says what each of some measured models would make of a prompt. Where several bodies of measurements know a
/// model, those
/// count most that know the most of the models in question: only what was measured together can be compared.
public final class Predictor {
    private static final double COVERAGE_POWER = 6;
    private static final double LIKELY_LEAST = 0.002;
    private static final double WEIGHT_LEAST = 0.05;
    private static final double DOUBT = 0.03;
    private static final double LEAST = 1e-9;
    private static final double TIED = 0.002;
    private static final int CHARACTERS_PER_TOKEN = 4;

    private final Parameters parameters;
    private final boolean[][] knows;

    /// A prompt as it was understood.
    ///
    /// @param encoded its vectors
    /// @param shares how much it looks like each of the recogniser's kinds
    /// @param familiarity 1 for one like those that were seen, 0 for one unlike them all
    public record Understood(Encoded encoded, float[] shares, double familiarity) {}

    /// What is expected of some models, one number each, in the order they were asked for.
    ///
    /// @param quality expected quality, 0 to 1
    /// @param usual what quality is usual on such kinds of task, which says which single model is the best for
    ///   them
    /// @param error by how much the expectation may be off, one standard error
    /// @param cost expected cost in dollars at the price when measured
    /// @param known share of the prompt's kinds that the models were measured on
    public record Expected(double[] quality, double[] usual, double[] error, double[] cost, double[] known) {
        /// How far to lean to the safe side with one of the models: 0 for a familiar prompt of a kind that it was
        /// measured on, up to 1.
        public double doubt(Understood prompt, int place) {
            return 1 - prompt.familiarity() * known[place];
        }
    }

    /// A predictor with these parameters.
    public Predictor(Parameters parameters) {
        this.parameters = parameters;
        knows = new boolean[parameters.models().size()]
                [parameters.recogniser().labels().size()];
        for (Expert expert : parameters.experts()) {
            for (int model : expert.models()) {
                for (int label : expert.labels()) {
                    knows[model][label] = true;
                }
            }
        }
    }

    /// Reads a prompt.
    public Understood understand(Prompt prompt) {
        return understand(Reading.of(prompt));
    }

    /// Understands what was read.
    public Understood understand(Reading reading) {
        Encoded encoded = parameters.encoder().encode(reading);
        float[] shares = parameters.recogniser().shares(encoded);
        return new Understood(encoded, shares, parameters.familiarity().of(encoded, shares));
    }

    /// Expects.
    ///
    /// @param pool numbers of the models in question
    /// @param inputTokens tokens of the prompt
    public Expected expect(Understood prompt, int[] pool, long inputTokens) {
        int count = pool.length;
        Sums sums = opinions(prompt, pool);
        double usualLength = parameters.lengths().usual(prompt.shares());
        double[] quality = new double[count];
        double[] usual = new double[count];
        double[] error = new double[count];
        double[] cost = new double[count];
        double[] known = new double[count];
        Abilities abilities = parameters.abilities();
        for (int i = 0; i < count; i++) {
            int model = pool[i];
            known[i] = known(model, prompt.shares());
            double trust = sums.weights[i] > 0 ? known[i] / (known[i] + DOUBT) : 0;
            double byAbility = abilities.quality(model, prompt.shares());
            double byExperts = sums.weights[i] > 0 ? sums.quality[i] / sums.weights[i] : byAbility;
            quality[i] = clamp(trust * byExperts + (1 - trust) * byAbility);
            usual[i] = trust * (sums.weights[i] > 0 ? sums.usual[i] / sums.weights[i] : byAbility)
                    + (1 - trust) * byAbility;
            double unsure =
                    (1 - trust * prompt.familiarity()) * abilities.qualityError(byAbility, abilities.areaError());
            double chance = sums.weights[i] > 0 ? trust * sums.error[i] / sums.weights[i] : 0;
            error[i] = Math.sqrt(unsure * unsure + chance * chance);
            double plain = Math.log(listed(model, usualLength, inputTokens));
            double byExpertsCost = sums.weights[i] > 0 ? sums.cost[i] / sums.weights[i] : plain;
            cost[i] = Math.exp(trust * byExpertsCost + (1 - trust) * plain);
        }
        return new Expected(quality, usual, error, cost, known);
    }

    /// Chooses under a promise: of the models that keep the floor even if as wrong as the unfamiliar may make
    /// them, the
    /// cheapest; where none does, the one that is safest.
    ///
    /// @param floor share to keep of the quality expected of the model that is best for such tasks
    /// @return place in the pool
    public int choose(Understood prompt, Expected expected, double floor) {
        double[] safe = new double[expected.quality.length];
        int best = best(expected);
        double top = 0;
        for (int i = 0; i < expected.quality.length; i++) {
            safe[i] = expected.quality[i] - expected.doubt(prompt, i) * expected.error[i];
            top = Math.max(top, safe[i]);
        }
        double wanted = Math.min(top, floor * expected.quality[best]) - 1e-9;
        int chosen = -1;
        for (int i = 0; i < expected.quality.length; i++) {
            boolean keeps = safe[i] >= wanted;
            if (keeps && (chosen < 0 || expected.cost[i] < expected.cost[chosen])) {
                chosen = i;
            }
        }
        return chosen;
    }

    // Of models as good as the best but for what chance may do, the cheapest.
    private static int best(Expected expected) {
        double most = java.util.Arrays.stream(expected.usual).max().orElse(0);
        int best = -1;
        for (int i = 0; i < expected.usual.length; i++) {
            boolean tied = expected.usual[i] >= most - TIED;
            if (tied && (best < 0 || expected.cost[i] < expected.cost[best])) {
                best = i;
            }
        }
        return best;
    }

    /// The floor to ask of each prompt so that a promise is kept over all of them.
    public double withMargin(double floor) {
        return floor < 1 ? Math.min(1, floor + parameters.margin()) : 1;
    }

    /// The estimate of input tokens where none were counted.
    public static long inputTokens(String text) {
        return Math.max(1, text.length() / CHARACTERS_PER_TOKEN);
    }

    private Sums opinions(Understood prompt, int[] pool) {
        List<Expert> experts = parameters.experts();
        int[] places = places(pool);
        double[] weights = new double[experts.size()];
        double most = 0;
        for (int e = 0; e < weights.length; e++) {
            weights[e] = weight(experts.get(e), prompt.shares(), places, pool.length);
            most = Math.max(most, weights[e]);
        }
        Sums sums = new Sums(pool.length);
        for (int e = 0; e < weights.length; e++) {
            if (weights[e] > most * WEIGHT_LEAST) {
                sums.add(experts.get(e), prompt, places, weights[e]);
            }
        }
        return sums;
    }

    private int[] places(int[] pool) {
        int[] places = new int[parameters.models().size()];
        Arrays.fill(places, -1);
        for (int i = 0; i < pool.length; i++) {
            places[pool[i]] = i;
        }
        return places;
    }

    private static double weight(Expert expert, float[] shares, int[] places, int count) {
        int covered = 0;
        for (int model : expert.models()) {
            covered += places[model] >= 0 ? 1 : 0;
        }
        double likely = 0;
        for (int label : expert.labels()) {
            likely += shares[label];
        }
        // What is as good as impossible would only cost time.
        return likely < LIKELY_LEAST ? 0 : likely * Math.pow((double) covered / count, COVERAGE_POWER);
    }

    private double known(int model, float[] shares) {
        double known = 0;
        for (int k = 0; k < shares.length; k++) {
            known += knows[model][k] ? shares[k] : 0;
        }
        return known;
    }

    private double listed(int model, double usualLength, long inputTokens) {
        double output = parameters.lengths().tokens(usualLength, model, false);
        double dollars = (inputTokens * parameters.prices()[2 * model]
                        + output * parameters.prices()[2 * model + 1])
                / 1e6;
        return Math.max(LEAST, dollars);
    }

    private static double clamp(double quality) {
        return Math.max(0, Math.min(1, quality));
    }

    /// What the experts said, weighted.
    private static final class Sums {
        final double[] quality;
        final double[] usual;
        final double[] error;
        final double[] cost;
        final double[] weights;

        Sums(int count) {
            quality = new double[count];
            usual = new double[count];
            error = new double[count];
            cost = new double[count];
            weights = new double[count];
        }

        void add(Expert expert, Understood prompt, int[] places, double weight) {
            float[] qualities = expert.quality(prompt.encoded(), prompt.shares(), (float) prompt.familiarity());
            float[] usuals = expert.usual(prompt.shares());
            float[] costs = expert.cost(prompt.encoded());
            for (int m = 0; m < qualities.length; m++) {
                int place = places[expert.models()[m]];
                if (place >= 0) {
                    quality[place] += weight * qualities[m];
                    usual[place] += weight * usuals[m];
                    error[place] += weight * expert.quality().error();
                    cost[place] += weight * Math.log(costs[m]);
                    weights[place] += weight;
                }
            }
        }
    }
}
