package dev.roundhouse.e2e;

import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import tools.jackson.databind.JsonNode;

/// What every dialect of JSON schema can say: types, members, which of them are required, items and choices.
final class Shapes {
    private static final int DEPTH_MAX = 12;

    private Shapes() {}

    static String shape(JsonNode schema) {
        return shape(schema, schema, 0);
    }

    private static String shape(JsonNode schema, JsonNode root, int depth) {
        if (depth > DEPTH_MAX) {
            return "…";
        }
        if (schema.has("$ref")) {
            return shape(referred(schema.path("$ref").asString(""), root), root, depth + 1);
        }
        for (String either : new String[] {"anyOf", "oneOf"}) {
            if (schema.has(either)) {
                TreeSet<String> all = new TreeSet<>();
                for (JsonNode one : schema.path(either)) {
                    if (!one.path("type").asString("").equalsIgnoreCase("null")) {
                        all.add(shape(one, root, depth + 1));
                    }
                }
                return all.size() == 1 ? all.first() : all.toString();
            }
        }
        if (schema.path("allOf").size() == 1) {
            return shape(schema.path("allOf").path(0), root, depth + 1);
        }
        StringBuilder all = new StringBuilder(type(schema));
        JsonNode properties = schema.path("properties");
        if (!properties.isEmpty()) {
            all.append('{');
            properties.properties().stream()
                    .sorted(Map.Entry.comparingByKey())
                    .forEach(member -> all.append(member.getKey())
                            .append(':')
                            .append(shape(member.getValue(), root, depth + 1))
                            .append(','));
            all.append('}');
            TreeSet<String> required = new TreeSet<>();
            schema.path("required").forEach(name -> required.add(name.asString("")));
            all.append(required);
        }
        if (schema.has("items")) {
            all.append('<').append(shape(schema.path("items"), root, depth + 1)).append('>');
        }
        if (schema.has("enum")) {
            TreeSet<String> values = new TreeSet<>();
            schema.path("enum").forEach(value -> values.add(value.asString("")));
            all.append(values);
        }
        return all.toString();
    }

    private static String type(JsonNode schema) {
        JsonNode type = schema.path("type");
        if (type.isString()) {
            return type.asString().toLowerCase(Locale.ROOT);
        }
        for (JsonNode one : type) {
            if (!one.asString("").equals("null")) {
                return one.asString("");
            }
        }
        return schema.has("properties") || !schema.has("enum") ? "object" : "string";
    }

    private static JsonNode referred(String pointer, JsonNode root) {
        return pointer.startsWith("#") ? root.at(pointer.substring(1)) : root.path("nowhere");
    }
}
