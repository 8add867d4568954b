package dev.roundhouse.selection.auto;

import dev.roundhouse.selection.Kind;
import dev.roundhouse.selection.Objective;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// What the operator wrote about automatic choices. A request may say otherwise, but cannot widen `allowed` and
/// `excluded`.
///
/// @param floor share of the best allowed model's expected quality that must be kept, 0 to 1; null unsaid
/// @param tradeoff 0, quality alone, to 10, cost first; null unsaid
/// @param allowed patterns of models that may be chosen; empty all
/// @param excluded patterns of models that may not
/// @param rules kind or area of a task to the patterns of models that it goes to, the first that can answer first
public record AutoRules(
        @Nullable Double floor,
        @Nullable Integer tradeoff,
        List<String> allowed,
        List<String> excluded,
        Map<String, List<String>> rules) {
    /// Nothing is said.
    public static final AutoRules NONE = new AutoRules(null, null, List.of(), List.of(), Map.of());

    private static final double USUAL_FLOOR = 0.98;

    public AutoRules {
        allowed = List.copyOf(allowed);
        excluded = List.copyOf(excluded);
        rules = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(rules));
    }

    /// The names that rules may have: areas such as `code`, and kinds of task such as `short-code`.
    public static List<String> taskNames() {
        TreeSet<String> names = new TreeSet<>();
        for (Kind kind : Kind.values()) {
            names.add(kind.id());
            names.add(area(kind));
        }
        return List.copyOf(names);
    }

    /// What matters where the request does not say.
    Objective objective() {
        if (floor != null) {
            return Objective.atLeast(floor);
        }
        return tradeoff != null ? Objective.tradeOff(tradeoff) : Objective.atLeast(USUAL_FLOOR);
    }

    /// The patterns of a task: of its kind, else of its area, else none.
    List<String> of(Kind kind) {
        List<String> own = rules.get(kind.id());
        return own != null ? own : rules.getOrDefault(area(kind), List.of());
    }

    private static String area(Kind kind) {
        return kind.area().name().toLowerCase(Locale.ROOT);
    }
}
