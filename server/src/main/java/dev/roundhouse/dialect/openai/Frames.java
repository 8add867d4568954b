package dev.roundhouse.dialect.openai;

import dev.roundhouse.exchange.ByteSink;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/// Finds the frames of a stream of server-sent events: a frame ends with a blank line. Lines end with LF or CRLF.
final class Frames {
    private static final VarHandle WORDS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long ONES = 0x0101_0101_0101_0101L;
    private static final long HIGHS = 0x8080_8080_8080_8080L;
    private static final long NEWLINES = 0x0a0a_0a0a_0a0a_0a0aL;

    private Frames() {}

    /// Where the frame that begins at `from` ends.
    ///
    /// @param search where to go on looking: `from`, or what [#resume] said when there were fewer bytes
    /// @return offset behind its blank line; -1 when that has not come yet
    static int end(byte[] bytes, int from, int search, int to) {
        int blank = afterBlankLine(bytes, from, to);
        if (blank > 0) {
            return blank; // a blank line of its own
        }
        int newline = newline(bytes, search, to);
        while (newline < to) {
            int after = afterBlankLine(bytes, newline + 1, to);
            if (after > 0) {
                return after;
            }
            newline = newline(bytes, newline + 1, to);
        }
        return -1;
    }

    /// Where to go on looking once more bytes are there.
    static int resume(int from, int to) {
        return Math.max(from, to - 2); // the last line's end may be there already, its blank line not
    }

    /// The next LF, or `to`.
    static int newline(byte[] bytes, int from, int to) {
        int i = from;
        for (; i + Long.BYTES <= to; i += Long.BYTES) {
            long word = (long) WORDS.get(bytes, i) ^ NEWLINES;
            long zeroes = (word - ONES) & ~word & HIGHS;
            if (zeroes != 0) {
                return i + (Long.numberOfTrailingZeros(zeroes) >>> 3);
            }
        }
        for (; i < to; i++) {
            if (bytes[i] == '\n') {
                return i;
            }
        }
        return to;
    }

    private static int afterBlankLine(byte[] bytes, int at, int to) {
        if (at < to && bytes[at] == '\n') {
            return at + 1;
        }
        return at + 1 < to && bytes[at] == '\r' && bytes[at + 1] == '\n' ? at + 2 : -1;
    }

    /// Whether the line at `[from, to)` is one of data.
    static boolean isData(byte[] bytes, int from, int to) {
        return to - from >= 5
                && bytes[from] == 'd'
                && bytes[from + 1] == 'a'
                && bytes[from + 2] == 't'
                && bytes[from + 3] == 'a'
                && bytes[from + 4] == ':';
    }

    /// Where the payload of the data line at `from` begins.
    static int payload(byte[] bytes, int from) {
        int i = from + 5;
        while (i < bytes.length && bytes[i] == ' ') {
            i++;
        }
        return i;
    }

    /// Where a line ends without the blanks and the CR before its LF.
    static int trimmed(byte[] bytes, int from, int to) {
        int i = to;
        while (i > from && (bytes[i - 1] == ' ' || bytes[i - 1] == '\r')) {
            i--;
        }
        return i;
    }

    /// The same frame with its lines of data in one. Between tokens of JSON a blank is as good as a line's end.
    static byte[] joined(byte[] bytes, int from, int to) {
        ByteSink others = new ByteSink(to - from);
        ByteSink data = new ByteSink(to - from);
        for (int line = from; line < to; ) {
            int lineEnd = newline(bytes, line, to);
            if (isData(bytes, line, lineEnd)) {
                int end = trimmed(bytes, line, lineEnd);
                data.append((byte) ' ').append(bytes, Math.min(payload(bytes, line), end), end);
            } else if (trimmed(bytes, line, lineEnd) > line) {
                others.append(bytes, line, lineEnd).append((byte) '\n');
            }
            line = lineEnd + 1;
        }
        return others.append("data:").append(data.take()).append("\n\n").toByteArray();
    }
}
