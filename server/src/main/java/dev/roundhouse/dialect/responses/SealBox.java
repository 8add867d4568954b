package dev.roundhouse.dialect.responses;

import dev.roundhouse.catalog.Provider;
import dev.roundhouse.dialect.JsonTree;
import dev.roundhouse.exchange.Seal;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/// Other providers' seals in the one place that this schema has for such things, `encrypted_content`: packed with
/// their format, so that a conversation may go on with whoever made them.
final class SealBox {
    /// What every packed seal begins with; OpenAI's own never contain a full stop.
    static final String TAG = "roundhouse.seal.";

    private SealBox() {}

    /// What was in a box.
    ///
    /// @param text the thinking that was sealed; empty where the seal holds it, or where there is none
    /// @param summary whether that text is a summary
    /// @param call the id of the call that is sealed; null when it is thinking or text
    /// @param words whether the text of an answer is sealed, not its thinking
    record Unpacked(
            Seal seal,
            String text,
            boolean summary,
            @Nullable String call,
            boolean words) {}

    /// The format of what an endpoint of this schema seals: each company reads its own only.
    static String formatOf(Provider provider) {
        String slug = provider.slug();
        if (slug.contains("azure")) {
            return "azure-" + Seal.OPENAI;
        }
        if (slug.contains("bedrock") || slug.contains("amazon")) {
            return "bedrock-" + Seal.OPENAI;
        }
        return slug.contains("xai") ? "xai-responses-v1" : Seal.OPENAI;
    }

    /// Whether a format is one that this schema carries as it is.
    static boolean isBare(Seal seal) {
        return seal.signature() == null && seal.format().equals(Seal.OPENAI);
    }

    /// What goes into `encrypted_content`.
    static String pack(Unpacked what) {
        ObjectNode box = JsonTree.object();
        Seal seal = what.seal;
        box.put("f", seal.format());
        put(box, "i", seal.id());
        put(box, "c", what.call);
        if (seal.signature() == null) {
            box.put("r", true);
        }
        if (!what.text.isEmpty()) {
            box.put("t", what.text);
        }
        if (what.summary) {
            box.put("m", true);
        }
        if (what.words) {
            box.put("w", true);
        }
        // The provider's own text stays legible behind it, for whoever looks for it.
        String label = Base64.getUrlEncoder().withoutPadding().encodeToString(JsonTree.bytes(box));
        return TAG + label + "." + (seal.signature() == null ? seal.redacted() : seal.signature());
    }

    /// Reads what [#pack] wrote; null when it is not that.
    static @Nullable Unpacked unpack(String content) {
        if (!content.startsWith(TAG)) {
            return null;
        }
        int end = content.indexOf('.', TAG.length());
        byte[] bytes;
        try {
            bytes = Base64.getUrlDecoder().decode(content.substring(TAG.length(), Math.max(TAG.length(), end)));
        } catch (IllegalArgumentException _) {
            return null;
        }
        ObjectNode box = JsonTree.readObject(new String(bytes, StandardCharsets.UTF_8));
        String format = box == null ? null : JsonTree.string(box, "f");
        if (box == null || format == null) {
            return null;
        }
        String own = content.substring(end + 1);
        boolean redacted = Boolean.TRUE.equals(JsonTree.truth(box, "r"));
        Seal seal = new Seal(format, JsonTree.string(box, "i"), redacted ? null : own, redacted ? own : null);
        String text = JsonTree.string(box, "t");
        return new Unpacked(
                seal,
                text == null ? "" : text,
                Boolean.TRUE.equals(JsonTree.truth(box, "m")),
                JsonTree.string(box, "c"),
                Boolean.TRUE.equals(JsonTree.truth(box, "w")));
    }

    private static void put(ObjectNode box, String name, @Nullable String value) {
        if (value != null) {
            box.put(name, value);
        }
    }
}
