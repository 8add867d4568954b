package dev.roundhouse.selection.training;

import dev.roundhouse.selection.training.Dataset.Example;
import dev.roundhouse.selection.training.Dataset.Listed;
import dev.roundhouse.selection.training.Dataset.Outcome;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.NullMarked;

/// A small world with known laws: sums that both models can do, and proofs that only the dear one can.
@NullMarked
public final class Examples {
    /// The dear model.
    public static final String STRONG = "strong-model";
    /// The cheap model.
    public static final String WEAK = "weak-model";

    private static final String[] THINGS = {"apples", "books", "cars", "stones", "lamps", "tickets", "cups", "horses"};
    private static final String[] NAMES = {"Ann", "Bob", "Carla", "Dan", "Eve", "Frank", "Greta", "Hugo"};
    private static final String[] SPACES = {"compact", "Hausdorff", "connected", "metric", "normal", "complete"};

    private Examples() {}

    /// A sum in words.
    public static String sum(SplittableRandom random) {
        return NAMES[random.nextInt(8)] + " has " + random.nextInt(90) + " " + THINGS[random.nextInt(8)] + " and buys "
                + random.nextInt(90) + " more " + THINGS[random.nextInt(8)] + " from " + NAMES[random.nextInt(8)]
                + ". How many does the shop sell in " + random.nextInt(9) + " days?";
    }

    /// A proof.
    public static String proof(SplittableRandom random) {
        return "Let $X$ be a " + SPACES[random.nextInt(6)] + " topological space and $f : X \\to Y$ a "
                + SPACES[random.nextInt(6)] + " map. Prove that $f^{-1}(K_" + random.nextInt(9) + ")$ is "
                + SPACES[random.nextInt(6)] + " whenever $\\sum_{n} a_n < \\infty$.";
    }

    /// Four hundred prompts and their outcomes.
    public static Dataset dataset() {
        SplittableRandom random = new SplittableRandom(5);
        List<Example> examples = new ArrayList<>();
        List<Outcome> outcomes = new ArrayList<>();
        for (int i = 0; i < 400; i++) {
            boolean hard = i % 2 == 1;
            String id = "p" + i;
            String text = hard ? proof(random) : sum(random);
            examples.add(new Example(id, "exam", hard ? "math-hard" : "math-easy", hard ? "proofs" : "sums", text));
            boolean weak = random.nextDouble() < (hard ? 0.1 : 0.95);
            boolean strong = random.nextDouble() < (hard ? 0.9 : 0.96);
            outcomes.add(new Outcome(id, WEAK, weak ? 1 : 0, hard ? 400 : 80, 0.0001f));
            outcomes.add(new Outcome(id, STRONG, strong ? 1 : 0, hard ? 600 : 100, 0.002f));
        }
        return new Dataset(
                examples, outcomes, List.of(new Listed(WEAK, 0.1, 0.2, false), new Listed(STRONG, 2, 4, false)));
    }
}
