package dev.roundhouse.dialect;

import static dev.roundhouse.dialect.JsonText.ascii;
import static dev.roundhouse.dialect.JsonText.concat;
import static dev.roundhouse.dialect.JsonText.member;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import tools.jackson.core.JsonToken;

/// Members that an object must have, whatever else it has: what is there and not named stays byte for byte.
public sealed interface JsonPatch {
    /// This value, in the place of any other.
    record Put(byte[] value) implements JsonPatch {}

    /// This value where there is none, or null.
    record Ensure(byte[] value) implements JsonPatch {}

    /// An object with these members in it.
    record Inside(Map<String, JsonPatch> members) implements JsonPatch {}

    /// Patches an object.
    ///
    /// @param json on the object's opening brace; left on its closing one
    /// @param members by name, appended in the map's order where they are missing
    /// @param edits what to change in the parser's bytes
    static void patch(JsonSpans json, Map<String, JsonPatch> members, Edits edits) {
        List<String> missing = new ArrayList<>(members.keySet());
        boolean empty = true;
        while (json.nextToken() != JsonToken.END_OBJECT) {
            empty = false;
            String name = json.currentName();
            JsonToken token = json.nextToken();
            JsonPatch patch = members.get(name);
            missing.remove(name);
            if (patch == null) {
                json.skipChildren();
            } else {
                value(json, token, patch, edits);
            }
        }
        if (!missing.isEmpty()) {
            edits.insert(json.valueTo() - 1, concat(ascii(empty ? "" : ","), joined(missing, members)));
        }
    }

    private static void value(JsonSpans json, JsonToken token, JsonPatch patch, Edits edits) {
        if (patch instanceof Inside(Map<String, JsonPatch> members) && token == JsonToken.START_OBJECT) {
            patch(json, members, edits);
            return;
        }
        int from = json.valueFrom();
        json.skipChildren();
        if (!(patch instanceof Ensure) || token == JsonToken.VALUE_NULL) {
            edits.replace(from, json.valueTo(), value(patch));
        }
    }

    /// The value that stands for a patch where there was nothing.
    static byte[] value(JsonPatch patch) {
        return switch (patch) {
            case Put(byte[] value) -> value;
            case Ensure(byte[] value) -> value;
            case Inside(Map<String, JsonPatch> members) ->
                concat(ascii("{"), joined(List.copyOf(members.keySet()), members), ascii("}"));
        };
    }

    private static byte[] joined(List<String> names, Map<String, JsonPatch> members) {
        byte[][] parts = new byte[names.size() * 2 - 1][];
        for (int i = 0; i < names.size(); i++) {
            JsonPatch patch = members.get(names.get(i));
            if (i > 0) {
                parts[i * 2 - 1] = ascii(",");
            }
            parts[i * 2] = member(names.get(i), value(java.util.Objects.requireNonNull(patch)));
        }
        return concat(parts);
    }
}
