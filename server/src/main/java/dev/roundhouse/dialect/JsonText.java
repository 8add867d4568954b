package dev.roundhouse.dialect;

import java.nio.charset.StandardCharsets;
import tools.jackson.core.io.JsonStringEncoder;

/// Small pieces of JSON as bytes, for splices.
public final class JsonText {
    private JsonText() {}

    /// A string with its quotes, escaped.
    public static byte[] quoted(String text) {
        int length = text.length();
        byte[] plain = new byte[length + 2];
        for (int i = 0; i < length; i++) {
            char c = text.charAt(i);
            if (c < ' ' || c > '~' || c == '"' || c == '\\') {
                return escaped(text);
            }
            plain[i + 1] = (byte) c;
        }
        plain[0] = '"';
        plain[length + 1] = '"';
        return plain;
    }

    private static byte[] escaped(String text) {
        byte[] inner = JsonStringEncoder.getInstance().quoteAsUTF8(text);
        byte[] quoted = new byte[inner.length + 2];
        quoted[0] = '"';
        System.arraycopy(inner, 0, quoted, 1, inner.length);
        quoted[quoted.length - 1] = '"';
        return quoted;
    }

    /// A member: its name, a colon, and a value that is JSON already.
    public static byte[] member(String name, byte[] value) {
        return concat(quoted(name), ascii(":"), value);
    }

    /// The parts one after the other.
    public static byte[] concat(byte[]... parts) {
        int length = 0;
        for (byte[] part : parts) {
            length += part.length;
        }
        byte[] all = new byte[length];
        int at = 0;
        for (byte[] part : parts) {
            System.arraycopy(part, 0, all, at, part.length);
            at += part.length;
        }
        return all;
    }

    /// Plain ASCII as bytes.
    public static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
