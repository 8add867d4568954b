package dev.roundhouse.selection.auto;

import java.util.List;

/// Names of models in which `*` stands for any characters.
final class Patterns {
    private Patterns() {}

    /// Whether one of them fits the name.
    static boolean anyFits(List<String> patterns, String name) {
        for (String pattern : patterns) {
            if (fits(pattern, name)) {
                return true;
            }
        }
        return false;
    }

    /// Whether it fits the whole name. Goes back to the last `*` alone, so that no pattern takes long.
    static boolean fits(String pattern, String name) {
        int p = 0;
        int n = 0;
        int star = -1;
        int from = 0;
        while (n < name.length()) {
            if (p < pattern.length() && pattern.charAt(p) == '*') {
                star = p++;
                from = n;
            } else if (p < pattern.length() && pattern.charAt(p) == name.charAt(n)) {
                p++;
                n++;
            } else if (star >= 0) {
                p = star + 1;
                n = ++from;
            } else {
                return false;
            }
        }
        while (p < pattern.length() && pattern.charAt(p) == '*') {
            p++;
        }
        return p == pattern.length();
    }
}
