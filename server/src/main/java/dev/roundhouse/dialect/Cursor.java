package dev.roundhouse.dialect;

import java.util.Objects;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonToken;
import tools.jackson.core.TokenStreamContext;
import tools.jackson.core.exc.StreamConstraintsException;
import tools.jackson.core.exc.UnexpectedEndOfInputException;

/// Where a check of a request stands: the parser and its path. A dialect's own cursor adds what it takes note of
/// on the way.
public class Cursor {
    private static final int SHOWN_MAX = 40;
    private static final int BYTES_PER_CHAR_MAX = 6; // \ u and four digits

    private final JsonSpans json;

    /// @param json the parser, before its first token
    public Cursor(JsonSpans json) {
        this.json = json;
    }

    /// The parser.
    public final JsonSpans json() {
        return json;
    }

    /// The token it stands on.
    public final JsonToken token() {
        return json.currentToken();
    }

    /// The current string, when it has at most `charsMax` characters.
    ///
    /// @throws Unacceptable when it is longer, or no string; a long one is not read for that
    public final String text(int charsMax, String expected) {
        if (token() != JsonToken.VALUE_STRING) {
            throw wrong(expected);
        }
        if (!json.isShorterThan(charsMax * BYTES_PER_CHAR_MAX + 1)) {
            throw unacceptable("a text of more than " + charsMax + " characters (expected: " + expected + ")");
        }
        String text = json.getString();
        if (text.length() > charsMax) {
            throw unacceptable("a text of " + text.length() + " characters (expected: " + expected + ", at most "
                    + charsMax + ")");
        }
        return text;
    }

    /// A refusal of the current value, which is not what was expected.
    public final Unacceptable wrong(String expected) {
        return unacceptable(found() + " (expected: " + expected + ")");
    }

    /// A refusal of the current value for a reason.
    public final Unacceptable unacceptable(String reason) {
        return new Unacceptable(path(json.streamReadContext()), reason);
    }

    /// A refusal because a member of the current object is missing.
    public final Unacceptable missing(String member, String expected) {
        String path = path(json.streamReadContext());
        return new Unacceptable(path.isEmpty() ? member : path + "." + member, "missing (expected: " + expected + ")");
    }

    /// What the parser itself refuses, told in our words: its own would quote the body.
    public final Unacceptable unreadable(JacksonException e) {
        TokenStreamContext context = json.streamReadContext();
        String reason = e.getOriginalMessage();
        boolean duplicate = reason.startsWith("Duplicate");
        // Between members the last one's name still stands there, though nothing is wrong with it.
        boolean inMember = duplicate || json.isInText() || token() == JsonToken.PROPERTY_NAME;
        String path = path(inMember ? context : Objects.requireNonNullElse(context.getParent(), context));
        String where = path.isEmpty() ? "body" : path;
        if (duplicate) {
            return new Unacceptable(where, "a duplicate member (expected: each name once)");
        }
        long position =
                e.getLocation() == null ? json.position() : e.getLocation().getByteOffset();
        if (e instanceof StreamConstraintsException) {
            return context.getNestingDepth() >= JsonSpans.DEPTH_MAX
                    ? new Unacceptable("body", "nested too deep (expected: at most " + JsonSpans.DEPTH_MAX + " levels)")
                    : new Unacceptable(where, "too long a name or number at byte " + json.position());
        }
        if (e instanceof UnexpectedEndOfInputException) {
            return new Unacceptable("body", "ends in the middle of its JSON, at byte " + position);
        }
        return new Unacceptable(where, "not valid JSON at byte " + position);
    }

    /// Text that is not Unicode.
    public final Unacceptable unreadable(JsonSpans.Malformed e) {
        String path = path(json.streamReadContext());
        return new Unacceptable(
                path.isEmpty() ? "body" : path,
                e.isHalfPair()
                        ? "half a surrogate pair at byte " + e.position() + " (expected: both halves, or neither)"
                        : "invalid UTF-8 at byte " + e.position());
    }

    private String found() {
        return switch (token()) {
            case START_OBJECT -> "an object";
            case START_ARRAY -> "a list";
            case VALUE_STRING -> json.isShorterThan(SHOWN_MAX) ? "'" + json.getString() + "'" : "a text";
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT ->
                json.getStringLength() <= SHOWN_MAX ? json.getString() : "a number";
            case VALUE_TRUE -> "true";
            case VALUE_FALSE -> "false";
            default -> "null";
        };
    }

    private static String path(TokenStreamContext context) {
        TokenStreamContext parent = context.getParent();
        if (parent == null) {
            return "";
        }
        String prefix = path(parent);
        if (context.inArray()) {
            return context.hasCurrentIndex() ? prefix + "[" + context.getCurrentIndex() + "]" : prefix;
        }
        String name = context.currentName();
        if (name == null) {
            return prefix;
        }
        String shown = name.length() <= SHOWN_MAX ? name : name.substring(0, SHOWN_MAX) + "…";
        return prefix.isEmpty() ? shown : prefix + "." + shown;
    }

    /// A value that a schema does not allow; turned into a failure at the reader's door, never seen outside.
    /// Without a stack trace, since the path says where.
    public static final class Unacceptable extends RuntimeException {
        private final String field;
        private final String reason;

        /// @param field the member's path, such as `messages[2].role`
        /// @param reason what was found and what was expected
        public Unacceptable(String field, String reason) {
            super(field + ": " + reason, null, false, false);
            this.field = field;
            this.reason = reason;
        }

        /// The member's path.
        public String field() {
            return field;
        }

        /// What was found and what was expected.
        public String reason() {
            return reason;
        }
    }
}
