package dev.roundhouse.policy;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;

/// How keys look: `sk-rh-v1-`, 8 characters of id, 43 of secret, 6 of checksum; alphanumerics.
final class KeyShape {
    static final String PREFIX = "sk-rh-v1-";
    static final int ID_LENGTH = 8;
    static final int SECRET_LENGTH = 43;
    static final int LENGTH_MIN = 16;
    static final int LENGTH_MAX = 512;

    private static final String DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    private static final int CHECK_LENGTH = 6;
    private static final int LENGTH = PREFIX.length() + ID_LENGTH + SECRET_LENGTH + CHECK_LENGTH;

    private KeyShape() {}

    /// The bytes of what may be a key; null when it cannot be one.
    static byte @Nullable [] bytes(String text) {
        if (text.length() < LENGTH_MIN || text.length() > LENGTH_MAX) {
            return null;
        }
        byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
        for (int i = 0; i < bytes.length; i++) {
            if (bytes[i] <= ' ' || bytes[i] == 0x7f || bytes[i] != text.charAt(i)) {
                return null;
            }
        }
        return bytes;
    }

    /// Whether it claims to be one of ours and its checksum says that it is not.
    static boolean isMistyped(String text, byte[] bytes) {
        if (!text.startsWith(PREFIX)) {
            return false;
        }
        return bytes.length != LENGTH || !text.endsWith(checksum(bytes, LENGTH - CHECK_LENGTH));
    }

    static String checksum(byte[] bytes, int length) {
        CRC32 crc = new CRC32();
        crc.update(bytes, 0, length);
        return base62(BigInteger.valueOf(crc.getValue()), CHECK_LENGTH);
    }

    static String base62(BigInteger value, int width) {
        char[] out = new char[width];
        BigInteger rest = value;
        BigInteger base = BigInteger.valueOf(DIGITS.length());
        for (int i = width - 1; i >= 0; i--) {
            BigInteger[] parts = rest.divideAndRemainder(base);
            out[i] = DIGITS.charAt(parts[1].intValue());
            rest = parts[0];
        }
        if (rest.signum() != 0) {
            throw new IllegalArgumentException("value does not fit " + width + " digits");
        }
        return new String(out);
    }

    /// What may be shown of a key. Of one that somebody thought up, only what cannot help to guess it.
    static String label(String text) {
        if (text.startsWith(PREFIX) && text.length() == LENGTH) {
            return text.substring(0, PREFIX.length() + ID_LENGTH) + "..." + text.substring(LENGTH - 4);
        }
        return text.substring(0, 3) + "..." + (text.length() >= 32 ? text.substring(text.length() - 3) : "");
    }
}
