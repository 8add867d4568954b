package dev.roundhouse.config;

import dev.roundhouse.selection.auto.AutoRules;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Reads what the operator wants of automatic choices: the member `selection`.
final class SelectionReader {
    private static final List<String> KEYS = List.of("floor", "tradeoff", "allowed", "excluded", "rules");
    private static final int TRADE_OFF_MAX = 10;

    private SelectionReader() {}

    static AutoRules read(Cursor cursor) {
        Double floor = null;
        Integer tradeoff = null;
        List<String> allowed = List.of();
        List<String> excluded = List.of();
        Map<String, List<String>> rules = Map.of();
        int line = cursor.line();
        for (String key = cursor.enter(); key != null; key = cursor.next()) {
            switch (key) {
                case "floor" -> floor = share(cursor);
                case "tradeoff" -> {
                    Long n = cursor.whole(0, TRADE_OFF_MAX);
                    tradeoff = n == null ? null : Integer.valueOf(n.intValue());
                }
                case "allowed" -> allowed = cursor.texts();
                case "excluded" -> excluded = cursor.texts();
                case "rules" -> rules = rules(cursor);
                default -> cursor.unknown(key, KEYS);
            }
        }
        if (floor != null && tradeoff != null) {
            cursor.problem(line, "selection", "both floor and tradeoff (expected: one of the two)");
        }
        return new AutoRules(floor, tradeoff, allowed, excluded, rules);
    }

    private static @Nullable Double share(Cursor cursor) {
        Double share = cursor.number();
        if (share != null && !(share >= 0 && share <= 1)) {
            cursor.problem(share + " (expected: a number from 0 to 1, such as 0.98)");
            return null;
        }
        return share;
    }

    private static Map<String, List<String>> rules(Cursor cursor) {
        Map<String, List<String>> rules = new LinkedHashMap<>();
        List<String> tasks = AutoRules.taskNames();
        for (String task = cursor.enter(); task != null; task = cursor.next()) {
            if (tasks.contains(task)) {
                rules.put(task, cursor.texts());
            } else {
                cursor.unknown(task, tasks);
            }
        }
        return rules;
    }
}
