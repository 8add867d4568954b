package dev.roundhouse.config;

import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;

/// The nearest of the names that somebody may have meant.
final class Names {
    private Names() {}

    /// The nearest name, when it is near: at most a third of its letters differ, and at most three.
    static Optional<String> nearest(String name, Collection<String> known) {
        return known.stream()
                .map(candidate -> new Near(candidate, distance(name, candidate)))
                .filter(near ->
                        near.distance() <= Math.clamp(near.name().length() / 3, 1, 3) || contains(name, near.name()))
                .min(Comparator.comparingInt(Near::distance).thenComparing(Near::name))
                .map(Near::name);
    }

    /// ` (did you mean 'x'?)`, or nothing.
    static String suggestion(String name, Collection<String> known) {
        return nearest(name, known).map(n -> " (did you mean '" + n + "'?)").orElse("");
    }

    /// Edits (insert, delete, replace, swap of neighbours) from one to the other, letters' case ignored.
    static int distance(String left, String right) {
        String a = shortened(left);
        String b = shortened(right);
        int[][] d = new int[a.length() + 1][b.length() + 1];
        for (int i = 0; i <= a.length(); i++) {
            d[i][0] = i;
        }
        for (int j = 0; j <= b.length(); j++) {
            d[0][j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            for (int j = 1; j <= b.length(); j++) {
                int cost = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
                d[i][j] = Math.min(Math.min(d[i - 1][j] + 1, d[i][j - 1] + 1), d[i - 1][j - 1] + cost);
                if (i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1)) {
                    d[i][j] = Math.min(d[i][j], d[i - 2][j - 2] + 1);
                }
            }
        }
        return d[a.length()][b.length()];
    }

    // `url` for `base_url`, `max_tokens` for `tokens`: whole words of the other.
    private static boolean contains(String name, String candidate) {
        return name.length() >= 3
                && (("_" + candidate + "_").contains("_" + name + "_")
                        || ("_" + name + "_").contains("_" + candidate + "_"));
    }

    // A foreign key may be as long as the file.
    private static String shortened(String name) {
        return (name.length() > 64 ? name.substring(0, 64) : name).toLowerCase(java.util.Locale.ROOT);
    }

    private record Near(String name, int distance) {}
}
