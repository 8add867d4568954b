package dev.roundhouse.selection;

import org.jspecify.annotations.Nullable;

/// What matters to the caller.
///
/// @param floor share of the best allowed model's expected quality that must be kept, 0 to 1; among the models
///   that keep
/// it the cheapest is chosen, and 1 asks for the best
/// @param ceilingPico most that the request may cost, in pico-dollars; 0 no ceiling
/// @param latencySeconds most that the whole answer should take; 0 no target
/// @param current model that has answered in this conversation so far; null at its start
public record Objective(
        double floor,
        long ceilingPico,
        double latencySeconds,
        @Nullable String current) {
    /// The best allowed model.
    public static final Objective BEST = new Objective(1, 0, 0, null);

    private static final double MOST_GIVEN_UP = 0.3;

    public Objective {
        if (!(floor >= 0 && floor <= 1)) {
            throw new IllegalArgumentException("floor: " + floor + " (expected: 0 to 1)");
        }
        if (ceilingPico < 0 || latencySeconds < 0) {
            throw new IllegalArgumentException(
                    "ceiling or latency: " + ceilingPico + ", " + latencySeconds + " (expected: 0 or more)");
        }
    }

    /// A floor, such as 0.98.
    public static Objective atLeast(double floor) {
        return new Objective(floor, 0, 0, null);
    }

    /// The trade between cost and quality on a scale from 0, quality alone, to 10, cost first: it gives up `0.3
    /// (n / 10)²` of
    /// the best quality, so that the first steps cost little quality and save most of the money.
    public static Objective tradeOff(int n) {
        if (n < 0 || n > 10) {
            throw new IllegalArgumentException("cost_quality_tradeoff: " + n + " (expected: 0 to 10)");
        }
        return atLeast(1 - MOST_GIVEN_UP * n * n / 100.0);
    }

    /// The same with a ceiling on what the request may cost.
    public Objective withCeiling(long pico) {
        return new Objective(floor, pico, latencySeconds, current);
    }

    /// The same with a target for the time that an answer takes.
    public Objective withLatency(double seconds) {
        return new Objective(floor, ceilingPico, seconds, current);
    }

    /// The same within a conversation that a model has answered so far.
    public Objective after(String model) {
        return new Objective(floor, ceilingPico, latencySeconds, model);
    }
}
