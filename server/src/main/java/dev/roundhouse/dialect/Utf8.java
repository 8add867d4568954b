package dev.roundhouse.dialect;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/// Strict UTF-8 in JSON: no malformed byte, and no surrogate escape without its other half, since a half is not a
/// character and each reader behind us would make something else of it.
public final class Utf8 {
    private static final VarHandle WORDS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long ONES = 0x0101_0101_0101_0101L;
    private static final long HIGHS = 0x8080_8080_8080_8080L;
    private static final long BACKSLASHES = 0x5c5c_5c5c_5c5c_5c5cL;

    private Utf8() {}

    /// Where the first fault is.
    ///
    /// @return offset of the first byte of the first malformed sequence or lone surrogate escape; -1 when all is
    ///   well
    public static int firstFault(byte[] bytes, int from, int to) {
        int i = from;
        while (i < to) {
            if (i + Long.BYTES <= to) {
                long word = (long) WORDS.get(bytes, i);
                long special = (word & HIGHS) | zeroes(word ^ BACKSLASHES);
                if (special == 0) {
                    i += Long.BYTES;
                    continue;
                }
                i += Long.numberOfTrailingZeros(special) >>> 3;
            }
            byte b = bytes[i];
            int next;
            if (b == '\\') {
                next = afterEscape(bytes, i, to);
            } else {
                next = b >= 0 ? i + 1 : afterSequence(bytes, i, to);
            }
            if (next < 0) {
                return i;
            }
            i = next;
        }
        return -1;
    }

    // The lowest set bit is exact, those above it need not be: only the lowest is used.
    private static long zeroes(long word) {
        return (word - ONES) & ~word & HIGHS;
    }

    private static int afterEscape(byte[] bytes, int at, int to) {
        if (at + 1 >= to || bytes[at + 1] != 'u') {
            return Math.min(at + 2, to);
        }
        int unit = hex4(bytes, at + 2, to);
        if (unit < 0xd800 || unit > 0xdfff) {
            return Math.min(at + 2, to); // also a malformed escape: the parser tells that better
        }
        boolean high = unit < 0xdc00;
        boolean paired = high && at + 7 < to && bytes[at + 6] == '\\' && bytes[at + 7] == 'u';
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
