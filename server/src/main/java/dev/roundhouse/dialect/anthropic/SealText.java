package dev.roundhouse.dialect.anthropic;

import dev.roundhouse.exchange.Seal;
import org.jspecify.annotations.Nullable;

/// Seals in the two places that this schema has for its own: `signature` of `thinking`, and `data` of
/// `redacted_thinking`. Other providers' are marked, so that they are told from Anthropic's when the client gives
/// them
/// back, and what they sealed is found: `rh1:FORMAT:KIND:ID:…`.
final class SealText {
    /// What a foreign seal begins with; Anthropic's own are base64, which has no colon.
    static final String MARK = "rh1:";

    private static final int FIELDS = 5;

    /// What a seal is of.
    enum Kind {
        /// Reasoning that is shown.
        SHOWN("s"),
        /// Reasoning that is in the seal itself.
        HIDDEN("r"),
        /// A call of a tool: the one that the id names.
        CALL("c"),
        /// The text before it.
        TEXT("t");

        private final String letter;

        Kind(String letter) {
            this.letter = letter;
        }
    }

    /// A seal that a client gave back.
    ///
    /// @param call the id of the call that it is of; null for what is no call
    record Found(Seal seal, Kind kind, @Nullable String call) {}

    private SealText() {}

    /// What stands for a seal; null when there is nothing in it.
    ///
    /// @param kind what it is of
    /// @param call the id of the call; null for what is no call
    static @Nullable String write(Seal seal, Kind kind, @Nullable String call) {
        String value = seal.signature() == null ? seal.redacted() : seal.signature();
        if (value == null || value.isEmpty()) {
            return null;
        }
        boolean own = seal.format().equals(Seal.ANTHROPIC) && (kind == Kind.SHOWN || kind == Kind.HIDDEN);
        if (own) {
            return value;
        }
        // Reasoning that is shown may be sealed by a copy of it, which is no signature.
        Kind said = kind == Kind.SHOWN && seal.signature() == null ? Kind.HIDDEN : kind;
        String id = call == null ? seal.id() : call;
        return MARK + bare(seal.format()) + ":" + said.letter + ":" + (id == null ? "" : bare(id)) + ":" + value;
    }

    /// The seal that a client gave back.
    ///
    /// @param hidden whether it stood for reasoning that is not shown
    /// @return null when the text is empty
    static @Nullable Found read(@Nullable String text, boolean hidden) {
        if (text == null || text.isEmpty()) {
            return null;
        }
        String[] fields = text.startsWith(MARK) ? text.split(":", FIELDS) : new String[0];
        if (fields.length < FIELDS) {
            Seal own = new Seal(Seal.ANTHROPIC, null, hidden ? null : text, hidden ? text : null);
            return new Found(own, hidden ? Kind.HIDDEN : Kind.SHOWN, null);
        }
        Kind kind = kind(fields[2]);
        String id = fields[3].isEmpty() ? null : fields[3];
        boolean signature = kind != Kind.HIDDEN;
        Seal seal = new Seal(
                fields[1], kind == Kind.CALL ? null : id, signature ? fields[4] : null, signature ? null : fields[4]);
        return new Found(seal, kind, kind == Kind.CALL ? id : null);
    }

    private static Kind kind(String letter) {
        for (Kind kind : Kind.values()) {
            if (kind.letter.equals(letter)) {
                return kind;
            }
        }
        return Kind.SHOWN;
    }

    /// An id as it stands in a seal's text.
    static String bare(String text) {
        return text.replace(':', '_');
    }
}
