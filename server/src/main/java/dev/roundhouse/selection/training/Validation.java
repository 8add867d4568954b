package dev.roundhouse.selection.training;

import dev.roundhouse.selection.Parameters;
import dev.roundhouse.selection.Predictor;
import dev.roundhouse.selection.Predictor.Expected;
import dev.roundhouse.selection.Predictor.Understood;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/// Says what a selector would have expected of prompts that it did not see, nor a near-duplicate of them: the
/// data is
/// cut in parts, and each part is judged by what was learnt from the others.
public final class Validation {
    /// In how many parts the data is cut.
    public static final int PARTS = 25;

    private final Dataset data;
    private final List<Suite> suites;
    private final Trainer trainer;
    private final int[] folds;

    /// A prompt, what was expected of the models in question, and what became of them.
    ///
    /// @param row row of the data
    /// @param pool columns of the models in question
    /// @param prompt the prompt as understood
    /// @param expected what was expected, in the order of the pool
    /// @param predictor what expected it
    public record Judged(int row, int[] pool, Understood prompt, Expected expected, Predictor predictor) {}

    /// Prepares the parts.
    ///
    /// @param suites which models stand for choice; empty lets all measured ones
    public Validation(Dataset data, List<Suite> suites, long seed) {
        this.data = data;
        this.suites = List.copyOf(suites);
        trainer = new Trainer(data, seed);
        folds = Folds.of(data, trainer.groups(), PARTS, seed);
    }

    /// Judges all prompts, part by part.
    public void run(Consumer<Judged> judge) {
        // In parallel, and told in order.
        IntStream.range(0, PARTS)
                .parallel()
                .mapToObj(part -> {
                    List<Judged> judged = new ArrayList<>();
                    judge(data.rows(row -> folds[row] != part), data.rows(row -> folds[row] == part), judged::add);
                    return judged;
                })
                .toList()
                .forEach(part -> part.forEach(judge));
    }

    /// Judges the prompts of one kind of task by what was learnt without any of them, as if the kind were new.
    public void withoutKind(String label, Consumer<Judged> judge) {
        int kind = trainer.labels().names().indexOf(label);
        int[] ofRow = trainer.labels().ofRow();
        judge(data.rows(row -> ofRow[row] != kind), data.rows(row -> ofRow[row] == kind), judge);
    }

    /// Names of the kinds of task that the data tells apart.
    public List<String> labels() {
        return trainer.labels().names();
    }

    private void judge(int[] learn, int[] rows, Consumer<Judged> judge) {
        Parameters parameters = trainer.train(learn);
        Predictor predictor = new Predictor(parameters);
        for (int row : rows) {
            int[] pool = pool(row);
            Understood prompt = predictor.understand(data.readings().get(row));
            long tokens = Predictor.inputTokens(data.examples().get(row).text());
            judge.accept(new Judged(row, pool, prompt, predictor.expect(prompt, pool, tokens), predictor));
        }
    }

    // All models that stand for choice in a suite that holds the prompt's source.
    private int[] pool(int row) {
        String source = data.examples().get(row).source();
        TreeSet<String> names = new TreeSet<>();
        for (Suite suite : suites) {
            if (suite.sources().contains(source)) {
                names.addAll(suite.models());
            }
        }
        return IntStream.range(0, data.models().size())
                .filter(column -> names.isEmpty()
                        ? data.measured(row, column)
                        : names.contains(data.models().get(column)))
                .toArray();
    }
}
