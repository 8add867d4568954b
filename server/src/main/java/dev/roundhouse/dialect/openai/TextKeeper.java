package dev.roundhouse.dialect.openai;

import dev.roundhouse.dialect.JsonSpans;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonToken;

/// Reads the content of choices: says whether there is any, and keeps its text for counting as long as no usage
/// was seen. What is kept is bounded: an answer without usage beyond it is counted too low, in the caller's
/// favour.
final class TextKeeper {
    /// Characters kept.
    static final int CHARS_MAX = 1 << 20;

    @Nullable
    private StringBuilder kept;

    private boolean reasoningSeen;

    /// @param keep whether to keep text from the start
    TextKeeper(boolean keep) {
        kept = keep ? new StringBuilder() : null;
    }

    /// Usage was told: the text is not needed any more.
    void drop() {
        kept = null;
    }

    /// What was kept.
    String text() {
        return kept == null ? "" : kept.toString();
    }

    /// Reads a choice's `delta`, `message` or `text`, and leaves the parser on its last token.
    ///
    /// @return whether there is anything in it but a role
    boolean read(JsonSpans json, String name, JsonToken token) {
        reasoningSeen = false;
        return value(json, name, token);
    }

    private boolean value(JsonSpans json, String name, JsonToken token) {
        return switch (token) {
            case VALUE_STRING -> string(json, name);
            case START_OBJECT -> object(json, name);
            case START_ARRAY -> list(json, name);
            default -> false;
        };
    }

    private boolean string(JsonSpans json, String name) {
        if (name.equals("role") || json.isEmptyText()) {
            return false;
        }
        StringBuilder target = kept;
        if (target != null && counts(name)) {
            json.appendTo(target, CHARS_MAX - target.length());
        }
        return true;
    }

    private boolean object(JsonSpans json, String name) {
        // The same reasoning in pieces, beside its text: counted once.
        boolean twice = name.equals("reasoning_details");
        StringBuilder target = kept;
        kept = twice ? null : target;
        boolean any = false;
        while (json.nextToken() != JsonToken.END_OBJECT) {
            String member = json.currentName();
            any |= value(json, member, json.nextToken());
        }
        kept = target;
        return any;
    }

    private boolean list(JsonSpans json, String name) {
        boolean any = false;
        while (json.nextToken() != JsonToken.END_ARRAY) {
            any |= value(json, name, json.currentToken());
        }
        return any;
    }

    private boolean counts(String name) {
        return switch (name) {
            case "content", "refusal", "text", "thinking", "name", "arguments", "transcript" -> true;
            case "reasoning", "reasoning_content" -> {
                boolean first = !reasoningSeen;
                reasoningSeen = true;
                yield first;
            }
            default -> false;
        };
    }
}
