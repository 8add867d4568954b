package dev.roundhouse.selection;

import dev.roundhouse.selection.Encoder.Encoded;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;

/// Which of the kinds of task that it was trained on a prompt looks like: one linear score for each kind, from
/// hashed
/// words and from structure, made into shares that sum to 1.
///
/// @param labels names of the kinds
/// @param words for each bucket one weight for each kind, in steps
/// @param steps size of one step of each bucket
/// @param dense for each number of the structure one weight for each kind
/// @param biases one for each kind
public record Recogniser(List<String> labels, byte[] words, float[] steps, float[] dense, float[] biases) {
    /// By how much the weights of words are scaled before they meet the weights of kinds.
    public static final float WORDS = 3f;
    /// The same for the structure.
    public static final float STRUCTURE = 0.15f;

    public Recogniser {
        labels = List.copyOf(labels);
    }

    /// How much of each kind the prompt looks like.
    public float[] shares(Encoded prompt) {
        int kinds = labels.size();
        float[] scores = new float[kinds];
        for (int i = 0; i < prompt.buckets().length; i++) {
            float weight = prompt.weights()[i] * steps[prompt.buckets()[i]] * WORDS;
            int row = prompt.buckets()[i] * kinds;
            for (int k = 0; k < kinds; k++) {
                scores[k] += weight * words[row + k];
            }
        }
        for (int k = 0; k < kinds; k++) {
            scores[k] += biases[k];
        }
        for (int i = 0; i < Encoder.STRUCTURE; i++) {
            float value = prompt.dense()[i] * STRUCTURE;
            for (int k = 0; k < kinds; k++) {
                scores[k] += value * dense[i * kinds + k];
            }
        }
        return softmax(scores);
    }

    private static float[] softmax(float[] scores) {
        float highest = Float.NEGATIVE_INFINITY;
        for (float score : scores) {
            highest = Math.max(highest, score);
        }
        double sum = 0;
        for (int k = 0; k < scores.length; k++) {
            scores[k] = (float) StrictMath.exp(scores[k] - highest);
            sum += scores[k];
        }
        for (int k = 0; k < scores.length; k++) {
            scores[k] /= (float) sum;
        }
        return scores;
    }

    void write(DataOutputStream out) throws IOException {
        Packed.write(out, labels);
        Packed.write(out, words);
        Packed.write(out, steps);
        Packed.write(out, dense);
        Packed.write(out, biases);
    }

    static Recogniser read(ByteBuffer in) {
        return new Recogniser(
                Packed.texts(in), Packed.bytes(in), Packed.floats(in), Packed.floats(in), Packed.floats(in));
    }
}
