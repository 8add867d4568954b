package dev.roundhouse.selection;

import java.util.Arrays;

/// A text cut into words, numbers and symbols, each known only by a hash. Letters are folded to lower case; of a
/// number only its length is kept, so that the same exercise with other numbers looks the same.
final class Words {
    static final byte WORD = 0;
    static final byte NUMBER = 1;
    static final byte SYMBOL = 2;

    // Beyond this the start and the end of a text are read: instructions stand first, the question last.
    private static final int HEAD = 6_000;
    private static final int TAIL = 4_000;

    private int[] hashes;
    private byte[] kinds;
    private short[] lengths;
    private int count;

    private Words(int expected) {
        hashes = new int[expected];
        kinds = new byte[expected];
        lengths = new short[expected];
    }

    static Words of(String text) {
        Words words = new Words(16 + Math.min(text.length(), HEAD + TAIL) / 4);
        if (text.length() <= HEAD + TAIL) {
            words.read(text, 0, text.length());
        } else {
            words.read(text, 0, HEAD);
            words.read(text, text.length() - TAIL, text.length());
        }
        return words;
    }

    int count() {
        return count;
    }

    int hash(int at) {
        return hashes[at];
    }

    boolean isWord(int at) {
        return kinds[at] == WORD;
    }

    boolean isNumber(int at) {
        return kinds[at] == NUMBER;
    }

    int length(int at) {
        return lengths[at];
    }

    /// The hash that a lower-case word would have.
    static int hashOf(String word) {
        int hash = 0x811c9dc5;
        for (int i = 0; i < word.length(); i++) {
            hash = step(hash, word.charAt(i));
        }
        return mix(hash);
    }

    static int mix(int hash) {
        int h = hash;
        h = (h ^ (h >>> 16)) * 0x85ebca6b;
        h = (h ^ (h >>> 13)) * 0xc2b2ae35;
        return h ^ (h >>> 16);
    }

    static int step(int hash, int c) {
        return (hash ^ c) * 0x01000193;
    }

    private void read(String text, int from, int to) {
        int at = from;
        while (at < to) {
            char c = text.charAt(at);
            if (isLetter(c) || (c == '\\' && at + 1 < to && isLetter(text.charAt(at + 1)))) {
                at = word(text, at, to);
            } else if (c >= '0' && c <= '9') {
                at = number(text, at, to);
            } else {
                if (c > ' ' && !Character.isWhitespace(c)) {
                    add(mix(step(0x811c9dc5, c)), SYMBOL, 1);
                }
                at++;
            }
        }
    }

    private int word(String text, int from, int to) {
        int hash = step(0x811c9dc5, fold(text.charAt(from)));
        int at = from + 1;
        while (at < to && isLetter(text.charAt(at))) {
            hash = step(hash, fold(text.charAt(at)));
            at++;
        }
        // A backslash makes a command of TeX, which is no word of a language.
        add(mix(hash), text.charAt(from) == '\\' ? SYMBOL : WORD, at - from);
        return at;
    }

    private int number(String text, int from, int to) {
        int at = from;
        while (at < to && text.charAt(at) >= '0' && text.charAt(at) <= '9') {
            at++;
        }
        add(mix(step(step(0x811c9dc5, '#'), Math.min(at - from, 4))), NUMBER, at - from);
        return at;
    }

    private void add(int hash, byte kind, int length) {
        if (count == hashes.length) {
            hashes = Arrays.copyOf(hashes, count * 2);
            kinds = Arrays.copyOf(kinds, count * 2);
            lengths = Arrays.copyOf(lengths, count * 2);
        }
        hashes[count] = hash;
        kinds[count] = kind;
        lengths[count] = (short) Math.min(length, Short.MAX_VALUE);
        count++;
    }

    static boolean isLetter(char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c > 0x7f && isForeignLetter(c));
    }

    // Chinese and Japanese write no spaces: there each sign is a token of its own.
    private static boolean isForeignLetter(char c) {
        return Character.isLetter(c) && !Character.isIdeographic(c) && (c < 0x3040 || c > 0x30ff);
    }

    static int fold(char c) {
        return c >= 'A' && c <= 'Z' ? c + 32 : c > 0x7f ? Character.toLowerCase(c) : c;
    }
}
