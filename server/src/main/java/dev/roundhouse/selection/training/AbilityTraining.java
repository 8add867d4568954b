package dev.roundhouse.selection.training;

import dev.roundhouse.selection.Abilities;
import dev.roundhouse.selection.Kind;
import java.util.ArrayList;
import java.util.List;

/// Fits abilities and difficulties to the average quality of each model on each kind of task: what a model is
/// worth in
/// general, by how much more in an area, and how hard the kinds are; each in turn until nothing moves. Little
/// data is drawn
/// to the average.
final class AbilityTraining {
    private static final int ROUNDS = 60;
    private static final double PRIOR = 1;
    private static final double AREA_PRIOR = 3;
    private static final double ENOUGH = 20;
    private static final double FLOOR = 0.02;
    private static final double AREA_ERROR_LEAST = 0.6;
    private static final float SCORE_ERROR = 0.7f;
    private static final String ANCHOR = "gpt-4o-2024-05-13";

    private record Cell(int model, int place, int area, double logit, double weight) {}

    private final Dataset data;
    private final Labels labels;
    private final List<Kind> kinds;
    private final List<Cell> cells = new ArrayList<>();
    private final List<Integer> labelOfPlace = new ArrayList<>();
    private final double[] ability;
    private final double[][] offsets;
    private double[] difficulty = new double[0];

    AbilityTraining(Dataset data, Labels labels, List<Kind> kinds) {
        this.data = data;
        this.labels = labels;
        this.kinds = kinds;
        ability = new double[data.models().size()];
        offsets = new double[data.models().size()][Abilities.AREAS];
    }

    Abilities train(List<int[]> sources) {
        for (int[] rows : sources) {
            for (int label = 0; label < labels.names().size(); label++) {
                collect(rows, label);
            }
        }
        difficulty = new double[labelOfPlace.size()];
        for (int round = 0; round < ROUNDS; round++) {
            updateDifficulty();
            updateAbility();
            updateOffsets();
        }
        return result();
    }

    // The same kind in two sources is asked in two ways, and may be of two difficulties.
    private void collect(int[] rows, int label) {
        double[] sums = new double[data.models().size()];
        int[] counts = new int[sums.length];
        for (int row : rows) {
            if (labels.ofRow()[row] == label) {
                for (int m = 0; m < sums.length; m++) {
                    if (data.measured(row, m)) {
                        sums[m] += data.quality(row, m);
                        counts[m]++;
                    }
                }
            }
        }
        boolean any = false;
        for (int m = 0; m < sums.length; m++) {
            if (counts[m] >= 5) {
                double mean = Math.max(FLOOR, Math.min(1 - FLOOR, sums[m] / counts[m]));
                double logit = StrictMath.log(mean / (1 - mean));
                int area = kinds.get(label).area().number();
                cells.add(new Cell(m, labelOfPlace.size(), area, logit, counts[m] / (counts[m] + ENOUGH)));
                any = true;
            }
        }
        if (any) {
            labelOfPlace.add(label);
        }
    }

    private void updateDifficulty() {
        double[] sums = new double[difficulty.length];
        double[] weights = new double[difficulty.length];
        for (Cell cell : cells) {
            sums[cell.place] += cell.weight * (ability[cell.model] + offsets[cell.model][cell.area] - cell.logit);
            weights[cell.place] += cell.weight;
        }
        for (int p = 0; p < sums.length; p++) {
            difficulty[p] = sums[p] / (weights[p] + 0.1);
        }
    }

    private void updateAbility() {
        double[] sums = new double[ability.length];
        double[] weights = new double[ability.length];
        for (Cell cell : cells) {
            sums[cell.model] += cell.weight * (cell.logit + difficulty[cell.place] - offsets[cell.model][cell.area]);
            weights[cell.model] += cell.weight;
        }
        for (int m = 0; m < sums.length; m++) {
            ability[m] = sums[m] / (weights[m] + PRIOR);
        }
    }

    private void updateOffsets() {
        double[][] sums = new double[ability.length][Abilities.AREAS];
        double[][] weights = new double[ability.length][Abilities.AREAS];
        for (Cell cell : cells) {
            sums[cell.model][cell.area] += cell.weight * (cell.logit + difficulty[cell.place] - ability[cell.model]);
            weights[cell.model][cell.area] += cell.weight;
        }
        for (int m = 0; m < sums.length; m++) {
            for (int a = 0; a < Abilities.AREAS; a++) {
                offsets[m][a] = sums[m][a] / (weights[m][a] + AREA_PRIOR);
            }
        }
    }

    private Abilities result() {
        int models = ability.length;
        float[] flat = new float[models * Abilities.AREAS];
        float[] values = new float[models];
        for (int m = 0; m < models; m++) {
            values[m] = (float) ability[m];
            for (int a = 0; a < Abilities.AREAS; a++) {
                flat[m * Abilities.AREAS + a] = (float) offsets[m][a];
            }
        }
        double error = 0;
        double weight = 0;
        for (Cell cell : cells) {
            double off = cell.logit + difficulty[cell.place] - ability[cell.model] - offsets[cell.model][cell.area];
            error += cell.weight * off * off;
            weight += cell.weight;
        }
        int anchor = data.models().indexOf(ANCHOR);
        return new Abilities(
                values,
                flat,
                byLabel(),
                kinds.stream().mapToInt(kind -> kind.area().number()).toArray(),
                anchor < 0 ? 0 : values[anchor],
                (float) Math.max(AREA_ERROR_LEAST, Math.sqrt(error / Math.max(1e-9, weight))),
                SCORE_ERROR);
    }

    private float[] byLabel() {
        float[] out = new float[labels.names().size()];
        int[] counts = new int[out.length];
        for (int p = 0; p < difficulty.length; p++) {
            out[labelOfPlace.get(p)] += (float) difficulty[p];
            counts[labelOfPlace.get(p)]++;
        }
        for (int k = 0; k < out.length; k++) {
            out[k] /= Math.max(1, counts[k]);
        }
        return out;
    }
}
