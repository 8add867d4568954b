package dev.roundhouse.exchange;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Writes JSON into a sink, for the few places that write some for each request: names are quoted once, numbers
/// and
/// text go straight to their place. Whoever writes opens and closes in order; commas are set here. Confined to
/// one
/// thread.
public final class JsonOut {
    private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] TRUE = "true".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] FALSE = "false".getBytes(StandardCharsets.US_ASCII);
    // For each character below 128: 0 as it is, 'u' by its number, else the letter behind the backslash.
    private static final byte[] ESCAPES = escapes();
    private static final int BYTES_PER_CHAR_MAX = 6;
    private static final int KNOWN_CHARS_MAX = 256;

    private final ByteSink out;

    /// Writes into this sink, behind what is there.
    public JsonOut(ByteSink out) {
        this.out = out;
    }

    /// A member's name as [#name(byte[])] wants it: quoted, with its colon.
    public static byte[] quoted(String name) {
        ByteSink sink = new ByteSink(name.length() + 3);
        new JsonOut(sink).text(name);
        return sink.append((byte) ':').toByteArray();
    }

    /// Opens an object.
    public JsonOut object() {
        out.append((byte) '{');
        return this;
    }

    /// Closes an object.
    public JsonOut endObject() {
        out.append((byte) '}');
        return this;
    }

    /// Opens a list.
    public JsonOut list() {
        out.append((byte) '[');
        return this;
    }

    /// Closes a list.
    public JsonOut endList() {
        out.append((byte) ']');
        return this;
    }

    /// Begins a member; its value comes next.
    public JsonOut name(byte[] quoted) {
        append(quoted);
        return this;
    }

    // A member, or the beginning of one, behind its comma.
    private void append(byte[] member) {
        byte[] to = out.room(member.length + 1);
        int at = out.length();
        if (to[at - 1] != '{') {
            to[at++] = ',';
        }
        System.arraycopy(member, 0, to, at, member.length);
        out.extendTo(at + member.length);
    }

    /// Begins an element of a list; its value comes next.
    public JsonOut element() {
        if (out.last() != '[') {
            out.append((byte) ',');
        }
        return this;
    }

    /// A number.
    public JsonOut number(long value) {
        out.append(value);
        return this;
    }

    /// `true` or `false`.
    public JsonOut flag(boolean value) {
        out.append(value ? TRUE : FALSE);
        return this;
    }

    /// A value that is JSON already.
    public JsonOut raw(String json) {
        out.append(json);
        return this;
    }

    /// A member whose text is mostly the one that it was the last time, such as a name out of the catalogue: that
    /// is not
    /// escaped again.
    public JsonOut member(Known member, String text) {
        if (text.equals(member.text)) {
            append(member.written);
            return this;
        }
        append(member.name);
        int from = out.length() - member.name.length;
        text(text);
        if (text.length() <= KNOWN_CHARS_MAX) {
            member.text = text;
            member.written = Arrays.copyOfRange(out.array(), from, out.length());
        }
        return this;
    }

    /// A member that remembers its last text. Confined to one thread, as the writer is.
    public static final class Known {
        private final byte[] name;
        private @Nullable String text;
        private byte[] written = {};

        /// @param name as JSON has it, without quotes
        public Known(String name) {
            this.name = quoted(name);
        }
    }

    /// A text. Half a surrogate pair, which cannot be written, becomes U+FFFD.
    public JsonOut text(String text) {
        int chars = text.length();
        byte[] to = out.room(chars * BYTES_PER_CHAR_MAX + 2);
        int at = out.length();
        to[at++] = '"';
        for (int i = 0; i < chars; i++) {
            char c = text.charAt(i);
            if (c < 0x80) {
                byte escape = ESCAPES[c];
                if (escape == 0) {
                    to[at++] = (byte) c;
                } else {
                    at = escaped(to, at, c, escape);
                }
            } else if (Character.isHighSurrogate(c) && i + 1 < chars && Character.isLowSurrogate(text.charAt(i + 1))) {
                at = encoded(to, at, Character.toCodePoint(c, text.charAt(++i)));
            } else {
                at = encoded(to, at, Character.isSurrogate(c) ? 0xfffd : c);
            }
        }
        to[at++] = '"';
        out.extendTo(at);
        return this;
    }

    private static int escaped(byte[] to, int from, char c, byte escape) {
        int at = from;
        to[at++] = '\\';
        to[at++] = escape;
        if (escape == 'u') {
            to[at++] = '0';
            to[at++] = '0';
            to[at++] = HEX[c >> 4];
            to[at++] = HEX[c & 0xf];
        }
        return at;
    }

    private static int encoded(byte[] to, int from, int point) {
        int at = from;
        if (point < 0x800) {
            to[at++] = (byte) (0xc0 | point >> 6);
        } else if (point < 0x10000) {
            to[at++] = (byte) (0xe0 | point >> 12);
            to[at++] = (byte) (0x80 | (point >> 6 & 0x3f));
        } else {
            to[at++] = (byte) (0xf0 | point >> 18);
            to[at++] = (byte) (0x80 | (point >> 12 & 0x3f));
            to[at++] = (byte) (0x80 | (point >> 6 & 0x3f));
        }
        to[at++] = (byte) (0x80 | (point & 0x3f));
        return at;
    }

    private static byte[] escapes() {
        byte[] escapes = new byte[0x80];
        for (int c = 0; c < ' '; c++) {
            escapes[c] = 'u';
        }
        escapes['"'] = '"';
        escapes['\\'] = '\\';
        escapes['\n'] = 'n';
        escapes['\r'] = 'r';
        escapes['\t'] = 't';
        return escapes;
    }
}
