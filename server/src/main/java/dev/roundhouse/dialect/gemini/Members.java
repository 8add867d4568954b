package dev.roundhouse.dialect.gemini;

import dev.roundhouse.dialect.Cursor.Unacceptable;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.MissingNode;
import tools.jackson.databind.node.ObjectNode;

/// Members of Google's messages, which may be written in camel case or in snake case, and whose lists may be
/// written as
/// their only item.
final class Members {
    private Members() {}

    /// A member under either of its names; a missing node where there is none or it is null.
    ///
    /// @param camel its name in camel case
    static JsonNode get(JsonNode object, String camel) {
        JsonNode value = object.path(camel);
        if (value.isMissingNode()) {
            String snake = snake(camel);
            value = snake.equals(camel) ? value : object.path(snake);
        }
        return value.isNull() ? MissingNode.getInstance() : value;
    }

    /// A member's text; null where there is none or it is no text.
    static @Nullable String text(JsonNode object, String camel) {
        JsonNode value = get(object, camel);
        return value.isString() ? value.stringValue() : null;
    }

    /// A member's items; of one that is no list, the member itself.
    static List<JsonNode> list(JsonNode object, String camel) {
        JsonNode value = get(object, camel);
        if (value.isMissingNode()) {
            return List.of();
        }
        return value.isArray() ? value.valueStream().toList() : List.of(value);
    }

    /// A member's texts.
    static List<String> texts(JsonNode object, String camel) {
        List<String> texts = new ArrayList<>();
        for (JsonNode one : list(object, camel)) {
            if (one.isString()) {
                texts.add(one.stringValue());
            }
        }
        return texts;
    }

    /// A member's number; null where there is none.
    ///
    /// @throws Unacceptable when it is something else
    static @Nullable Double number(JsonNode object, String path, String camel) {
        JsonNode value = get(object, camel);
        if (value.isMissingNode()) {
            return null;
        }
        if (!value.isNumber()) {
            throw new Unacceptable(path + "." + camel, kind(value) + " (expected: a number)");
        }
        return value.asDouble();
    }

    /// A member's whole number; null where there is none.
    ///
    /// @throws Unacceptable when it is something else
    static @Nullable Long whole(JsonNode object, String path, String camel) {
        JsonNode value = get(object, camel);
        if (value.isMissingNode()) {
            return null;
        }
        boolean whole = value.isNumber() && value.asDouble() == Math.rint(value.asDouble());
        if (!whole) {
            throw new Unacceptable(path + "." + camel, kind(value) + " (expected: a whole number)");
        }
        return value.isIntegralNumber() ? value.asLong(0) : (long) value.asDouble();
    }

    /// Members that are none of these, under their names in camel case; null ones are left out.
    static void others(JsonNode object, Set<String> known, ObjectNode into) {
        for (Map.Entry<String, JsonNode> member : object.properties()) {
            String name = camel(member.getKey());
            if (!known.contains(name) && !member.getValue().isNull()) {
                into.set(name, member.getValue());
            }
        }
    }

    /// What a value is, for a message.
    static String kind(JsonNode value) {
        return switch (value.getNodeType()) {
            case ARRAY -> "a list";
            case OBJECT -> "an object";
            case STRING -> "a text";
            case BOOLEAN, NUMBER -> value.asString();
            default -> "null";
        };
    }

    /// A name in camel case.
    static String camel(String name) {
        if (name.indexOf('_', 1) < 0) {
            return name;
        }
        StringBuilder camel = new StringBuilder(name.length());
        boolean up = false;
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            if (c == '_' && i > 0) {
                up = true;
            } else {
                camel.append(up ? Character.toUpperCase(c) : c);
                up = false;
            }
        }
        return camel.toString();
    }

    private static String snake(String camel) {
        StringBuilder snake = new StringBuilder(camel.length() + 4);
        for (int i = 0; i < camel.length(); i++) {
            char c = camel.charAt(i);
            if (c >= 'A' && c <= 'Z') {
                snake.append('_').append((char) (c + ('a' - 'A')));
            } else {
                snake.append(c);
            }
        }
        return snake.toString();
    }
}
