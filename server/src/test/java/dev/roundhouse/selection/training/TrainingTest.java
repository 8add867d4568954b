package dev.roundhouse.selection.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.roundhouse.selection.Parameters;
import dev.roundhouse.selection.training.Dataset.Example;
import dev.roundhouse.selection.training.Validation.Judged;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;

@NullMarked
class TrainingTest {
    @Test
    void theSameSeedGivesTheSameBytes() {
        byte[] one = new Trainer(Examples.dataset(), 11).train().toBytes();
        byte[] two = new Trainer(Examples.dataset(), 11).train().toBytes();

        assertThat(one).isEqualTo(two);
    }

    @Test
    void aFileReadAndWrittenAgainIsTheSame() {
        byte[] file = new Trainer(Examples.dataset(), 11).train().toBytes();

        assertThat(Parameters.of(file).toBytes()).isEqualTo(file);
    }

    @Test
    void noWordOfAPromptStandsInTheFile() {
        byte[] file = new Trainer(Examples.dataset(), 11).train().toBytes();

        String text = new String(file, StandardCharsets.ISO_8859_1);
        assertThat(text).doesNotContainIgnoringCase("hausdorff", "tickets", "Greta", "topological");
    }

    @Test
    void theSameExerciseWithOtherNumbersIsANearDuplicate() {
        List<Example> examples = List.of(
                example("Tom has 12 red apples and gives 3 of them to his sister before school. How many are left?"),
                example("Tom has 40 red apples and gives 8 of them to his sister before school. How many are left?"),
                example("Which river flows through the city of Paris and into the sea near Le Havre?"));

        int[] groups = Duplicates.groups(examples);

        assertThat(groups[0]).isEqualTo(groups[1]).isNotEqualTo(groups[2]);
    }

    @Test
    void nearDuplicatesFallIntoTheSamePartAndPartsAreAlike() {
        Dataset data = Examples.dataset();
        int[] groups = new int[400];
        java.util.Arrays.setAll(groups, row -> row / 2);

        int[] folds = Folds.of(data, groups, 5, 77);

        int[] sizes = new int[5];
        for (int row = 0; row < 400; row += 2) {
            assertThat(folds[row]).isEqualTo(folds[row + 1]);
            sizes[folds[row]] += 2;
        }
        assertThat(sizes).containsOnly(80);
        assertThat(Folds.of(data, groups, 5, 78)).isNotEqualTo(folds);
    }

    @Test
    void everyPromptIsJudgedOnceAndThePromiseIsKept() {
        Dataset data = Examples.dataset();
        List<Suite> suites = List.of(new Suite("both", List.of("exam"), List.of(Examples.WEAK, Examples.STRONG)));
        List<Judged> judged = new ArrayList<>();

        new Validation(data, suites, 2).run(judged::add);

        assertThat(judged).extracting(Judged::row).doesNotHaveDuplicates().hasSize(400);
        assertThat(new Promise(data).check(suites, judged, 0.95))
                .singleElement()
                .satisfies(kept -> {
                    assertThat(kept.kept()).isGreaterThan(0.94);
                    assertThat(kept.cost()).isLessThanOrEqualTo(1);
                });
    }

    @Test
    void theHullKeepsOnlyWhatNoMixtureBeats() {
        List<Curves.Point> hull = Curves.hull(List.of(
                new Curves.Point(1, 0.5),
                new Curves.Point(2, 0.55),
                new Curves.Point(3, 0.9),
                new Curves.Point(4, 0.8)));

        assertThat(hull).containsExactly(new Curves.Point(1, 0.5), new Curves.Point(3, 0.9));
    }

    @Test
    void leadingVectorsAreThoseWithTheLargestValues() {
        SplittableRandom random = new SplittableRandom(8);
        double[][] rows = new double[50][3];
        for (double[] row : rows) {
            double value = random.nextDouble() - 0.5;
            row[0] = 10 * value;
            row[1] = 10 * value + 0.01 * random.nextDouble();
            row[2] = 0.01 * random.nextDouble();
        }

        double[][] vectors = Matrices.eigenvectors(Matrices.gram(rows), 1);

        assertThat(Math.abs(vectors[0][0])).isBetween(0.70, 0.71);
        assertThat(Math.abs(vectors[1][0])).isBetween(0.70, 0.72);
        assertThat(Math.abs(vectors[2][0])).isLessThan(0.01);
    }

    @Test
    void columnsThatRepeatOthersLeaveNothing() {
        double[][] rows = {{1, 2, 0}, {2, 4, 1}, {3, 6, 5}};

        Matrices.orthonormalise(rows);

        double[][] gram = Matrices.gram(rows);
        assertThat(gram[0][0]).isBetween(0.999, 1.001);
        assertThat(gram[1][1]).isZero();
        assertThat(gram[2][2]).isBetween(0.999, 1.001);
        assertThat(Math.abs(gram[0][2])).isLessThan(1e-9);
    }

    @Test
    void dataWithoutOutcomesIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Dataset(List.of(example("x")), List.of(), List.of()))
                .withMessageContaining("no outcome");
    }

    private static Example example(String text) {
        return new Example(text, "s", "t", "", text);
    }
}
