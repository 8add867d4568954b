package dev.roundhouse.dialect.ollama;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/// Ids for calls of tools that came without: the same call in the same place has the same id each time it is
/// read.
final class CallIds {
    private static final int BYTES = 8;

    private CallIds() {}

    /// @param place which answer, or which message of a conversation
    /// @param index which call of it
    static String of(String place, int index, String name) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            byte[] hash = digest.digest((place + "\n" + index + "\n" + name).getBytes(StandardCharsets.UTF_8));
            return "call_" + HexFormat.of().formatHex(hash, 0, BYTES);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
