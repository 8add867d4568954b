package dev.roundhouse.policy;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.HexFormat;

/// 256 bits of HMAC as four longs. Comparing takes the same time wherever two differ.
record KeyDigest(long a, long b, long c, long d) {
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);
    private static final int BYTES = 32;

    static KeyDigest of(byte[] hmac) {
        if (hmac.length != BYTES) {
            throw new IllegalArgumentException("digest: " + hmac.length + " bytes (expected: " + BYTES + ")");
        }
        return new KeyDigest((long) LONGS.get(hmac, 0), (long) LONGS.get(hmac, 8), (long) LONGS.get(hmac, 16), (long)
                LONGS.get(hmac, 24));
    }

    static boolean isHex(String text) {
        return text.length() == 2 * BYTES
                && text.chars().allMatch(c -> (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'));
    }

    static KeyDigest ofHex(String hex) {
        if (!isHex(hex)) {
            throw new IllegalArgumentException("hash: expected 64 lowercase hex digits");
        }
        return of(HexFormat.of().parseHex(hex));
    }

    String hex() {
        byte[] bytes = new byte[BYTES];
        LONGS.set(bytes, 0, a);
        LONGS.set(bytes, 8, b);
        LONGS.set(bytes, 16, c);
        LONGS.set(bytes, 24, d);
        return HexFormat.of().formatHex(bytes);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof KeyDigest that && ((a ^ that.a) | (b ^ that.b) | (c ^ that.c) | (d ^ that.d)) == 0;
    }

    @Override
    public int hashCode() {
        // The digest is uniform already.
        return (int) a;
    }
}
