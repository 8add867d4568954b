package dev.roundhouse.dialect.gemini;

import dev.roundhouse.dialect.JsonTree;
import dev.roundhouse.exchange.Seal;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/// Seals as `thoughtSignature`, which is bytes in base64 to every client. Google's own stand there as they are;
/// another
/// provider's is packed with the name of its format, so that it finds its way back to whoever made it.
final class SealText {
    private static final String FORMAT = "seal";
    private static final String PREFIX = "{\"" + FORMAT + "\":";

    private SealText() {}

    /// The seal in a part; null where there is none.
    static @Nullable Seal read(@Nullable String signature) {
        if (signature == null || signature.isEmpty()) {
            return null;
        }
        ObjectNode packed = unpacked(signature);
        return packed == null
                ? new Seal(Seal.GEMINI, null, signature, null)
                : new Seal(
                        packed.path(FORMAT).asString(Seal.UNKNOWN),
                        JsonTree.string(packed, "id"),
                        JsonTree.string(packed, "signature"),
                        JsonTree.string(packed, "redacted"));
    }

    /// A seal as a client carries it; null where it is empty.
    static @Nullable String write(Seal seal) {
        if (seal.format().equals(Seal.GEMINI)) {
            return seal.signature() == null ? seal.redacted() : seal.signature();
        }
        if (seal.signature() == null && seal.redacted() == null) {
            return null;
        }
        ObjectNode packed = JsonTree.object().put(FORMAT, seal.format());
        put(packed, "id", seal.id());
        put(packed, "signature", seal.signature());
        put(packed, "redacted", seal.redacted());
        return Base64.getEncoder().encodeToString(JsonTree.bytes(packed));
    }

    private static void put(ObjectNode packed, String name, @Nullable String value) {
        if (value != null) {
            packed.put(name, value);
        }
    }

    private static @Nullable ObjectNode unpacked(String signature) {
        try {
            byte[] bytes =
                    Base64.getDecoder().decode(signature.replace('-', '+').replace('_', '/'));
            String text = new String(bytes, StandardCharsets.UTF_8);
            return text.startsWith(PREFIX) ? JsonTree.readObject(text) : null;
        } catch (IllegalArgumentException _) {
            return null;
        }
    }
}
