package dev.roundhouse.dialect.bedrock;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.regex.Pattern;

/// Ids of tool calls as a model of Bedrock takes them. The same id becomes the same wherever it stands, so that
/// calls and
/// results stay joined.
final class ToolIds {
    private static final Pattern ANY = Pattern.compile("[a-zA-Z0-9_-]{1,64}");
    // What Kimi itself calls its calls, such as `functions.search:0`.
    private static final Pattern LOOSE = Pattern.compile("[a-zA-Z0-9_.:-]{1,64}");
    private static final Pattern MISTRAL = Pattern.compile("[a-zA-Z0-9]{9}");
    private static final int MISTRAL_CHARS = 9;
    private static final String ALPHABET = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";

    private ToolIds() {}

    /// The id that the family takes for this one.
    static String of(String id, Family family) {
        if (family == Family.MISTRAL) {
            return MISTRAL.matcher(id).matches() ? id : hashed(id, MISTRAL_CHARS);
        }
        Pattern taken = family == Family.OTHER ? LOOSE : ANY;
        return taken.matcher(id).matches() ? id : "call_" + hashed(id, 24);
    }

    private static String hashed(String id, int chars) {
        byte[] digest;
        try {
            digest = MessageDigest.getInstance("SHA-256").digest(id.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
        StringBuilder name = new StringBuilder(chars);
        for (int i = 0; i < chars; i++) {
            name.append(ALPHABET.charAt((digest[i] & 0xff) % ALPHABET.length()));
        }
        return name.toString();
    }
}
