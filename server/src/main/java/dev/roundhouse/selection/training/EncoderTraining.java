package dev.roundhouse.selection.training;

import dev.roundhouse.selection.Encoder;
import dev.roundhouse.selection.Encoder.Reading;
import dev.roundhouse.selection.HashedText;
import java.util.List;
import java.util.SplittableRandom;

/// Finds how rare each bucket is, what structure is usual, and a space of few dimensions in which prompts about
/// the same
/// subject lie close: the largest singular vectors of the table of prompts and buckets, found from random
/// directions.
final class EncoderTraining {
    private static final int D = Encoder.DIMENSIONS;
    private static final int WIDTH = D + 16;
    private static final int ROUNDS = 3;
    private static final int STEPS_MAX = 127;

    private EncoderTraining() {}

    static Encoder train(List<Reading> readings, SplittableRandom random) {
        byte[] rarity = rarity(readings);
        float[] means = new float[Encoder.STRUCTURE];
        float[] spreads = new float[Encoder.STRUCTURE];
        moments(readings, means, spreads);
        Encoder plain = new Encoder(rarity, new byte[HashedText.SIZE * D], new float[HashedText.SIZE], means, spreads);
        int n = readings.size();
        int[][] buckets = new int[n][];
        float[][] weights = new float[n][];
        for (int i = 0; i < n; i++) {
            buckets[i] = readings.get(i).words().buckets();
            weights[i] = plain.weights(readings.get(i).words());
        }
        double[][] vectors = vectors(buckets, weights, random);
        byte[] projection = new byte[HashedText.SIZE * D];
        float[] steps = new float[HashedText.SIZE];
        quantise(vectors, projection, steps);
        return new Encoder(rarity, projection, steps, means, spreads);
    }

    private static byte[] rarity(List<Reading> readings) {
        int[] holders = new int[HashedText.SIZE];
        for (Reading reading : readings) {
            for (int bucket : reading.words().buckets()) {
                holders[bucket]++;
            }
        }
        byte[] rarity = new byte[HashedText.SIZE];
        for (int b = 0; b < rarity.length; b++) {
            if (holders[b] >= 2) {
                double rare = StrictMath.log((1.0 + readings.size()) / (1.0 + holders[b]));
                rarity[b] = (byte) Math.min(STEPS_MAX, Math.round(rare * 20));
            }
        }
        return rarity;
    }

    private static void moments(List<Reading> readings, float[] means, float[] spreads) {
        for (int i = 0; i < means.length; i++) {
            double sum = 0;
            double squares = 0;
            for (Reading reading : readings) {
                double value = reading.structure()[i];
                sum += value;
                squares += value * value;
            }
            double mean = sum / readings.size();
            double spread = Math.sqrt(Math.max(0, squares / readings.size() - mean * mean));
            means[i] = (float) mean;
            // What was always the same in training must not decide anything when it changes.
            spreads[i] = spread < 1e-4 ? 1e6f : (float) spread;
        }
    }

    // Rows of the result are buckets.
    private static double[][] vectors(int[][] buckets, float[][] weights, SplittableRandom random) {
        double[][] side = new double[HashedText.SIZE][WIDTH];
        for (double[] row : side) {
            for (int j = 0; j < WIDTH; j++) {
                row[j] = random.nextDouble() - 0.5;
            }
        }
        for (int round = 0; round < ROUNDS; round++) {
            double[][] prompts = forward(buckets, weights, side);
            Matrices.orthonormalise(prompts);
            side = backward(buckets, weights, prompts);
            if (round < ROUNDS - 1) {
                Matrices.orthonormalise(side);
            }
        }
        return Matrices.leading(side, D);
    }

    private static double[][] forward(int[][] buckets, float[][] weights, double[][] side) {
        double[][] out = new double[buckets.length][WIDTH];
        for (int i = 0; i < buckets.length; i++) {
            for (int e = 0; e < buckets[i].length; e++) {
                double[] row = side[buckets[i][e]];
                double weight = weights[i][e];
                for (int j = 0; j < WIDTH; j++) {
                    out[i][j] += weight * row[j];
                }
            }
        }
        return out;
    }

    private static double[][] backward(int[][] buckets, float[][] weights, double[][] prompts) {
        double[][] out = new double[HashedText.SIZE][WIDTH];
        for (int i = 0; i < buckets.length; i++) {
            for (int e = 0; e < buckets[i].length; e++) {
                double[] row = out[buckets[i][e]];
                double weight = weights[i][e];
                for (int j = 0; j < WIDTH; j++) {
                    row[j] += weight * prompts[i][j];
                }
            }
        }
        return out;
    }

    private static void quantise(double[][] vectors, byte[] projection, float[] steps) {
        for (int b = 0; b < vectors.length; b++) {
            double most = 1e-12;
            for (double value : vectors[b]) {
                most = Math.max(most, Math.abs(value));
            }
            steps[b] = (float) (most / STEPS_MAX);
            for (int d = 0; d < D; d++) {
                projection[b * D + d] = (byte) Math.round(vectors[b][d] / steps[b]);
            }
        }
    }
}
