package dev.roundhouse.selection.training;

import dev.roundhouse.selection.Predictor;
import dev.roundhouse.selection.Predictor.Expected;
import dev.roundhouse.selection.training.Validation.Judged;
import java.util.ArrayList;
import java.util.List;

/// Checks a promise on judged prompts: which share of the best single model's quality the choices kept, and at which
/// share of its cost.
public final class Promise {
    private final Dataset data;

    /// How a suite came out.
    ///
    /// @param suite its name
    /// @param prompts how many were judged
    /// @param kept quality of the choices, as share of the best single model's
    /// @param cost cost of the choices, as share of the best single model's
    public record Kept(String suite, int prompts, double kept, double cost) {}

    /// A check on this data.
    public Promise(Dataset data) {
        this.data = data;
    }

    /// What the choices under a floor come to, for each suite that has judged prompts with all its outcomes.
    public List<Kept> check(List<Suite> suites, List<Judged> judged, double floor) {
        List<Kept> all = new ArrayList<>();
        for (Suite suite : suites) {
            int[] columns = suite.models().stream()
                    .mapToInt(name -> data.models().indexOf(name))
                    .toArray();
            Sums sums = new Sums(columns.length);
            for (Judged one : judged) {
                if (suite.sources().contains(data.examples().get(one.row()).source()) && complete(one.row(), columns)) {
                    sums.add(one.row(), columns, choice(one, columns, floor));
                }
            }
            if (sums.prompts > 0) {
                all.add(sums.kept(suite.name()));
            }
        }
        return all;
    }

    private boolean complete(int row, int[] columns) {
        for (int column : columns) {
            if (column < 0 || !data.measured(row, column)) {
                return false;
            }
        }
        return true;
    }

    private static int choice(Judged one, int[] columns, double floor) {
        double[] quality = new double[columns.length];
        double[] error = new double[columns.length];
        double[] cost = new double[columns.length];
        for (int i = 0; i < columns.length; i++) {
            int place = java.util.Arrays.binarySearch(one.pool(), columns[i]);
            quality[i] = one.expected().quality()[place];
            error[i] = one.expected().error()[place];
            cost[i] = one.expected().cost()[place];
        }
        Predictor predictor = one.predictor();
        return predictor.choose(one.prompt(), new Expected(quality, error, cost), floor);
    }

    /// What one suite's prompts add up to.
    private final class Sums {
        private final double[] quality;
        private final double[] cost;
        private double chosenQuality;
        private double chosenCost;
        private int prompts;

        Sums(int models) {
            quality = new double[models];
            cost = new double[models];
        }

        void add(int row, int[] columns, int choice) {
            for (int i = 0; i < columns.length; i++) {
                quality[i] += data.quality(row, columns[i]);
                cost[i] += data.cost(row, columns[i]);
            }
            chosenQuality += data.quality(row, columns[choice]);
            chosenCost += data.cost(row, columns[choice]);
            prompts++;
        }

        Kept kept(String suite) {
            int best = 0;
            for (int i = 1; i < quality.length; i++) {
                boolean better = quality[i] > quality[best] || (quality[i] == quality[best] && cost[i] < cost[best]);
                best = better ? i : best;
            }
            return new Kept(suite, prompts, chosenQuality / quality[best], chosenCost / cost[best]);
        }
    }
}
