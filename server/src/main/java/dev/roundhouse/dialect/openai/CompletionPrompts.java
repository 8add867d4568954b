package dev.roundhouse.dialect.openai;

import dev.roundhouse.catalog.Dialect;
import dev.roundhouse.dialect.Cursor.Unacceptable;
import dev.roundhouse.dialect.JsonTree;
import dev.roundhouse.exchange.Message;
import dev.roundhouse.exchange.Part;
import dev.roundhouse.exchange.Prompt;
import dev.roundhouse.exchange.Role;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// A text to be continued, as one turn of a user.
final class CompletionPrompts {
    /// What only a model's own server can do with a text.
    private static final Set<String> OWN = Set.of("suffix", "best_of");

    private CompletionPrompts() {}

    /// Reads a body of `/completions`.
    ///
    /// @throws Unacceptable when it asks for what a conversation cannot
    static Prompt.Chat read(byte[] body) {
        JsonNode request = JsonTree.read(body);
        String suffix = JsonTree.string(request, "suffix");
        if (suffix != null && !suffix.isEmpty()) {
            throw new Unacceptable(
                    "suffix", "a text (expected: none, since the model answers conversations, and inserts nothing)");
        }
        Prompt.Chat chat = ChatPrompts.read(request);
        ObjectNode extras = chat.extras().deepCopy();
        extras.remove(OWN);
        extras.remove("echo");
        return new Prompt.Chat(
                Dialect.OPENAI_COMPLETIONS,
                messages(request.path("prompt")),
                List.of(),
                chat.toolChoice(),
                null,
                chat.sampling(),
                chat.reasoning(),
                chat.format(),
                chat.serviceTier(),
                chat.user(),
                chat.metadata(),
                null,
                Set.of(),
                extras);
    }

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
                    "prompt", "a list (expected: one text, since the model answers one conversation at a time)");
        }
        return List.of(turn(one.stringValue()));
    }

    private static Message turn(String text) {
        return new Message(Role.USER, List.of(new Part.Text(text)));
    }
}
