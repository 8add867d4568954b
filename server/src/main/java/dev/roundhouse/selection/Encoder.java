package dev.roundhouse.selection;

import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;

/// Turns what was read of a prompt into two vectors: its words weighted by rarity, and a dense one that says what
/// it
/// looks like and what it is about.
///
/// @param rarity for each bucket 20 · ln(prompts / prompts that have it), rounded; 0 where it says nothing
/// @param projection for each bucket its place in the space of subjects, `DIMENSIONS` steps
/// @param steps size of one step of each bucket
/// @param means of the structure
/// @param spreads of the structure, none zero
public record Encoder(byte[] rarity, byte[] projection, float[] steps, float[] means, float[] spreads) {
    /// How many dimensions the space of subjects has.
    public static final int DIMENSIONS = 64;
    /// How many numbers the dense vector has: the structure first.
    public static final int DENSE = Structure.SIZE + DIMENSIONS;
    /// How many of them are the structure.
    public static final int STRUCTURE = Structure.SIZE;

    private static final float FAR = 4f;
    private static final float RARITY_STEP = 1 / 20f;

    /// What is read of a prompt before any parameter is known.
    ///
    /// @param words hashed words and pairs
    /// @param structure what it looks like
    public record Reading(HashedText words, float[] structure) {
        /// Reads a prompt.
        public static Reading of(Prompt prompt) {
            Words text = Words.of(prompt.text());
            Words functions = Words.of(prompt.functions());
            return new Reading(HashedText.of(text, functions), Structure.of(prompt, text));
        }
    }

    /// A prompt as vectors.
    ///
    /// @param buckets bucket numbers, ascending
    /// @param weights of the buckets; their squares sum to 1
    /// @param dense `DENSE` numbers
    /// @param covered share of the words' weight that the space of subjects can express, 0 to 1
    public record Encoded(int[] buckets, float[] weights, float[] dense, float covered) {}

    /// Encodes what was read.
    public Encoded encode(Reading reading) {
        int[] buckets = reading.words().buckets();
        float[] weights = weights(reading.words());
        float[] dense = new float[DENSE];
        for (int i = 0; i < STRUCTURE; i++) {
            float value = (reading.structure()[i] - means[i]) / spreads[i];
            dense[i] = Math.max(-FAR, Math.min(FAR, value));
        }
        float[] sums = new float[DIMENSIONS];
        for (int i = 0; i < buckets.length; i++) {
            float weight = weights[i] * steps[buckets[i]];
            int row = buckets[i] * DIMENSIONS;
            for (int d = 0; d < DIMENSIONS; d++) {
                sums[d] += weight * projection[row + d];
            }
        }
        float energy = 0;
        for (int d = 0; d < DIMENSIONS; d++) {
            dense[STRUCTURE + d] = sums[d];
            energy += sums[d] * sums[d];
        }
        return new Encoded(buckets, weights, dense, energy);
    }

    /// Weights of the buckets by rarity, scaled so that their squares sum to 1; all zero where nothing is known.
    public float[] weights(HashedText words) {
        float[] weights = words.weights().clone();
        double square = 0;
        for (int i = 0; i < weights.length; i++) {
            weights[i] *= rarity[words.buckets()[i]] * RARITY_STEP;
            square += (double) weights[i] * weights[i];
        }
        float scale = square > 0 ? (float) (1 / Math.sqrt(square)) : 0;
        for (int i = 0; i < weights.length; i++) {
            weights[i] *= scale;
        }
        return weights;
    }

    void write(DataOutputStream out) throws IOException {
        out.write(rarity);
        out.write(projection);
        Packed.write(out, steps);
        Packed.write(out, means);
        Packed.write(out, spreads);
    }

    static Encoder read(ByteBuffer in) {
        return new Encoder(
                Packed.bytes(in, HashedText.SIZE),
                Packed.bytes(in, HashedText.SIZE * DIMENSIONS),
                Packed.floats(in),
                Packed.floats(in),
                Packed.floats(in));
    }
}
