package dev.roundhouse.selection.training;

import dev.roundhouse.selection.Encoder;
import dev.roundhouse.selection.Encoder.Encoded;
import dev.roundhouse.selection.Familiarity;
import java.util.Arrays;

/// Measures where the prompts of each kind lie, and how far from the middle they stray.
final class FamiliarityTraining {
    private static final double PRIOR = 20;
    private static final double FAR = 0.98;
    private static final double SLACK = 1.1;

    private FamiliarityTraining() {}

    static Familiarity train(Encoded[] encoded, int[] rows, int[] kind, int kinds) {
        int width = Encoder.DENSE;
        double[][] sums = new double[kinds + 1][width];
        double[][] squares = new double[kinds + 1][width];
        int[] counts = new int[kinds + 1];
        for (int row : rows) {
            for (int k : new int[] {kind[row], kinds}) {
                counts[k]++;
                for (int j = 0; j < width; j++) {
                    double value = encoded[row].dense()[j];
                    sums[k][j] += value;
                    squares[k][j] += value * value;
                }
            }
        }
        float[] centres = new float[kinds * width];
        float[] spreads = new float[kinds * width];
        for (int j = 0; j < width; j++) {
            double mean = sums[kinds][j] / counts[kinds];
            double variance = Math.max(1e-8, squares[kinds][j] / counts[kinds] - mean * mean);
            for (int k = 0; k < kinds; k++) {
                double own = (sums[k][j] + PRIOR * mean) / (counts[k] + PRIOR);
                double scatter = counts[k] == 0
                        ? variance
                        : Math.max(0, squares[k][j] / counts[k] - Math.pow(sums[k][j] / counts[k], 2));
                centres[k * width + j] = (float) own;
                spreads[k * width + j] = (float) Math.sqrt(0.75 * scatter + 0.25 * variance);
            }
        }
        return distances(new Familiarity(centres, spreads, new float[kinds], new float[kinds]), encoded, rows, kind);
    }

    private static Familiarity distances(Familiarity places, Encoded[] encoded, int[] rows, int[] kind) {
        float[] usual = new float[places.usual().length];
        float[] far = new float[usual.length];
        for (int k = 0; k < usual.length; k++) {
            int label = k;
            double[] distances = Arrays.stream(rows)
                    .filter(row -> kind[row] == label)
                    .mapToDouble(row -> places.distance(encoded[row].dense(), label))
                    .sorted()
                    .toArray();
            if (distances.length > 0) {
                usual[k] = (float) distances[distances.length / 2];
                far[k] = (float) (SLACK * distances[(int) (FAR * (distances.length - 1))]);
            }
        }
        return new Familiarity(places.centres(), places.spreads(), usual, far);
    }
}
