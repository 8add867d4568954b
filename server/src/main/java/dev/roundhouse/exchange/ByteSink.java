package dev.roundhouse.exchange;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// A growing run of bytes that writers append to. Confined to one thread at a time.
public final class ByteSink {
    private static final int DIGITS_MAX = 10;

    private byte[] bytes;
    private int length;

    /// An empty sink with room for `capacity` bytes.
    public ByteSink(int capacity) {
        bytes = new byte[Math.max(16, capacity)];
    }

    /// Appends `source[from, to)`.
    public ByteSink append(byte[] source, int from, int to) {
        int more = to - from;
        reserve(more);
        System.arraycopy(source, from, bytes, length, more);
        length += more;
        return this;
    }

    /// Appends all of `source`.
    public ByteSink append(byte[] source) {
        return append(source, 0, source.length);
    }

    /// Appends one byte.
    public ByteSink append(byte b) {
        reserve(1);
        bytes[length++] = b;
        return this;
    }

    /// Appends text as UTF-8.
    public ByteSink append(String text) {
        // Most of what is written is ASCII, and then needs no array of its own.
        int chars = text.length();
        reserve(chars);
        for (int i = 0; i < chars; i++) {
            char c = text.charAt(i);
            if (c >= 0x80) {
                return append(text.getBytes(StandardCharsets.UTF_8));
            }
            bytes[length + i] = (byte) c;
        }
        length += chars;
        return this;
    }

    /// Appends a whole number in decimal digits.
    public ByteSink append(long number) {
        if (number < 0 || number > Integer.MAX_VALUE) {
            return append(Long.toString(number));
        }
        // Nearly all are small, and an int is divided by a constant twice as fast as a long.
        int rest = (int) number;
        int digits = 1;
        for (int next = 10; digits < DIGITS_MAX && rest >= next; next *= 10) {
            digits++;
        }
        reserve(digits);
        int at = length + digits;
        length = at;
        do {
            int shorter = rest / 10;
            bytes[--at] = (byte) ('0' + rest - shorter * 10);
            rest = shorter;
        } while (rest > 0);
        return this;
    }

    /// How many bytes there are.
    public int length() {
        return length;
    }

    /// The array behind; only `[0, length())` counts, and only until the next append.
    public byte[] array() {
        return bytes;
    }

    /// Forgets the bytes behind the first `to`, keeps the room.
    public void truncate(int to) {
        length = Math.min(length, to);
    }

    /// Forgets the bytes, keeps the room.
    public void clear() {
        length = 0;
    }

    /// A copy of the bytes.
    public byte[] toByteArray() {
        return Arrays.copyOf(bytes, length);
    }

    /// Gives the bytes away without a copy where they fill the array; the sink is empty afterwards.
    public byte[] take() {
        byte[] taken = bytes.length == length ? bytes : Arrays.copyOf(bytes, length);
        bytes = new byte[16];
        length = 0;
        return taken;
    }

    /// The last byte; 0 when there is none.
    byte last() {
        return length == 0 ? 0 : bytes[length - 1];
    }

    /// The array behind, with room for `more` bytes from [#length()] on; [#extendTo] says how many were written.
    byte[] room(int more) {
        reserve(more);
        return bytes;
    }

    void extendTo(int to) {
        length = to;
    }

    private void reserve(int more) {
        int needed = Math.addExact(length, more);
        if (needed > bytes.length) {
            bytes = Arrays.copyOf(bytes, (int) Math.min(Integer.MAX_VALUE - 8L, Math.max(needed, bytes.length * 2L)));
        }
    }
}
