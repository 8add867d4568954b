package dev.roundhouse.sandbox;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import tools.jackson.databind.JsonNode;

/// Reads the members of a request and remembers the first that is not what it should be, so that a reader can go
/// on to
/// the end and ask
/// once. A member that is `null` counts as absent.
final class Fields {
    private final JsonNode object;
    private final String path;
    private Optional<Problem> problem = Optional.empty();

    Fields(JsonNode object) {
        this(object, "");
    }

    private Fields(JsonNode object, String path) {
        this.object = object;
        this.path = path;
    }

    /// The fields of a member that is an object; of an empty one where it is absent.
    Fields inside(String name) {
        JsonNode member = object.path(name);
        if (isPresent(name) && !member.isObject()) {
            complain(name, "an object");
        }
        return new Fields(member.isObject() ? member : Json.object(), path + name + ".");
    }

    JsonNode any(String name) {
        return object.path(name);
    }

    boolean isPresent(String name) {
        return object.hasNonNull(name);
    }

    boolean flag(String name) {
        JsonNode member = object.path(name);
        if (isPresent(name) && !member.isBoolean()) {
            complain(name, "true or false");
        }
        return member.isBoolean() && member.booleanValue();
    }

    OptionalInt whole(String name, int min, int max) {
        JsonNode member = object.path(name);
        if (!isPresent(name)) {
            return OptionalInt.empty();
        }
        if (!member.isIntegralNumber()
                || !member.canConvertToInt()
                || member.intValue() < min
                || member.intValue() > max) {
            complain(name, "a whole number from " + min + " to " + max);
            return OptionalInt.empty();
        }
        return OptionalInt.of(member.intValue());
    }

    /// A string that must be there.
    String text(String name) {
        JsonNode member = object.path(name);
        if (!member.isString()) {
            complain(name, "a string");
            return "";
        }
        return member.stringValue();
    }

    /// A string, or an array of strings; none where absent.
    List<String> texts(String name) {
        JsonNode member = object.path(name);
        if (!isPresent(name)) {
            return List.of();
        }
        if (member.isString()) {
            return List.of(member.stringValue());
        }
        List<String> texts = new ArrayList<>();
        for (JsonNode one : elements(name)) {
            if (!one.isString()) {
                complain(name, "a string or an array of strings");
                return List.of();
            }
            texts.add(one.stringValue());
        }
        return texts;
    }

    /// The elements of an array; none where absent.
    List<JsonNode> elements(String name) {
        JsonNode member = object.path(name);
        if (isPresent(name) && !member.isArray()) {
            complain(name, "an array");
        }
        return member.isArray() ? List.copyOf(member.values()) : List.of();
    }

    /// Says what a member should have been; only the first complaint counts.
    void complain(String name, String expected) {
        if (problem.isPresent()) {
            return;
        }
        String param = path + name;
        String got =
                object.has(name) ? "Invalid value for '" + param + "'" : "Missing required parameter: '" + param + "'";
        problem = Optional.of(Problem.invalid(param, got + " (expected: " + expected + ")."));
    }

    Optional<Problem> problem() {
        return problem;
    }
}
