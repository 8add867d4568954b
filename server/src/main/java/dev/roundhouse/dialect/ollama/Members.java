package dev.roundhouse.dialect.ollama;

import dev.roundhouse.dialect.Cursor.Unacceptable;
import dev.roundhouse.dialect.JsonTree;
import dev.roundhouse.dialect.Skim;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Members of a request's tree, read by the type that the schema gives them; null and absent are the same, and so
/// are
/// the empty texts that Ollama's older clients send for what they leave unsaid.
final class Members {
    private static final Set<String> ROUTER = Set.copyOf(Skim.ROUTER_MEMBERS);

    private Members() {}

    /// @throws Unacceptable when it is something else than a text
    static @Nullable String text(JsonNode object, String name, String path) {
        JsonNode value = object.path(name);
        if (value.isMissingNode() || value.isNull()) {
            return null;
        }
        if (!value.isString()) {
            throw wrong(path + name, "a string");
        }
        return value.stringValue().isEmpty() ? null : value.stringValue();
    }

    /// @throws Unacceptable when there is none, or it is empty
    static String required(JsonNode object, String name, String path) {
        String text = text(object, name, path);
        if (text == null) {
            throw new Unacceptable(path + name, "missing (expected: a string)");
        }
        return text;
    }

    /// @throws Unacceptable when it is something else than a list; empty where there is none
    static List<JsonNode> list(JsonNode object, String name, String path) {
        JsonNode value = object.path(name);
        if (value.isMissingNode() || value.isNull()) {
            return List.of();
        }
        if (!value.isArray()) {
            throw wrong(path + name, "a list");
        }
        List<JsonNode> all = new ArrayList<>(value.size());
        value.forEach(all::add);
        return all;
    }

    /// All members but these, but the router's own, and but those that say nothing.
    static ObjectNode extras(JsonNode object, Set<String> modelled) {
        ObjectNode extras = JsonTree.object();
        for (Map.Entry<String, JsonNode> member : object.properties()) {
            JsonNode value = member.getValue();
            boolean says = !value.isNull()
                    && !(value.isContainer() && value.isEmpty())
                    && !(value.isString() && value.stringValue().isEmpty());
            if (says && !modelled.contains(member.getKey()) && !ROUTER.contains(member.getKey())) {
                extras.set(member.getKey(), value);
            }
        }
        return extras;
    }

    static Unacceptable wrong(String path, String expected) {
        return new Unacceptable(path, "of a wrong type (expected: " + expected + ")");
    }
}
