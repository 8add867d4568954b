package dev.roundhouse.selection.training;

import dev.roundhouse.selection.Predictor;
import dev.roundhouse.selection.Predictor.Expected;
import dev.roundhouse.selection.training.Validation.Judged;
import java.util.ArrayList;
import java.util.List;

/// Checks a promise on judged prompts: which share of the best single model's quality the choices kept, and at
/// which
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

    /// A choice and what each model of the suite made of the prompt.
    ///
    /// @param row row of the data
    /// @param chosen place of the chosen model
    /// @param quality of each model
    /// @param cost of each model, dollars
    public record Pick(int row, int chosen, double[] quality, double[] cost) {}

    /// A check on this data.
    public Promise(Dataset data) {
        this.data = data;
    }

    /// What the choices under a floor come to, for each suite that has judged prompts with all its outcomes.
    public List<Kept> check(List<Suite> suites, List<Judged> judged, double floor) {
        List<Kept> all = new ArrayList<>();
        for (Suite suite : suites) {
            List<Pick> picks = picks(suite, judged, floor);
            if (!picks.isEmpty()) {
                all.add(kept(suite.name(), picks));
            }
        }
        return all;
    }

    /// The choices under a floor for the judged prompts that have all outcomes of a suite.
    public List<Pick> picks(Suite suite, List<Judged> judged, double floor) {
        int[] columns = suite.models().stream()
                .mapToInt(name -> data.models().indexOf(name))
                .toArray();
        List<Pick> picks = new ArrayList<>();
        for (Judged one : judged) {
            int row = one.row();
            if (suite.sources().contains(data.examples().get(row).source()) && complete(row, columns)) {
                double[] quality = new double[columns.length];
                double[] cost = new double[columns.length];
                for (int i = 0; i < columns.length; i++) {
                    quality[i] = data.quality(row, columns[i]);
                    cost[i] = data.cost(row, columns[i]);
                }
                picks.add(new Pick(row, choice(one, columns, floor), quality, cost));
            }
        }
        return picks;
    }

    private static Kept kept(String suite, List<Pick> picks) {
        int models = picks.getFirst().quality().length;
        double[] quality = new double[models];
        double[] cost = new double[models];
        double chosenQuality = 0;
        double chosenCost = 0;
        for (Pick pick : picks) {
            for (int i = 0; i < models; i++) {
                quality[i] += pick.quality()[i];
                cost[i] += pick.cost()[i];
            }
            chosenQuality += pick.quality()[pick.chosen()];
            chosenCost += pick.cost()[pick.chosen()];
        }
        int best = 0;
        for (int i = 1; i < models; i++) {
            boolean better = quality[i] > quality[best] || (quality[i] == quality[best] && cost[i] < cost[best]);
            best = better ? i : best;
        }
        return new Kept(suite, picks.size(), chosenQuality / quality[best], chosenCost / cost[best]);
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
        double[] usual = new double[columns.length];
        double[] error = new double[columns.length];
        double[] cost = new double[columns.length];
        double[] known = new double[columns.length];
        for (int i = 0; i < columns.length; i++) {
            int place = java.util.Arrays.binarySearch(one.pool(), columns[i]);
            quality[i] = one.expected().quality()[place];
            known[i] = one.expected().known()[place];
            usual[i] = one.expected().usual()[place];
            error[i] = one.expected().error()[place];
            cost[i] = one.expected().cost()[place];
        }
        Predictor predictor = one.predictor();
        return predictor.choose(
                one.prompt(), new Expected(quality, usual, error, cost, known), predictor.withMargin(floor));
    }
}
