package dev.roundhouse.selection.training;

import dev.roundhouse.selection.Lengths;
import java.util.Arrays;

/// Measures how long answers are, by kind and by model, from the average of each model on each kind.
final class LengthTraining {
    private static final int ROUNDS = 40;
    private static final double PRIOR = 0.5;
    private static final double USUAL = 250;

    private LengthTraining() {}

    static Lengths train(Dataset data, int[] rows, Labels labels) {
        int kinds = labels.names().size();
        int models = data.models().size();
        double[][] logs = logs(data, rows, labels);
        double[] byKind = new double[kinds];
        Arrays.fill(byKind, StrictMath.log(USUAL));
        double[] byModel = new double[models];
        for (int round = 0; round < ROUNDS; round++) {
            for (int k = 0; k < kinds; k++) {
                double sum = 0;
                int count = 0;
                for (int m = 0; m < models; m++) {
                    if (!Double.isNaN(logs[k][m])) {
                        sum += logs[k][m] - byModel[m];
                        count++;
                    }
                }
                byKind[k] = count == 0 ? StrictMath.log(USUAL) : sum / count;
            }
            for (int m = 0; m < models; m++) {
                double sum = 0;
                double weight = PRIOR;
                for (int k = 0; k < kinds; k++) {
                    if (!Double.isNaN(logs[k][m])) {
                        sum += logs[k][m] - byKind[k];
                        weight++;
                    }
                }
                byModel[m] = sum / weight;
            }
        }
        return centred(data, byKind, byModel);
    }

    private static double[][] logs(Dataset data, int[] rows, Labels labels) {
        int models = data.models().size();
        double[][] sums = new double[labels.names().size()][models];
        int[][] counts = new int[sums.length][models];
        for (int row : rows) {
            for (int m = 0; m < models; m++) {
                float tokens = data.outputTokens(row, m);
                if (!Float.isNaN(tokens)) {
                    sums[labels.ofRow()[row]][m] += tokens;
                    counts[labels.ofRow()[row]][m]++;
                }
            }
        }
        for (int k = 0; k < sums.length; k++) {
            for (int m = 0; m < models; m++) {
                sums[k][m] = counts[k][m] == 0 ? Double.NaN : StrictMath.log(1 + sums[k][m] / counts[k][m]);
            }
        }
        return sums;
    }

    // Models that do not reason are the measure of the others.
    private static Lengths centred(Dataset data, double[] byKind, double[] byModel) {
        double plain = mean(data, byModel, false);
        double reasoning = mean(data, byModel, true);
        float[] kinds = new float[byKind.length];
        float[] models = new float[byModel.length];
        for (int k = 0; k < kinds.length; k++) {
            kinds[k] = (float) (byKind[k] + plain);
        }
        for (int m = 0; m < models.length; m++) {
            models[m] = (float) (byModel[m] - plain);
        }
        return new Lengths(kinds, models, (float) Math.max(0, reasoning - plain));
    }

    private static double mean(Dataset data, double[] byModel, boolean reasoning) {
        double sum = 0;
        int count = 0;
        for (int m = 0; m < byModel.length; m++) {
            if (data.reasons(m) == reasoning) {
                sum += byModel[m];
                count++;
            }
        }
        return count == 0 ? 0 : sum / count;
    }
}
