package dev.roundhouse.bench;

import java.util.Collection;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/// One figure over all counted rounds.
record Spread(double median, double min, double max) {

    static <T> Spread of(Collection<T> rounds, ToDoubleFunction<T> figure) {
        double[] sorted = rounds.stream().mapToDouble(figure).sorted().toArray();
        if (sorted.length == 0) throw new IllegalArgumentException("rounds: none");
        double median = (sorted[(sorted.length - 1) / 2] + sorted[sorted.length / 2]) / 2;
        return new Spread(median, sorted[0], sorted[sorted.length - 1]);
    }

    /// `12.3 (12.1-12.9)`; the range only where there was more than one round.
    String text(int decimals) {
        String middle = fixed(median, decimals);
        return min == max ? middle : middle + " (" + fixed(min, decimals) + "-" + fixed(max, decimals) + ")";
    }

    private static String fixed(double value, int decimals) {
        return String.format(Locale.ROOT, "%,." + decimals + "f", value);
    }
}
