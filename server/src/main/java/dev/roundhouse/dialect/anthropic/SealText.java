package dev.roundhouse.dialect.anthropic;

import dev.roundhouse.exchange.Seal;
import org.jspecify.annotations.Nullable;

/// Seals of other providers in the two places that this schema has for its own: `signature` of `thinking`, and
/// `data`
/// of `redacted_thinking`. Theirs are marked, so that they are told from Anthropic's when the client gives them back:
/// `rh1:FORMAT:KIND:ID:…`, where the kind is `s` for a signature and `r` for reasoning that is not shown.
final class SealText {
    /// What a foreign seal begins with; Anthropic's own are base64, which has no colon.
    static final String MARK = "rh1:";

    private static final int FIELDS = 5;

    private SealText() {}

    /// What stands for a seal; null when there is nothing in it.
    static @Nullable String write(Seal seal) {
        String value = seal.signature() == null ? seal.redacted() : seal.signature();
        if (value == null || value.isEmpty()) {
            return null;
        }
        if (seal.format().equals(Seal.ANTHROPIC)) {
            return value;
        }
        String kind = seal.signature() == null ? "r" : "s";
        String id = seal.id() == null ? "" : seal.id().replace(":", "");
        return MARK + seal.format().replace(":", "") + ":" + kind + ":" + id + ":" + value;
    }

    /// The seal that a client gave back.
    ///
    /// @param hidden whether it stood for reasoning that is not shown
    /// @return null when the text is empty
    static @Nullable Seal read(@Nullable String text, boolean hidden) {
        if (text == null || text.isEmpty()) {
            return null;
        }
        if (!text.startsWith(MARK)) {
            return own(text, hidden);
        }
        String[] fields = text.split(":", FIELDS);
        if (fields.length < FIELDS) {
            return own(text, hidden);
        }
        String id = fields[3].isEmpty() ? null : fields[3];
        boolean signature = fields[2].equals("s");
        return new Seal(fields[1], id, signature ? fields[4] : null, signature ? null : fields[4]);
    }

    private static Seal own(String text, boolean hidden) {
        return new Seal(Seal.ANTHROPIC, null, hidden ? null : text, hidden ? text : null);
    }
}
