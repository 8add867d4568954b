package dev.roundhouse.selection.training;

import dev.roundhouse.selection.Encoder;
import dev.roundhouse.selection.Linear;

/// Ridge regression on the dense vector. The penalty on a dimension of the space of subjects grows as the
/// dimension
/// matters less. Each prompt's prediction by a fit without that prompt comes from the same solution.
final class LinearTraining {
    private LinearTraining() {}

    /// A fit, and for each prompt what a fit without it would say.
    record Fitted(Linear linear, float[][] unseen) {}

    static Fitted fit(float[][] dense, float[][] targets, double penalty) {
        int n = dense.length;
        int width = Encoder.DENSE;
        int outputs = targets[0].length;
        double[] scales = new double[width];
        double[] means = new double[width];
        scales(dense, means, scales);
        double[][] rows = new double[n][width];
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < width; j++) {
                rows[i][j] = (dense[i][j] - means[j]) * scales[j];
            }
        }
        double[][] gram = Matrices.gram(rows);
        for (int j = 0; j < width; j++) {
            gram[j][j] += penalty;
        }
        double[][] lower = Matrices.cholesky(gram, 1e-9);
        double[][] solution = new double[outputs][width];
        for (int m = 0; m < outputs; m++) {
            for (int i = 0; i < n; i++) {
                double target = targets[i][m];
                for (int j = 0; j < width; j++) {
                    solution[m][j] += rows[i][j] * target;
                }
            }
            Matrices.solve(lower, solution[m]);
        }
        return new Fitted(folded(solution, means, scales), unseen(rows, targets, lower, solution));
    }

    private static void scales(float[][] dense, double[] means, double[] scales) {
        int n = dense.length;
        double widest = 1e-12;
        for (int j = 0; j < means.length; j++) {
            double sum = 0;
            double squares = 0;
            for (float[] row : dense) {
                sum += row[j];
                squares += (double) row[j] * row[j];
            }
            means[j] = sum / n;
            scales[j] = Math.sqrt(Math.max(0, squares / n - means[j] * means[j]));
            if (j >= Encoder.STRUCTURE) {
                widest = Math.max(widest, scales[j]);
            }
        }
        for (int j = 0; j < scales.length; j++) {
            if (j < Encoder.STRUCTURE) {
                scales[j] = 1;
            } else {
                scales[j] = scales[j] < 1e-6 ? 0 : 1 / Math.sqrt(scales[j] * widest);
            }
        }
    }

    private static Linear folded(double[][] solution, double[] means, double[] scales) {
        int outputs = solution.length;
        float[] weights = new float[means.length * outputs];
        float[] biases = new float[outputs];
        for (int m = 0; m < outputs; m++) {
            double bias = 0;
            for (int j = 0; j < means.length; j++) {
                double weight = solution[m][j] * scales[j];
                weights[j * outputs + m] = (float) weight;
                bias -= weight * means[j];
            }
            biases[m] = (float) bias;
        }
        return new Linear(weights, biases);
    }

    private static float[][] unseen(double[][] rows, float[][] targets, double[][] lower, double[][] solution) {
        float[][] unseen = new float[rows.length][solution.length];
        for (int i = 0; i < rows.length; i++) {
            double[] half = rows[i].clone();
            Matrices.forward(lower, half);
            double own = 0;
            for (double value : half) {
                own += value * value;
            }
            for (int m = 0; m < solution.length; m++) {
                double fit = 0;
                for (int j = 0; j < half.length; j++) {
                    fit += rows[i][j] * solution[m][j];
                }
                unseen[i][m] = (float) ((fit - own * targets[i][m]) / Math.max(0.05, 1 - own));
            }
        }
        return unseen;
    }
}
