package dev.roundhouse.dialect.anthropic;

import dev.roundhouse.dialect.JsonTree;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Arguments of a call that are no JSON object, in a schema that has room for objects alone.
final class BrokenInput {
    /// The only member of the object that stands for them.
    static final String MEMBER = "invalid_json";

    private BrokenInput() {}

    /// The object for a call's arguments; null when they are broken.
    static @Nullable ObjectNode object(String arguments) {
        String text = arguments.strip();
        return text.isEmpty() || text.equals("null") ? JsonTree.object() : JsonTree.readObject(text);
    }

    /// What a model wrote, out of the object that stands for it.
    static String arguments(JsonNode input) {
        String broken = input.size() == 1 ? JsonTree.string(input, MEMBER) : null;
        return broken == null ? JsonTree.text(input) : broken;
    }
}
