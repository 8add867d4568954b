package dev.roundhouse.selection.training;

import dev.roundhouse.selection.Encoder;
import dev.roundhouse.selection.Encoder.Encoded;
import dev.roundhouse.selection.Expert;
import dev.roundhouse.selection.Forest;
import java.util.Arrays;
import java.util.SplittableRandom;

/// Learns what one source of measurements teaches. How far each opinion is believed is measured on prompts that
/// the
/// opinion did not see, so that a source with little to teach changes little.
final class ExpertTraining {
    private static final TreeGrower.Plan TREES = new TreeGrower.Plan(160, 15, 60, 0.75);
    private static final TreeGrower.Plan COST_TREES = new TreeGrower.Plan(40, 8, 60, 0.8);
    private static final double RIDGE = 5_000;
    private static final double COST_RIDGE = 100;
    private static final double TABLE_PRIOR = 20;
    private static final int FACTORS = 3;
    private static final double DOLLARS_LEAST = 1e-9;

    private final Dataset data;
    private final int[] rows;
    private final int[] models;
    private final int[] labels;
    private final float[][] dense;
    private final float[][] columns;
    private final float[][] shares;
    private final SplittableRandom random;

    /// @param rows prompts of the source
    /// @param labels kinds that the source holds
    /// @param encoded all prompts
    /// @param shares for each prompt of `rows` what a recogniser that did not see it says
    ExpertTraining(
            Dataset data, int[] rows, int[] labels, Encoded[] encoded, float[][] shares, SplittableRandom random) {
        this.data = data;
        this.rows = rows;
        this.labels = labels;
        this.shares = shares;
        this.random = random;
        models = data.measured(rows);
        dense = new float[rows.length][];
        columns = new float[Encoder.DENSE][rows.length];
        for (int i = 0; i < rows.length; i++) {
            dense[i] = encoded[rows[i]].dense();
            for (int j = 0; j < Encoder.DENSE; j++) {
                columns[j][i] = dense[i][j];
            }
        }
    }

    Expert train(String source) {
        return new Expert(source, models, labels, quality(), cost());
    }

    private Expert.Quality quality() {
        float[] means = new float[models.length];
        float[][] targets = differences(means, false);
        TreeGrower.Grown grown = new TreeGrower(columns, targets, TREES, random).grow();
        LinearTraining.Fitted fitted = LinearTraining.fit(dense, targets, RIDGE);
        float[][] own = ownShares();
        float[] table = table(own, targets);
        float[][] byKind = unseenTable(own, targets, table);
        float[] weights = {0.7f, 0.15f, 0.15f};
        float[][] mixed = new float[rows.length][models.length];
        for (int i = 0; i < rows.length; i++) {
            for (int m = 0; m < models.length; m++) {
                // All differences sum to zero, so that those of the others lean away from a prompt's own: taken
                // back.
                float lean = targets[i][m] / Math.max(1, rows.length - 1);
                mixed[i][m] = weights[0] * (grown.unseen()[i][m] + lean)
                        + weights[1] * fitted.unseen()[i][m]
                        + weights[2] * (byKind[i][m] + lean);
            }
        }
        float[] believed = believed(mixed, targets);
        return new Expert.Quality(
                means, grown.forest(), fitted.linear(), table, weights, believed[0], believed[1], believed[2]);
    }

    private float[][] differences(float[] means, boolean cost) {
        float[][] targets = new float[rows.length][models.length];
        for (int m = 0; m < models.length; m++) {
            double sum = 0;
            int count = 0;
            for (int i = 0; i < rows.length; i++) {
                float value = value(rows[i], models[m], cost);
                targets[i][m] = value;
                if (!Float.isNaN(value)) {
                    sum += value;
                    count++;
                }
            }
            means[m] = count == 0 ? 0 : (float) (sum / count);
            for (int i = 0; i < rows.length; i++) {
                // Nothing measured says nothing about a difference.
                targets[i][m] = Float.isNaN(targets[i][m]) ? 0 : targets[i][m] - means[m];
            }
        }
        return targets;
    }

    private float value(int row, int model, boolean cost) {
        if (!cost) {
            return data.quality(row, model);
        }
        float dollars = data.cost(row, model);
        return Float.isNaN(dollars) ? Float.NaN : (float) StrictMath.log(dollars + DOLLARS_LEAST);
    }

    private float[][] ownShares() {
        float[][] own = new float[rows.length][labels.length];
        for (int i = 0; i < rows.length; i++) {
            float sum = 1e-9f;
            for (int k = 0; k < labels.length; k++) {
                own[i][k] = shares[i][labels[k]];
                sum += own[i][k];
            }
            for (int k = 0; k < labels.length; k++) {
                own[i][k] /= sum;
            }
        }
        return own;
    }

    private float[] table(float[][] own, float[][] targets) {
        float[] table = new float[labels.length * models.length];
        for (int k = 0; k < labels.length; k++) {
            double weight = TABLE_PRIOR;
            double[] sums = new double[models.length];
            for (int i = 0; i < rows.length; i++) {
                weight += own[i][k];
                for (int m = 0; m < models.length; m++) {
                    sums[m] += own[i][k] * targets[i][m];
                }
            }
            for (int m = 0; m < models.length; m++) {
                table[k * models.length + m] = (float) (sums[m] / weight);
            }
        }
        return table;
    }

    private float[][] unseenTable(float[][] own, float[][] targets, float[] table) {
        double[] weights = new double[labels.length];
        Arrays.fill(weights, TABLE_PRIOR);
        for (float[] row : own) {
            for (int k = 0; k < row.length; k++) {
                weights[k] += row[k];
            }
        }
        float[][] out = new float[rows.length][models.length];
        for (int i = 0; i < rows.length; i++) {
            for (int k = 0; k < labels.length; k++) {
                double rest = weights[k] - own[i][k];
                for (int m = 0; m < models.length; m++) {
                    double without = (table[k * models.length + m] * weights[k] - own[i][k] * targets[i][m]) / rest;
                    out[i][m] += (float) (own[i][k] * without);
                }
            }
        }
        return out;
    }

    /// How far to believe the common part and the part of one model, by least squares through zero, held between
    /// 0 and 1
    /// and drawn towards little where there are few prompts; and what error is left that is not chance.
    private float[] believed(float[][] mixed, float[][] targets) {
        double[] commonMoments = new double[2];
        double[] specificMoments = new double[2];
        for (int i = 0; i < rows.length; i++) {
            double said = mean(mixed[i]);
            double was = mean(targets[i]);
            commonMoments[0] += said * was;
            commonMoments[1] += said * said;
            for (int m = 0; m < models.length; m++) {
                specificMoments[0] += (mixed[i][m] - said) * (targets[i][m] - was);
                specificMoments[1] += (mixed[i][m] - said) * (mixed[i][m] - said);
            }
        }
        float common = share(commonMoments);
        float specific = share(specificMoments);
        double spread = Math.sqrt(specificMoments[1] / (rows.length * (double) models.length));
        return new float[] {common, specific, (float) Math.max(0.01, spread)};
    }

    private static float share(double[] moments) {
        return moments[1] < 1e-12 ? 0 : (float) Math.max(0, Math.min(1, moments[0] / moments[1]));
    }

    private static double mean(float[] values) {
        double sum = 0;
        for (float value : values) {
            sum += value;
        }
        return sum / values.length;
    }

    private Expert.Cost cost() {
        float[] means = new float[models.length];
        float[][] logs = differences(means, true);
        double[][] wide = new double[rows.length][models.length];
        for (int i = 0; i < rows.length; i++) {
            for (int m = 0; m < models.length; m++) {
                wide[i][m] = logs[i][m];
            }
        }
        int count = Math.min(FACTORS, models.length);
        double[][] vectors = Matrices.eigenvectors(Matrices.gram(wide), count);
        float[] factors = new float[models.length * count];
        float[][] targets = new float[rows.length][count];
        for (int m = 0; m < models.length; m++) {
            for (int f = 0; f < count; f++) {
                factors[m * count + f] = (float) vectors[m][f];
                for (int i = 0; i < rows.length; i++) {
                    targets[i][f] += (float) (wide[i][m] * vectors[m][f]);
                }
            }
        }
        Forest forest =
                new TreeGrower(columns, targets, COST_TREES, random).grow().forest();
        LinearTraining.Fitted fitted = LinearTraining.fit(dense, targets, COST_RIDGE);
        float[] ones = new float[models.length];
        Arrays.fill(ones, 1f);
        Expert.Cost plain = new Expert.Cost(means, factors, forest, fitted.linear(), ones);
        return new Expert.Cost(means, factors, forest, fitted.linear(), scales(plain));
    }

    private float[] scales(Expert.Cost plain) {
        double[] said = new double[models.length];
        double[] was = new double[models.length];
        for (int i = 0; i < rows.length; i++) {
            float[] costs = plain.predict(dense[i]);
            for (int m = 0; m < models.length; m++) {
                float dollars = data.cost(rows[i], models[m]);
                if (!Float.isNaN(dollars)) {
                    said[m] += costs[m];
                    was[m] += dollars;
                }
            }
        }
        float[] scales = new float[models.length];
        for (int m = 0; m < scales.length; m++) {
            scales[m] = said[m] > 0 ? (float) (was[m] / said[m]) : 1f;
        }
        return scales;
    }
}
