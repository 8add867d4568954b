package dev.roundhouse.selection;

import dev.roundhouse.selection.Encoder.Encoded;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;

/// What one body of measurements teaches about the models that were measured in it: their average, and by how
/// much a
/// prompt makes each better or worse than that.
///
/// @param source name of the measurements
/// @param models numbers of the models, by the order of `Parameters.models`
/// @param labels numbers of the recogniser's kinds that were measured
/// @param quality by what quality is predicted
/// @param cost by what the logarithm of the cost at list price is predicted
public record Expert(String source, int[] models, int[] labels, Quality quality, Cost cost) {
    /// Quality: the average of each model, and three opinions about the difference that this prompt makes, held
    /// back as
    /// far as they were wrong on prompts that they had not seen.
    ///
    /// @param means average quality of each model
    /// @param forest first opinion
    /// @param linear second opinion
    /// @param table third opinion: for each kind of `labels` the difference of each model
    /// @param weights weight of each opinion
    /// @param common share to believe of what concerns all models alike, the prompt's difficulty
    /// @param specific share to believe of what concerns one model
    /// @param error typical error of the expected quality
    public record Quality(
            float[] means,
            Forest forest,
            Linear linear,
            float[] table,
            float[] weights,
            float common,
            float specific,
            float error) {
        float[] predict(float[] dense, float[] shares, float belief) {
            int count = means.length;
            float[] trees = forest.predict(dense);
            float[] sums = linear.predict(dense);
            float[] difference = new float[count];
            float mean = 0;
            for (int m = 0; m < count; m++) {
                float byKind = 0;
                for (int k = 0; k < shares.length; k++) {
                    byKind += shares[k] * table[k * count + m];
                }
                difference[m] = weights[0] * trees[m] + weights[1] * sums[m] + weights[2] * byKind;
                mean += difference[m] / count;
            }
            for (int m = 0; m < count; m++) {
                difference[m] = means[m] + belief * (common * mean + specific * (difference[m] - mean));
            }
            return difference;
        }

        float[] usual(float[] shares) {
            float[] usual = means.clone();
            for (int m = 0; m < usual.length; m++) {
                for (int k = 0; k < shares.length; k++) {
                    usual[m] += shares[k] * table[k * usual.length + m];
                }
            }
            return usual;
        }
    }

    /// Cost: as for quality, of a few factors that move the costs of all models.
    ///
    /// @param means average logarithm of each model's cost, in dollars
    /// @param factors for each model its weight on each factor
    /// @param forest first opinion about the factors
    /// @param linear second opinion
    /// @param scales by what the exponential of the expected logarithm falls short of the average cost
    public record Cost(float[] means, float[] factors, Forest forest, Linear linear, float[] scales) {
        /// Expected cost of each model, in dollars.
        public float[] predict(float[] dense) {
            float[] one = forest.predict(dense);
            float[] two = linear.predict(dense);
            int count = one.length;
            float[] costs = new float[means.length];
            for (int m = 0; m < costs.length; m++) {
                double log = means[m];
                for (int f = 0; f < count; f++) {
                    log += factors[m * count + f] * 0.5 * (one[f] + two[f]);
                }
                costs[m] = (float) (StrictMath.exp(log) * scales[m]);
            }
            return costs;
        }
    }

    /// The kinds of this expert out of all, as shares that sum to 1; all zero where none is likely at all.
    public float[] own(float[] shares) {
        float[] own = new float[labels.length];
        float sum = 0;
        for (int k = 0; k < own.length; k++) {
            own[k] = shares[labels[k]];
            sum += own[k];
        }
        for (int k = 0; k < own.length && sum > 0; k++) {
            own[k] /= sum;
        }
        return own;
    }

    /// Expected quality of each of `models`.
    ///
    /// @param belief how far to follow what is particular to this prompt, 0 to 1
    public float[] quality(Encoded prompt, float[] shares, float belief) {
        return quality.predict(prompt.dense(), own(shares), belief);
    }

    /// Average quality of each of `models` on the kinds that the prompt looks like, whatever else it says.
    public float[] usual(float[] shares) {
        return quality.usual(own(shares));
    }

    /// Expected cost of each of `models` at list price, in dollars.
    public float[] cost(Encoded prompt) {
        return cost.predict(prompt.dense());
    }

    void write(DataOutputStream out) throws IOException {
        Packed.write(out, java.util.List.of(source));
        Packed.write(out, models);
        Packed.write(out, labels);
        Packed.write(out, quality.means);
        quality.forest.write(out);
        quality.linear.write(out);
        Packed.write(out, quality.table);
        Packed.write(out, quality.weights);
        Packed.write(out, new float[] {quality.common, quality.specific, quality.error});
        Packed.write(out, cost.means);
        Packed.write(out, cost.factors);
        cost.forest.write(out);
        cost.linear.write(out);
        Packed.write(out, cost.scales);
    }

    static Expert read(ByteBuffer in) {
        String source = Packed.texts(in).getFirst();
        int[] models = Packed.ints(in);
        int[] labels = Packed.ints(in);
        float[] means = Packed.floats(in);
        Forest forest = Forest.read(in);
        Linear linear = Linear.read(in);
        float[] table = Packed.floats(in);
        float[] weights = Packed.floats(in);
        float[] shares = Packed.floats(in);
        Quality quality = new Quality(means, forest, linear, table, weights, shares[0], shares[1], shares[2]);
        Cost cost = new Cost(Packed.floats(in), Packed.floats(in), Forest.read(in), Linear.read(in), Packed.floats(in));
        return new Expert(source, models, labels, quality, cost);
    }
}
