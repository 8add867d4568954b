package dev.roundhouse.selection.training;

import dev.roundhouse.selection.Encoder;
import dev.roundhouse.selection.Encoder.Encoded;
import dev.roundhouse.selection.HashedText;
import dev.roundhouse.selection.Recogniser;
import java.util.List;
import java.util.SplittableRandom;

/// Learns to recognise kinds of task: softmax regression, one prompt at a time, with a step for each bucket that
/// shrinks
/// with what the bucket has already moved.
final class RecogniserTraining {
    private static final int ROUNDS = 6;
    private static final float RATE = 0.3f;
    private static final float DECAY = 1e-6f;
    private static final int STEPS_MAX = 127;
    private static final float START = 1f;

    private final int kinds;
    private final float[] words;
    private final float[] moved = new float[HashedText.SIZE];
    private final float[] dense;
    private final float[] denseMoved = new float[Encoder.STRUCTURE];
    private final float[] biases;
    private float biasMoved = START;

    private RecogniserTraining(int kinds) {
        this.kinds = kinds;
        words = new float[HashedText.SIZE * kinds];
        dense = new float[Encoder.STRUCTURE * kinds];
        biases = new float[kinds];
        java.util.Arrays.fill(moved, START);
        java.util.Arrays.fill(denseMoved, START);
    }

    /// @param rows prompts to learn from
    /// @param kind of each prompt of `prompts`, by its number among `labels`
    static Recogniser train(List<String> labels, Encoded[] prompts, int[] kind, int[] rows, SplittableRandom random) {
        RecogniserTraining training = new RecogniserTraining(labels.size());
        int[] order = rows.clone();
        for (int round = 0; round < ROUNDS; round++) {
            shuffle(order, random);
            for (int row : order) {
                training.step(prompts[row], kind[row]);
            }
        }
        return training.quantised(labels);
    }

    private static void shuffle(int[] order, SplittableRandom random) {
        for (int i = order.length - 1; i > 0; i--) {
            int j = random.nextInt(i + 1);
            int swap = order[i];
            order[i] = order[j];
            order[j] = swap;
        }
    }

    private void step(Encoded prompt, int kind) {
        float[] errors = scores(prompt);
        softmax(errors);
        errors[kind] -= 1;
        float square = 0;
        for (float error : errors) {
            square += error * error;
        }
        square /= kinds;
        for (int i = 0; i < prompt.buckets().length; i++) {
            int bucket = prompt.buckets()[i];
            float value = prompt.weights()[i] * Recogniser.WORDS;
            moved[bucket] += value * value * square;
            move(words, bucket * kinds, errors, value, moved[bucket]);
        }
        for (int i = 0; i < Encoder.STRUCTURE; i++) {
            float value = prompt.dense()[i] * Recogniser.STRUCTURE;
            denseMoved[i] += value * value * square;
            move(dense, i * kinds, errors, value, denseMoved[i]);
        }
        biasMoved += square;
        move(biases, 0, errors, 1, biasMoved);
    }

    private void move(float[] weights, int from, float[] errors, float value, float moved) {
        float rate = (float) (RATE / Math.sqrt(moved));
        for (int k = 0; k < kinds; k++) {
            weights[from + k] -= rate * (errors[k] * value + DECAY * weights[from + k]);
        }
    }

    private float[] scores(Encoded prompt) {
        float[] scores = biases.clone();
        for (int i = 0; i < prompt.buckets().length; i++) {
            float value = prompt.weights()[i] * Recogniser.WORDS;
            int from = prompt.buckets()[i] * kinds;
            for (int k = 0; k < kinds; k++) {
                scores[k] += value * words[from + k];
            }
        }
        for (int i = 0; i < Encoder.STRUCTURE; i++) {
            float value = prompt.dense()[i] * Recogniser.STRUCTURE;
            int from = i * kinds;
            for (int k = 0; k < kinds; k++) {
                scores[k] += value * dense[from + k];
            }
        }
        return scores;
    }

    private static void softmax(float[] scores) {
        float highest = Float.NEGATIVE_INFINITY;
        for (float score : scores) {
            highest = Math.max(highest, score);
        }
        float sum = 0;
        for (int k = 0; k < scores.length; k++) {
            scores[k] = (float) StrictMath.exp(scores[k] - highest);
            sum += scores[k];
        }
        for (int k = 0; k < scores.length; k++) {
            scores[k] /= sum;
        }
    }

    private Recogniser quantised(List<String> labels) {
        float[] steps = new float[HashedText.SIZE];
        byte[] small = new byte[words.length];
        for (int b = 0; b < steps.length; b++) {
            float most = 1e-12f;
            for (int k = 0; k < kinds; k++) {
                most = Math.max(most, Math.abs(words[b * kinds + k]));
            }
            steps[b] = most / STEPS_MAX;
            for (int k = 0; k < kinds; k++) {
                small[b * kinds + k] = (byte) Math.round(words[b * kinds + k] / steps[b]);
            }
        }
        return new Recogniser(labels, small, steps, dense, biases);
    }
}
