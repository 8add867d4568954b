package dev.roundhouse;

import java.util.Random;
import java.util.function.Consumer;
import org.jspecify.annotations.NullMarked;

/// Runs a property on many seeds. A failing seed is named in the failure, and runs alone when it is given back
/// with `-Dseeds.only=SEED`.
@NullMarked
public final class Seeds {
    private static final long FIRST = 20_261_124L;

    private Seeds() {}

    /// Runs `property` with so many generators, each of a seed of its own, the same in every run.
    public static void times(int count, Consumer<Random> property) {
        String only = System.getProperty("seeds.only");
        if (only != null) {
            property.accept(new Random(Long.parseLong(only)));
            return;
        }
        for (long seed = FIRST; seed < FIRST + count; seed++) {
            try {
                property.accept(new Random(seed));
            } catch (RuntimeException | AssertionError e) {
                throw new AssertionError("seed " + seed + " (again: -Dseeds.only=" + seed + "): " + e.getMessage(), e);
            }
        }
    }
}
