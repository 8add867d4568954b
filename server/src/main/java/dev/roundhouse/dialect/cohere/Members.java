package dev.roundhouse.dialect.cohere;

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

/// Members of a request's tree, read by the type that the schema gives them; null and absent are the same.
final class Members {
    private static final Set<String> ROUTER = Set.copyOf(Skim.ROUTER_MEMBERS);

    private Members() {}

    /// @throws Unacceptable when it is something else than a text
    static @Nullable String text(JsonNode object, String name, String path) {
        JsonNode value = object.path(name);
        if (isAbsent(value)) {
            return null;
        }
        if (!value.isString()) {
            throw wrong(path + name, "a string");
        }
        return value.stringValue();
    }

    /// @throws Unacceptable when there is none, or it is empty
    static String required(JsonNode object, String name, String path) {
        String text = text(object, name, path);
        if (text == null || text.isEmpty()) {
            throw new Unacceptable(path + name, "missing (expected: a string)");
        }
        return text;
    }

    /// @throws Unacceptable when it is something else than a number
    static @Nullable Double number(JsonNode object, String name) {
        JsonNode value = object.path(name);
        if (isAbsent(value)) {
            return null;
        }
        if (!value.isNumber()) {
            throw wrong(name, "a number");
        }
        return value.asDouble();
    }

    /// @throws Unacceptable when it is something else than a whole number
    static @Nullable Long whole(JsonNode object, String name) {
        JsonNode value = object.path(name);
        if (isAbsent(value)) {
            return null;
        }
        if (!value.isNumber() || value.asDouble() != Math.rint(value.asDouble())) {
            throw wrong(name, "a whole number");
        }
        return (long) value.asDouble();
    }

    /// @throws Unacceptable when it is something else than a list; empty where there is none
    static List<JsonNode> list(JsonNode object, String name, String path) {
        JsonNode value = object.path(name);
        if (isAbsent(value)) {
            return List.of();
        }
        if (!value.isArray()) {
            throw wrong(path + name, "a list");
        }
        List<JsonNode> all = new ArrayList<>(value.size());
        value.forEach(all::add);
        return all;
    }

    /// @throws Unacceptable when it is something else than a list of texts; empty where there is none
    static List<String> texts(JsonNode object, String name) {
        List<String> texts = new ArrayList<>();
        for (JsonNode value : list(object, name, "")) {
            if (!value.isString()) {
                throw wrong(name + "[" + texts.size() + "]", "a string");
            }
            texts.add(value.stringValue());
        }
        return texts;
    }

    /// All members but these, and but the router's own.
    static ObjectNode extras(JsonNode body, Set<String> modelled) {
        ObjectNode extras = JsonTree.object();
        for (Map.Entry<String, JsonNode> member : body.properties()) {
            String name = member.getKey();
            if (!modelled.contains(name)
                    && !ROUTER.contains(name)
                    && !member.getValue().isNull()) {
                extras.set(name, member.getValue());
            }
        }
        return extras;
    }

    static boolean isAbsent(JsonNode value) {
        return value.isMissingNode() || value.isNull();
    }

    static Unacceptable wrong(String path, String expected) {
        return new Unacceptable(path, "of a wrong type (expected: " + expected + ")");
    }
}
