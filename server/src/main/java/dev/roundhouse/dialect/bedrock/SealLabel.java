package dev.roundhouse.dialect.bedrock;

import dev.roundhouse.dialect.JsonText;
import dev.roundhouse.exchange.Part;
import dev.roundhouse.exchange.Seal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Seals of other makers in `redactedContent`, which AWS's clients take for base64: a label that says whose it is
/// and
/// what it is of, and behind it the maker's own text, legible where it is base64 itself.
final class SealLabel {
    private static final String MARK = "roundhouse\n";
    // What every label begins with: the mark has eleven bytes, of which base64 shows nine alone.
    private static final byte[] SHOWN = JsonText.ascii("cm91bmRob3Vz");
    private static final int FIELDS = 7;
    private static final int GROUP = 3; // bytes of four characters of base64

    /// What a seal is of.
    enum Of {
        REASONING,
        CALL,
        TEXT
    }

    /// A seal that a client gave back.
    ///
    /// @param call the id of the call that it is of; empty for what is no call
    record Labelled(Seal seal, Of of, String call) {}

    private SealLabel() {}

    /// The seal's text as it can stand in `redactedContent`; null where it is empty.
    static @Nullable String write(Seal seal, Of of, String call) {
        String own = seal.signature() == null ? seal.redacted() : seal.signature();
        if (own == null) {
            return null;
        }
        boolean plain = isBase64(own);
        if (of == Of.REASONING && seal.format().equals(Seal.ANTHROPIC) && plain) {
            return own;
        }
        String id = seal.id() == null ? "" : seal.id();
        String kind = (seal.signature() == null ? "redacted" : "signature") + (plain ? "" : " text");
        byte[] label = (MARK + String.join("\n", seal.format(), id, of.name(), call, kind) + "\n")
                .getBytes(StandardCharsets.UTF_8);
        byte[] padded = Arrays.copyOf(label, (label.length + GROUP - 1) / GROUP * GROUP);
        String behind = plain ? own : Base64.getEncoder().encodeToString(own.getBytes(StandardCharsets.UTF_8));
        return Base64.getEncoder().encodeToString(padded) + behind;
    }

    /// What [#write] wrote; null when it was none of ours.
    static @Nullable Labelled read(String text) {
        byte[] bytes;
        try {
            bytes = Base64.getDecoder().decode(text);
        } catch (IllegalArgumentException _) {
            return null;
        }
        String[] fields = new String(bytes, StandardCharsets.ISO_8859_1).split("\n", FIELDS);
        if (fields.length < FIELDS || !MARK.equals(fields[0] + "\n")) {
            return null;
        }
        int end = FIELDS - 1;
        for (int i = 0; i < FIELDS - 1; i++) {
            end += fields[i].length();
        }
        int from = Math.min(bytes.length, (end + GROUP - 1) / GROUP * GROUP);
        byte[] behind = Arrays.copyOfRange(bytes, from, bytes.length);
        String own = fields[5].endsWith(" text")
                ? new String(behind, StandardCharsets.UTF_8)
                : Base64.getEncoder().encodeToString(behind);
        boolean signature = fields[5].startsWith("signature");
        Seal seal = new Seal(
                fields[1], fields[2].isEmpty() ? null : fields[2], signature ? own : null, signature ? null : own);
        return new Labelled(seal, of(fields[3]), fields[4]);
    }

    /// The parts of a turn with the seals of its calls and texts in their places.
    ///
    /// @param seals those of calls and texts; that of a text stands behind it
    static List<Part> restored(List<Part> parts, List<Labelled> seals) {
        List<Part> restored = new ArrayList<>(parts);
        for (Labelled labelled : seals) {
            for (int i = restored.size() - 1; i >= 0; i--) {
                Part sealed = sealed(restored.get(i), labelled);
                if (sealed != null) {
                    restored.set(i, sealed);
                    break;
                }
            }
        }
        return restored;
    }

    /// Whether a body holds a label, which Bedrock itself would refuse.
    static boolean isIn(byte[] body) {
        for (int at = 0; at + SHOWN.length <= body.length; at++) {
            if (body[at] == SHOWN[0] && Arrays.equals(body, at, at + SHOWN.length, SHOWN, 0, SHOWN.length)) {
                return true;
            }
        }
        return false;
    }

    private static @Nullable Part sealed(Part part, Labelled labelled) {
        return switch (part) {
            case Part.ToolCall call
            when labelled.of == Of.CALL && call.id().equals(labelled.call) ->
                new Part.ToolCall(call.id(), call.name(), call.arguments(), call.custom(), labelled.seal, call.cache());
            case Part.Text text
            when labelled.of == Of.TEXT && text.seal() == null ->
                new Part.Text(text.text(), text.citations(), labelled.seal, text.cache());
            default -> null;
        };
    }

    private static Of of(String name) {
        for (Of of : Of.values()) {
            if (of.name().equals(name)) {
                return of;
            }
        }
        return Of.REASONING;
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
