package dev.roundhouse.app;

import dev.roundhouse.selection.Abilities;
import dev.roundhouse.selection.Kind;
import dev.roundhouse.selection.Parameters;
import dev.roundhouse.selection.Predictor;
import dev.roundhouse.selection.Predictor.Expected;
import dev.roundhouse.selection.Predictor.Understood;
import dev.roundhouse.selection.training.Dataset.Listed;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// A trained selector asked about models by the names of a list, at the prices of that list.
final class SelectionPool {
    private static final double LEAST = 1e-9;

    private final Parameters parameters;
    private final Predictor predictor;
    private final Map<String, Listed> listed = new HashMap<>();

    SelectionPool(Parameters parameters, List<Listed> models) {
        this.parameters = parameters;
        predictor = new Predictor(parameters);
        models.forEach(model -> listed.put(model.name(), model));
    }

    Predictor predictor() {
        return predictor;
    }

    /// What is expected of these models, in their order.
    Expected expect(Understood prompt, List<String> models, long tokens) {
        int[] numbers = models.stream().mapToInt(parameters.models()::indexOf).toArray();
        int[] listedHere =
                java.util.Arrays.stream(numbers).filter(number -> number >= 0).toArray();
        Expected measured = predictor.expect(prompt, listedHere, tokens);
        double[] quality = new double[numbers.length];
        double[] usual = new double[numbers.length];
        double[] known = new double[numbers.length];
        double[] error = new double[numbers.length];
        double[] cost = new double[numbers.length];
        double usualLength = parameters.lengths().usual(prompt.shares());
        int at = 0;
        for (int i = 0; i < numbers.length; i++) {
            Listed model = listed.getOrDefault(models.get(i), new Listed(models.get(i), 1, 1, false));
            double output = parameters.lengths().tokens(usualLength, numbers[i], model.reasons());
            if (numbers[i] >= 0) {
                quality[i] = measured.quality()[at];
                known[i] = measured.known()[at];
                usual[i] = measured.usual()[at];
                error[i] = measured.error()[at];
                cost[i] = measured.cost()[at++] * priceRatio(model, numbers[i], tokens, output);
            } else {
                Abilities.Ability ability = parameters.abilities().ofScores(Map.of(), Kind.Area.LANGUAGE);
                quality[i] = parameters.abilities().quality(ability.value(), prompt.shares());
                usual[i] = quality[i];
                error[i] = parameters.abilities().qualityError(quality[i], ability.error());
                cost[i] = Math.max(LEAST, (tokens * model.input() + output * model.output()) / 1e6);
            }
        }
        return new Expected(quality, usual, error, cost, known);
    }

    // Costs were learnt at the prices of the training data.
    private double priceRatio(Listed model, int number, long tokens, double output) {
        double then =
                tokens * parameters.prices()[2 * number] + output * parameters.prices()[2 * number + 1];
        double now = tokens * model.input() + output * model.output();
        return then > 0 && now > 0 && listed.containsKey(model.name()) ? now / then : 1;
    }
}
