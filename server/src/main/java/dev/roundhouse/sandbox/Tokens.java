package dev.roundhouse.sandbox;

import java.util.ArrayList;
import java.util.List;

/// The sandbox's own way to count: a token is up to eight letters or up to three digits with at most one blank
/// before
/// them, or else a
/// single character. It is simple on purpose, so that a test can count along; no model counts so.
final class Tokens {
    private static final int LETTERS_MAX = 8;
    private static final int DIGITS_MAX = 3;

    private Tokens() {}

    /// The tokens of a text, which joined give the text again. No character is cut in two.
    static List<String> split(String text) {
        List<String> tokens = new ArrayList<>();
        for (int from = 0; from < text.length(); ) {
            int to = end(text, from);
            tokens.add(text.substring(from, to));
            from = to;
        }
        return tokens;
    }

    /// As many as [#split] gives, without making them.
    static int count(String text) {
        int count = 0;
        for (int from = 0; from < text.length(); from = end(text, from)) {
            count++;
        }
        return count;
    }

    private static int end(String text, int from) {
        int first = text.codePointAt(from);
        int start = from;
        int next = from + Character.charCount(first);
        if (first == ' ' && next < text.length()) {
            start = next;
            first = text.codePointAt(start);
        }
        if (isLetter(first)) {
            return run(text, start, LETTERS_MAX);
        }
        return Character.isDigit(first) ? run(text, start, DIGITS_MAX) : next;
    }

    private static int run(String text, int start, int max) {
        boolean letters = isLetter(text.codePointAt(start));
        int at = start;
        for (int taken = 0; taken < max && at < text.length(); taken++) {
            int c = text.codePointAt(at);
            if (letters ? !isLetter(c) : !Character.isDigit(c)) {
                break;
            }
            at += Character.charCount(c);
        }
        return at;
    }

    /// Ideographs stand alone, as in the vocabularies of models.
    private static boolean isLetter(int c) {
        return Character.isLetter(c) && !Character.isIdeographic(c);
    }
}
