package dev.roundhouse.dialect.anthropic;

import dev.roundhouse.catalog.Dialect;
import dev.roundhouse.dialect.JsonTree;
import dev.roundhouse.dialect.Losses;
import dev.roundhouse.exchange.Message;
import dev.roundhouse.exchange.Part;
import dev.roundhouse.exchange.Role;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Writes a conversation as the schema wants it: what the system says in front, turns of user and assistant in
/// alternation, the user first, results of tools first in their turn.
final class TurnWriter {
    private static final String USER = "user";
    private static final String ASSISTANT = "assistant";
    private static final String SYSTEM = "system";
    private static final String CONTENT = "content";
    private static final String TYPE = "type";
    private static final String TEXT = "text";
    private static final String BEGIN = "(The conversation begins.)";
    private static final String GO_ON = "Go on exactly where you stopped, and repeat nothing.";

    private final Abilities abilities;
    private final Losses losses;
    private final boolean same;
    private final PartWriter parts;
    private final ArrayNode system = JsonTree.array();
    private final ArrayNode turns = JsonTree.array();

    TurnWriter(Dialect from, Abilities abilities, Losses losses) {
        this.abilities = abilities;
        this.losses = losses;
        same = from == Dialect.ANTHROPIC_MESSAGES;
        parts = new PartWriter(from, losses);
    }

    /// Writes `system` and `messages` into a body.
    ///
    /// @param more said by the system behind all else; empty for nothing
    void write(List<Message> messages, String more, ObjectNode body) {
        for (Message message : messages) {
            turn(message);
        }
        if (!more.isEmpty()) {
            system.addObject().put(TYPE, TEXT).put(TEXT, more);
        }
        if (!system.isEmpty()) {
            body.set(SYSTEM, isPlain(system) ? system.get(0).get(TEXT) : system);
        }
        if (!same) {
            complete();
        }
        turns.forEach(TurnWriter::order);
        body.set("messages", turns);
    }

    private void turn(Message message) {
        if (message.name() != null) {
            losses.dropped("message.name", "speakers have no names");
        }
        switch (message.role()) {
            case SYSTEM, DEVELOPER -> system(message);
            case USER, TOOL -> append(USER, message.parts());
            case ASSISTANT -> append(ASSISTANT, message.parts());
        }
    }

    // Only Anthropic's own clients know which of its models take a turn of the system's in the middle.
    private void system(Message message) {
        if (!turns.isEmpty() && same) {
            append(SYSTEM, message.parts());
            return;
        }
        if (!turns.isEmpty()) {
            losses.adapted("message.system", "what the system says stands in front");
        }
        List<Part> said = new ArrayList<>(message.parts());
        if (said.removeIf(part -> !(part instanceof Part.Text))) {
            losses.dropped("message.system", "the system says nothing but text");
        }
        said.forEach(part -> parts.write(part, system));
    }

    private void append(String role, List<Part> content) {
        ArrayNode blocks = JsonTree.array();
        content.forEach(part -> parts.write(part, blocks));
        if (blocks.isEmpty()) {
            return;
        }
        JsonNode last = turns.isEmpty() ? null : turns.get(turns.size() - 1);
        if (last != null && role.equals(JsonTree.string(last, "role"))) {
            ((ArrayNode) last.get(CONTENT)).addAll(blocks);
        } else {
            turns.addObject().put("role", role).set(CONTENT, blocks);
        }
    }

    private void complete() {
        if (turns.isEmpty() || ASSISTANT.equals(JsonTree.string(turns.get(0), "role"))) {
            losses.adapted("messages", "the first turn must be the user's");
            ObjectNode first = JsonTree.object().put("role", USER);
            first.putArray(CONTENT).addObject().put(TYPE, TEXT).put(TEXT, BEGIN);
            turns.insert(0, first);
        }
        ObjectNode last = (ObjectNode) turns.get(turns.size() - 1);
        if (!ASSISTANT.equals(JsonTree.string(last, "role"))) {
            return;
        }
        if (abilities.prefill()) {
            strip((ArrayNode) last.get(CONTENT));
        } else {
            losses.adapted("messages", "the model does not go on with a turn of its own, and is asked to");
            turns.addObject()
                    .put("role", USER)
                    .putArray(CONTENT)
                    .addObject()
                    .put(TYPE, TEXT)
                    .put(TEXT, GO_ON);
        }
    }

    // A last turn of the assistant's must not end in blanks.
    private static void strip(ArrayNode blocks) {
        JsonNode last = blocks.get(blocks.size() - 1);
        String text = JsonTree.string(last, TEXT);
        if (text != null) {
            ((ObjectNode) last).put(TEXT, text.stripTrailing());
        }
    }

    private static void order(JsonNode turn) {
        ArrayNode blocks = (ArrayNode) turn.get(CONTENT);
        List<JsonNode> results = new ArrayList<>();
        List<JsonNode> others = new ArrayList<>();
        for (JsonNode block : blocks) {
            ("tool_result".equals(JsonTree.string(block, TYPE)) ? results : others).add(block);
        }
        if (!results.isEmpty() && !others.isEmpty()) {
            blocks.removeAll();
            blocks.addAll(results);
            blocks.addAll(others);
        }
    }

    private static boolean isPlain(ArrayNode blocks) {
        return blocks.size() == 1 && blocks.get(0).size() == 2;
    }

    /// Whether any turn holds a call of a tool or its result.
    static boolean holdsCalls(List<Message> messages) {
        return messages.stream()
                .anyMatch(message -> message.role() == Role.TOOL
                        || message.parts().stream()
                                .anyMatch(p -> p instanceof Part.ToolCall || p instanceof Part.ToolResult));
    }
}
