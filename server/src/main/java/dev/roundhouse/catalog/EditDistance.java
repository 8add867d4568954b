package dev.roundhouse.catalog;

/// How many letters must be added, dropped or changed to make one text another: Levenshtein's distance, one
/// machine
/// word per column. Made once for a text, then asked for its distance to many.
///
/// @see "G. Myers: A fast bit-vector algorithm for approximate string matching, 1999"
final class EditDistance {
    /// Texts count with so many letters; the rest is not looked at.
    static final int LENGTH_MAX = Long.SIZE;

    private static final int LETTERS = 37;

    private final long[] masks = new long[LETTERS];
    private final int length;

    private EditDistance(String text) {
        this.length = Math.min(text.length(), LENGTH_MAX);
        for (int i = 0; i < length; i++) {
            masks[letter(text.charAt(i))] |= 1L << i;
        }
    }

    /// Distances from a text.
    ///
    /// @param text of `a-z`, `0-9` and `-` alone
    static EditDistance from(String text) {
        return new EditDistance(text);
    }

    /// The distance to another such text.
    int to(String other) {
        int otherLength = Math.min(other.length(), LENGTH_MAX);
        if (length == 0) {
            return otherLength;
        }
        long plus = -1L;
        long minus = 0;
        long last = 1L << (length - 1);
        int distance = length;
        for (int i = 0; i < otherLength; i++) {
            long equal = masks[letter(other.charAt(i))];
            long vertical = equal | minus;
            long horizontal = (((equal & plus) + plus) ^ plus) | equal;
            long up = minus | ~(horizontal | plus);
            long down = plus & horizontal;
            distance += (up & last) != 0 ? 1 : 0;
            distance -= (down & last) != 0 ? 1 : 0;
            up = (up << 1) | 1L;
            plus = (down << 1) | ~(vertical | up);
            minus = up & vertical;
        }
        return distance;
    }

    /// One for the same text, zero for one that has nothing of it.
    double likeness(String other) {
        int longer = Math.max(length, Math.min(other.length(), LENGTH_MAX));
        return longer == 0 ? 1 : 1.0 - (double) to(other) / longer;
    }

    private static int letter(char c) {
        if (c >= 'a' && c <= 'z') {
            return c - 'a';
        }
        return c == '-' ? LETTERS - 1 : 'z' - 'a' + 1 + c - '0';
    }
}
