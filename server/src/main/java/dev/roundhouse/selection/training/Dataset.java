package dev.roundhouse.selection.training;

import dev.roundhouse.selection.Encoder.Reading;
import dev.roundhouse.selection.Prompt;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/// Prompts, and what became of them: one row for each prompt, one column for each model, NaN where nothing was
/// measured.
public final class Dataset {
    private final List<Example> examples;
    private final List<String> models;
    private final List<Reading> readings;
    private final float[][] quality;
    private final float[][] cost;
    private final float[][] outputTokens;
    private final Map<String, Listed> listed = new HashMap<>();

    /// One prompt.
    ///
    /// @param id its name
    /// @param source the measurements that it belongs to
    /// @param task kind of task
    /// @param subtask finer kind; empty when not said
    /// @param text what a selector may see
    public record Example(String id, String source, String task, String subtask, String text) {}

    /// What is known of a model beside its outcomes.
    ///
    /// @param name as in the outcomes
    /// @param input dollars for a million input tokens
    /// @param output dollars for a million output tokens
    /// @param reasons whether it reasons before it answers
    public record Listed(String name, double input, double output, boolean reasons) {}

    /// What one model made of one prompt.
    ///
    /// @param promptId name of the prompt
    /// @param model name of the model
    /// @param quality 0 to 1
    /// @param outputTokens how long the answer was; NaN when not known
    /// @param costUsd dollars at list price
    public record Outcome(String promptId, String model, float quality, float outputTokens, float costUsd) {}

    /// Puts outcomes beside their prompts. Outcomes of unknown prompts are left out.
    ///
    /// @throws IllegalArgumentException when nothing is left to learn from
    public Dataset(List<Example> examples, Iterable<Outcome> outcomes, List<Listed> listed) {
        for (Listed model : listed) {
            this.listed.put(model.name(), model);
        }
        this.examples = List.copyOf(examples);
        Map<String, Integer> rows = new HashMap<>();
        for (Example example : examples) {
            rows.put(example.id(), rows.size());
        }
        List<Outcome> known = new ArrayList<>();
        TreeSet<String> names = new TreeSet<>();
        for (Outcome outcome : outcomes) {
            if (rows.containsKey(outcome.promptId())) {
                known.add(outcome);
                names.add(outcome.model());
            }
        }
        if (known.isEmpty()) {
            throw new IllegalArgumentException("data: no outcome of a known prompt (expected: some)");
        }
        models = List.copyOf(names);
        Map<String, Integer> columns = new TreeMap<>();
        for (String name : models) {
            columns.put(name, columns.size());
        }
        quality = unknown(examples.size(), models.size());
        cost = unknown(examples.size(), models.size());
        outputTokens = unknown(examples.size(), models.size());
        for (Outcome outcome : known) {
            int row = rows.getOrDefault(outcome.promptId(), 0);
            int column = columns.getOrDefault(outcome.model(), 0);
            quality[row][column] = outcome.quality();
            cost[row][column] = outcome.costUsd();
            outputTokens[row][column] = outcome.outputTokens();
        }
        readings = examples.stream()
                .map(example -> Reading.of(Prompt.ofText(example.text())))
                .toList();
    }

    private static float[][] unknown(int rows, int columns) {
        float[][] table = new float[rows][columns];
        for (float[] row : table) {
            java.util.Arrays.fill(row, Float.NaN);
        }
        return table;
    }

    /// The prompts, by row.
    public List<Example> examples() {
        return examples;
    }

    /// Names of the models, by column, sorted.
    public List<String> models() {
        return models;
    }

    List<Reading> readings() {
        return readings;
    }

    /// Quality of a model's answer to a prompt; NaN where it was not measured.
    public float quality(int row, int column) {
        return quality[row][column];
    }

    float cost(int row, int column) {
        return cost[row][column];
    }

    float outputTokens(int row, int column) {
        return outputTokens[row][column];
    }

    boolean reasons(int column) {
        Listed known = listed.get(models.get(column));
        return known != null && known.reasons();
    }

    /// Dollars for a million input and output tokens of each model; 1 and 1 where the list lacks it.
    float[] prices() {
        float[] prices = new float[2 * models.size()];
        for (int m = 0; m < models.size(); m++) {
            Listed known = listed.getOrDefault(models.get(m), new Listed("", 1, 1, false));
            prices[2 * m] = (float) known.input();
            prices[2 * m + 1] = (float) known.output();
        }
        return prices;
    }

    boolean measured(int row, int column) {
        return !Float.isNaN(quality[row][column]);
    }

    /// Models that were measured on any of these rows.
    int[] measured(int[] rows) {
        return java.util.stream.IntStream.range(0, models.size())
                .filter(column -> java.util.Arrays.stream(rows).anyMatch(row -> measured(row, column)))
                .toArray();
    }

    /// Rows that are wanted, in order.
    int[] rows(java.util.function.IntPredicate wanted) {
        return java.util.stream.IntStream.range(0, examples.size())
                .filter(wanted)
                .toArray();
    }
}
