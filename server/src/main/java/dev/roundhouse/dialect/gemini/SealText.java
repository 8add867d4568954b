package dev.roundhouse.dialect.gemini;

import dev.roundhouse.dialect.JsonTree;
import dev.roundhouse.exchange.Seal;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/// Seals as `thoughtSignature`, which is bytes in base64 to every client. Google's own stand there as they are;
/// another provider's stands behind a label with the name of its format, so that it finds its way back to whoever
/// made
/// it.
final class SealText {
    private static final String FORMAT = "seal";
    private static final String PREFIX = "{\"" + FORMAT + "\":";

    private SealText() {}

    /// The seal in a part; null where there is none.
    static @Nullable Seal read(@Nullable String signature) {
        if (signature == null || signature.isEmpty()) {
            return null;
        }
        Seal foreign = unpacked(signature);
        return foreign == null ? new Seal(Seal.GEMINI, null, signature, null) : foreign;
    }

    /// A seal as a client carries it; null where it is empty.
    static @Nullable String write(Seal seal) {
        String own = seal.signature() == null ? seal.redacted() : seal.signature();
        if (own == null || seal.format().equals(Seal.GEMINI)) {
            return own;
        }
        ObjectNode label = JsonTree.object().put(FORMAT, seal.format());
        if (seal.id() != null) {
            label.put("id", seal.id());
        }
        if (seal.signature() == null) {
            label.put("redacted", true);
        }
        boolean plain = isBase64(own);
        if (!plain) {
            label.put("text", true);
        }
        // A label of whole groups of three bytes leaves the provider's own base64 legible behind it.
        byte[] bytes = JsonTree.bytes(label);
        byte[] padded = Arrays.copyOf(bytes, (bytes.length + 1 + 2) / 3 * 3);
        Arrays.fill(padded, bytes.length, padded.length, (byte) '\n');
        String behind = plain ? own : Base64.getEncoder().encodeToString(own.getBytes(StandardCharsets.UTF_8));
        return Base64.getEncoder().encodeToString(padded) + behind;
    }

    private static @Nullable Seal unpacked(String signature) {
        byte[] bytes;
        try {
            bytes = Base64.getDecoder().decode(signature.replace('-', '+').replace('_', '/'));
        } catch (IllegalArgumentException _) {
            return null;
        }
        String text = new String(bytes, StandardCharsets.ISO_8859_1);
        int end = text.startsWith(PREFIX) ? text.indexOf('\n') : -1;
        ObjectNode label = end < 0 ? null : JsonTree.readObject(text.substring(0, end));
        if (label == null) {
            return null;
        }
        int from = end / 3 * 3 + 3;
        byte[] behind = Arrays.copyOfRange(bytes, Math.min(from, bytes.length), bytes.length);
        String own = label.has("text")
                ? new String(behind, StandardCharsets.UTF_8)
                : Base64.getEncoder().encodeToString(behind);
        boolean redacted = label.has("redacted");
        return new Seal(
                label.path(FORMAT).asString(Seal.UNKNOWN),
                JsonTree.string(label, "id"),
                redacted ? null : own,
                redacted ? own : null);
    }

    private static boolean isBase64(String text) {
        try {
            return Base64.getEncoder()
                    .encodeToString(Base64.getDecoder().decode(text))
                    .equals(text);
        } catch (IllegalArgumentException _) {
            return false;
        }
    }
}
