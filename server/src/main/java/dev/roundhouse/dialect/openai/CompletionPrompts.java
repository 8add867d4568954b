package dev.roundhouse.dialect.openai;

import dev.roundhouse.dialect.Cursor.Unacceptable;
import dev.roundhouse.exchange.Message;
import dev.roundhouse.exchange.Part;
import dev.roundhouse.exchange.Role;
import java.util.List;
import tools.jackson.databind.JsonNode;

/// A text to be continued, as one turn of a user.
final class CompletionPrompts {
    private CompletionPrompts() {}

    /// The turn that a `prompt` makes.
    ///
    /// @throws Unacceptable when it is several prompts, or one in tokens: only the model's own server can read
    ///   those
    static List<Message> messages(JsonNode prompt) {
        JsonNode one = prompt.isArray() && prompt.size() == 1 ? prompt.get(0) : prompt;
        if (one.isMissingNode() || one.isNull()) {
            return List.of(turn(""));
        }
        if (!one.isString()) {
            throw new Unacceptable(
                    "prompt", "a list (expected: one text, since the model is served by another kind of endpoint)");
        }
        return List.of(turn(one.stringValue()));
    }

    private static Message turn(String text) {
        return new Message(Role.USER, List.of(new Part.Text(text)));
    }
}
