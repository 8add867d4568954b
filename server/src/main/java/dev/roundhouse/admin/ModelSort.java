package dev.roundhouse.admin;

import dev.roundhouse.catalog.PriceKind;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/// The orders of the listing. An entry without the fact in question goes last; equals keep the catalogue's order.
///
/// @see "OpenRouter API: GET /models, query parameter sort"
enum ModelSort {
    MOST_POPULAR("most-popular"),
    TOP_WEEKLY("top-weekly"),
    THROUGHPUT("throughput-high-to-low"),
    LATENCY("latency-low-to-high"),
    NEWEST("newest"),
    CHEAPEST("pricing-low-to-high"),
    DEAREST("pricing-high-to-low"),
    CONTEXT("context-high-to-low"),
    INTELLIGENCE("intelligence-high-to-low"),
    CODING("coding-high-to-low"),
    AGENTIC("agentic-high-to-low"),
    DESIGN_ARENA("design-arena-elo-high-to-low");

    private static final String DESIGN_ARENA_SCORE = "design_arena.elo";

    private final String wireName;

    ModelSort(String wireName) {
        this.wireName = wireName;
    }

    /// The order itself.
    Comparator<ModelRow> order() {
        return switch (this) {
            // Nobody counts requests or measures speed for listings: nothing is known to go before anything.
            case MOST_POPULAR, TOP_WEEKLY, THROUGHPUT, LATENCY -> (_, _) -> 0;
            case NEWEST -> highFirst(row -> days(row.created()));
            case CHEAPEST -> lowFirst(ModelSort::averagePrice);
            case DEAREST -> highFirst(ModelSort::averagePrice);
            case CONTEXT -> highFirst(row -> known(row.model().context()));
            case INTELLIGENCE -> highFirst(row -> row.score(ModelFilter.INTELLIGENCE));
            case CODING -> highFirst(row -> row.score(ModelFilter.CODING));
            case AGENTIC -> highFirst(row -> row.score(ModelFilter.AGENTIC));
            case DESIGN_ARENA -> highFirst(row -> row.score(DESIGN_ARENA_SCORE));
        };
    }

    /// The order of that name.
    static Optional<ModelSort> named(String name) {
        return Arrays.stream(values()).filter(s -> s.wireName.equals(name)).findFirst();
    }

    /// The names of all orders.
    static Set<String> names() {
        return Arrays.stream(values()).map(s -> s.wireName).collect(Collectors.toUnmodifiableSet());
    }

    private static Comparator<ModelRow> lowFirst(Function<ModelRow, OptionalDouble> fact) {
        return Comparator.comparingDouble(row -> fact.apply(row).orElse(Double.POSITIVE_INFINITY));
    }

    private static Comparator<ModelRow> highFirst(Function<ModelRow, OptionalDouble> fact) {
        return Comparator.comparingDouble(row -> -fact.apply(row).orElse(Double.NEGATIVE_INFINITY));
    }

    /// Mean of prompt and completion price. Exact in a double: prices are whole pico-dollars far below 2⁵³.
    private static OptionalDouble averagePrice(ModelRow row) {
        OptionalLong input = row.offer().picos(PriceKind.INPUT);
        OptionalLong output = row.offer().picos(PriceKind.OUTPUT);
        if (input.isEmpty()) {
            return OptionalDouble.empty();
        }
        boolean givesText = row.model().output().contains(ModelFilter.TEXT);
        if (output.isEmpty() && givesText) {
            return OptionalDouble.empty();
        }
        return OptionalDouble.of(((double) input.getAsLong() + output.orElse(0)) / 2);
    }

    private static OptionalDouble days(Optional<LocalDate> day) {
        return day.map(d -> OptionalDouble.of((double) d.toEpochDay())).orElse(OptionalDouble.empty());
    }

    private static OptionalDouble known(long count) {
        return count == 0 ? OptionalDouble.empty() : OptionalDouble.of((double) count);
    }
}
