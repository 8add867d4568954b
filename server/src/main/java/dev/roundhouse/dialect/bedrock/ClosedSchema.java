package dev.roundhouse.dialect.bedrock;

import dev.roundhouse.dialect.JsonTree;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Schemas whose objects have no members but those that are named. Bedrock holds answers to no other.
final class ClosedSchema {
    private static final String MORE = "additionalProperties";

    // What stands in these is no schema, whatever it looks like.
    private static final Set<String> VALUES = Set.of("enum", "const", "default", "examples", "required");

    private ClosedSchema() {}

    /// Whether closing a schema keeps its meaning: none of its objects is a map of free names.
    static boolean isClosable(JsonNode schema) {
        if (schema.isObject() && isObjectSchema(schema)) {
            JsonNode more = schema.path(MORE);
            boolean closed = more.isBoolean() && !more.booleanValue();
            boolean silent = more.isMissingNode() && schema.path("properties").isObject();
            if (!closed && !silent) {
                return false;
            }
        }
        if (schema.isObject()) {
            for (String name : schema.propertyNames()) {
                if (!VALUES.contains(name) && !isClosable(schema.get(name))) {
                    return false;
                }
            }
        }
        for (JsonNode one : schema.isArray() ? schema : JsonTree.array()) {
            if (!isClosable(one)) {
                return false;
            }
        }
        return true;
    }

    /// The same schema, closed.
    static JsonNode of(JsonNode schema) {
        if (schema.isArray()) {
            ArrayNode all = JsonTree.array();
            schema.forEach(one -> all.add(of(one)));
            return all;
        }
        if (!schema.isObject()) {
            return schema;
        }
        ObjectNode closed = JsonTree.object();
        for (String name : schema.propertyNames()) {
            closed.set(name, VALUES.contains(name) ? schema.get(name) : of(schema.get(name)));
        }
        if (isObjectSchema(schema) && !schema.has(MORE)) {
            closed.put(MORE, false);
        }
        return closed;
    }

    private static boolean isObjectSchema(JsonNode schema) {
        return "object".equals(JsonTree.string(schema, "type"));
    }
}
