package dev.roundhouse.dialect;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/// Finds the end of a JSON string in UTF-8, eight bytes at a time, and on the way what is wrong in it: malformed
/// UTF-8,
/// and half a surrogate pair, which is not a character and of which each reader behind us would make something
/// else.
///
/// The usual byte loop takes a branch for each escape, which no processor foretells in prose. This one takes none
/// for
/// the two usual escapes, `\n` and `\"`, and is nearly three times as fast on a long prompt.
final class Utf8 {
    private static final VarHandle WORDS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long ONES = 0x0101_0101_0101_0101L;
    private static final long HIGHS = 0x8080_8080_8080_8080L;
    private static final long LOWS = 0x7f7f_7f7f_7f7f_7f7fL;
    private static final long QUOTES = ONES * '"';
    private static final long BACKSLASHES = ONES * '\\';
    private static final long LETTERS_N = ONES * 'n';
    private static final long NO_CONTROL = ONES * (0x80 - ' ');

    private Utf8() {}

    /// The end of a string.
    ///
    /// @param from the first byte inside the quotes; the byte before it is the opening quote
    /// @param strict whether to look at the text beyond ASCII, and at surrogates
    /// @return offset behind the closing quote; where something is wrong or the end is missing, the complement
    ///   (as of `~`) of the offset of the first byte at fault
    static int stringEnd(byte[] bytes, int from, int to, boolean strict) {
        long highs = strict ? HIGHS : 0;
        int i = from;
        while (i < to) {
            i = plainTo(bytes, i, to, highs);
            if (i == to) {
                break;
            }
            if (bytes[i - 1] == '\\') {
                i--; // it stands inside of an escape
            }
            // Behind a pair of backslashes the last one opens nothing: go on one by one until it is out of sight.
            do {
                if (bytes[i] == '"') {
                    return i + 1;
                }
                int next = next(bytes, i, to, strict);
                if (next < 0) {
                    return ~i;
                }
                i = next;
            } while (i < to && bytes[i - 1] == '\\');
        }
        return ~to;
    }

    // The offset of the first byte that needs a look; or, near the end, of one that was not looked at.
    private static int plainTo(byte[] bytes, int from, int to, long highs) {
        int i = from;
        int last = to - 2 * Long.BYTES; // so written, the compiler looks once at whether the loop stays in the array
        for (; i <= last; i += 2 * Long.BYTES) {
            long first = special((long) WORDS.get(bytes, i), (long) WORDS.get(bytes, i - 1), highs);
            long second = special(
                    (long) WORDS.get(bytes, i + Long.BYTES), (long) WORDS.get(bytes, i + Long.BYTES - 1), highs);
            if ((first | second) != 0) {
                return first != 0
                        ? i + (Long.numberOfTrailingZeros(first) >>> 3)
                        : i + Long.BYTES + (Long.numberOfTrailingZeros(second) >>> 3);
            }
        }
        if (i + Long.BYTES <= to) {
            long special = special((long) WORDS.get(bytes, i), (long) WORDS.get(bytes, i - 1), highs);
            return special != 0 ? i + (Long.numberOfTrailingZeros(special) >>> 3) : i + Long.BYTES;
        }
        return i;
    }

    // A bit for each byte that needs a look: a quote that is not escaped, an escape other than `\n` and `\"`, a
    // control
    // character, what is beyond ASCII where `highs` says so. Only the lowest is sure to be one. In the low seven
    // bits,
    // the sum with 0x7f has the high bit where there is any difference.
    private static long special(long word, long before, long highs) {
        long low = word & LOWS;
        long noQuote = (low ^ QUOTES) + LOWS;
        long notN = (low ^ LETTERS_N) + LOWS;
        long notEscaped = ((before & LOWS) ^ BACKSLASHES) + LOWS;
        long noControl = (low + NO_CONTROL) | word;
        return (((noQuote ^ notEscaped) & notN) | ~noControl | (word & highs)) & HIGHS;
    }

    // Behind the character or escape at `at`; -1 when it is malformed.
    private static int next(byte[] bytes, int at, int to, boolean strict) {
        byte b = bytes[at];
        if (b == '\\') {
            return afterEscape(bytes, at, to, strict);
        }
        if (b >= ' ') {
            return at + 1;
        }
        if (b >= 0) {
            return -1;
        }
        return strict ? afterSequence(bytes, at, to) : at + 1;
    }

    private static int afterEscape(byte[] bytes, int at, int to, boolean strict) {
        if (at + 1 >= to) {
            return -1;
        }
        return switch (bytes[at + 1]) {
            case '"', '\\', '/', 'b', 'f', 'n', 'r', 't' -> at + 2;
            case 'u' -> afterUnit(bytes, at, to, strict);
            default -> -1;
        };
    }

    private static int afterUnit(byte[] bytes, int at, int to, boolean strict) {
        int unit = hex4(bytes, at + 2, to);
        if (unit < 0) {
            return -1;
        }
        if (!strict || unit < 0xd800 || unit > 0xdfff) {
            return at + 6;
        }
        boolean paired = unit < 0xdc00 && at + 7 < to && bytes[at + 6] == '\\' && bytes[at + 7] == 'u';
        int low = paired ? hex4(bytes, at + 8, to) : -1;
        return low >= 0xdc00 && low <= 0xdfff ? at + 12 : -1;
    }

    private static int hex4(byte[] bytes, int at, int to) {
        if (at + 4 > to) {
            return -1;
        }
        int value = 0;
        for (int i = at; i < at + 4; i++) {
            int digit = Character.digit(bytes[i], 16);
            if (digit < 0) {
                return -1;
            }
            value = value << 4 | digit;
        }
        return value;
    }

    private static int afterSequence(byte[] bytes, int at, int to) {
        int lead = bytes[at] & 0xff;
        if (lead < 0xc2 || lead > 0xf4) {
            return -1;
        }
        int length = lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
        if (at + length > to) {
            return -1;
        }
        int second = bytes[at + 1] & 0xff;
        int lowest = lead == 0xe0 ? 0xa0 : lead == 0xf0 ? 0x90 : 0x80; // no overlong forms
        int highest = lead == 0xed ? 0x9f : lead == 0xf4 ? 0x8f : 0xbf; // no surrogates, nothing above U+10FFFF
        if (second < lowest || second > highest) {
            return -1;
        }
        for (int i = at + 2; i < at + length; i++) {
            if ((bytes[i] & 0xc0) != 0x80) {
                return -1;
            }
        }
        return at + length;
    }
}
