package dev.roundhouse.dialect.gemini;

import dev.roundhouse.dialect.JsonTree;
import dev.roundhouse.dialect.Losses;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Google's subset of OpenAPI's schemas, and JSON schemas.
final class Schemas {
    private static final int DEPTH_MAX = 40;
    // References that lead in circles are followed this often in all.
    private static final int STEPS_MAX = 2_000;

    private static final Set<String> KEPT = Set.of(
            "format",
            "title",
            "description",
            "maxItems",
            "minItems",
            "maxProperties",
            "minProperties",
            "maxLength",
            "minLength",
            "pattern",
            "minimum",
            "maximum",
            "required",
            "default");

    private static final Set<String> COUNTS =
            Set.of("maxItems", "minItems", "maxProperties", "minProperties", "maxLength", "minLength");

    private Schemas() {}

    /// A JSON schema that says what one of Google's says.
    static ObjectNode json(JsonNode subset) {
        return json(subset, 0);
    }

    /// The schema in Google's subset; null where that would lose something.
    static @Nullable ObjectNode subset(JsonNode schema) {
        return new Narrowing(schema, null).narrow(schema, 0);
    }

    /// The schema in Google's subset, with what that has no words for left out.
    static ObjectNode adapted(JsonNode schema, Losses losses) {
        ObjectNode narrowed = new Narrowing(schema, losses).narrow(schema, 0);
        return narrowed == null ? JsonTree.object() : narrowed;
    }

    private static ObjectNode json(JsonNode from, int depth) {
        ObjectNode schema = JsonTree.object();
        boolean nullable = from.path("nullable").booleanValue(false);
        for (Map.Entry<String, JsonNode> member : from.properties()) {
            String name = Members.camel(member.getKey());
            JsonNode value = member.getValue();
            switch (name) {
                case "nullable", "propertyOrdering" -> {}
                case "type" -> type(value, nullable, schema);
                case "format" -> {
                    if (!value.asString("").equals("enum")) {
                        schema.set(name, value);
                    }
                }
                case "example" -> schema.putArray("examples").add(value);
                case "properties" -> schema.set(name, properties(from, value, depth));
                case "items" -> schema.set(name, depth < DEPTH_MAX ? json(value, depth + 1) : value);
                case "anyOf" -> {
                    ArrayNode all = schema.putArray(name);
                    value.forEach(one -> all.add(depth < DEPTH_MAX ? json(one, depth + 1) : one));
                    if (nullable) {
                        all.addObject().put("type", "null");
                    }
                }
                default -> schema.set(name, COUNTS.contains(name) ? count(value) : value);
            }
        }
        return schema;
    }

    private static void type(JsonNode value, boolean nullable, ObjectNode schema) {
        String type = value.asString("").toLowerCase(Locale.ROOT);
        if (type.equals("type_unspecified")) {
            return;
        }
        if (!value.isString()) {
            schema.set("type", value);
        } else if (nullable && !type.equals("null")) {
            schema.putArray("type").add(type).add("null");
        } else {
            schema.put("type", type);
        }
    }

    private static ObjectNode properties(JsonNode from, JsonNode properties, int depth) {
        Set<String> names = new LinkedHashSet<>();
        Members.texts(from, "propertyOrdering").stream().filter(properties::has).forEach(names::add);
        names.addAll(properties.propertyNames());
        ObjectNode ordered = JsonTree.object();
        for (String name : names) {
            JsonNode property = properties.path(name);
            ordered.set(name, depth < DEPTH_MAX ? json(property, depth + 1) : property);
        }
        return ordered;
    }

    // Counts are 64 bits wide, which protocol buffers write as texts.
    private static JsonNode count(JsonNode value) {
        if (value.isString()) {
            try {
                return JsonTree.object().numberNode(Long.parseLong(value.stringValue()));
            } catch (NumberFormatException _) {
                return value;
            }
        }
        return value;
    }

    /// Says a JSON schema in the subset; with nobody to take down losses, it gives up at the first.
    private static final class Narrowing {
        private final JsonNode root;
        private int steps;

        @Nullable
        private final Losses losses;

        Narrowing(JsonNode root, @Nullable Losses losses) {
            this.root = root;
            this.losses = losses;
        }

        @Nullable
        ObjectNode narrow(JsonNode given, int depth) {
            JsonNode from = given;
            boolean far = depth > DEPTH_MAX || ++steps > STEPS_MAX;
            if (!from.isObject() || far || from.has("$ref")) {
                if (!lose("$ref or a schema without members")) {
                    return null;
                }
                from = far ? JsonTree.object() : referred(from);
            }
            ObjectNode schema = JsonTree.object();
            for (Map.Entry<String, JsonNode> member : from.properties()) {
                if (!member(member.getKey(), member.getValue(), schema, depth)) {
                    return null;
                }
            }
            boolean untyped = !schema.has("type") && !schema.has("anyOf");
            return untyped && !lose("a schema without a type") ? null : schema;
        }

        private boolean member(String name, JsonNode value, ObjectNode schema, int depth) {
            if (KEPT.contains(name)) {
                schema.set(name, value);
                return true;
            }
            return switch (name) {
                case "type" -> type(value, schema);
                case "enum" -> choices(value, schema);
                case "const" -> lose(name) && choices(JsonTree.array().add(value), schema);
                case "items" -> nested(name, value, schema, depth);
                case "properties" -> properties(value, schema, depth);
                case "anyOf" -> any(value, schema, depth);
                case "oneOf" -> lose(name) && any(value, schema, depth);
                case "allOf" -> lose(name) && all(value, schema, depth);
                case "$defs", "definitions", "$schema", "$id" -> losses != null; // read through references
                default -> lose(name);
            };
        }

        private boolean type(JsonNode value, ObjectNode schema) {
            if (value.isString()) {
                schema.put("type", value.stringValue().toUpperCase(Locale.ROOT));
                return true;
            }
            List<String> types = new ArrayList<>();
            value.forEach(one -> types.add(one.asString("")));
            boolean nullable = types.remove("null");
            if (types.size() != 1 && !lose("a choice of types")) {
                return false;
            }
            schema.put("type", (types.isEmpty() ? "string" : types.getFirst()).toUpperCase(Locale.ROOT));
            if (nullable) {
                schema.put("nullable", true);
            }
            return true;
        }

        private boolean choices(JsonNode values, ObjectNode schema) {
            ArrayNode texts = JsonTree.array();
            for (JsonNode value : values) {
                if (!value.isString() && !lose("an enum of other than texts")) {
                    return false;
                }
                texts.add(value.asString(""));
            }
            schema.set("enum", texts);
            if (losses != null) {
                schema.put("type", "STRING");
            }
            return true;
        }

        private boolean properties(JsonNode value, ObjectNode schema, int depth) {
            if (value.isEmpty() && losses == null) {
                return false; // some models refuse an object without members in this form
            }
            ObjectNode properties = JsonTree.object();
            for (Map.Entry<String, JsonNode> property : value.properties()) {
                ObjectNode narrowed = narrow(property.getValue(), depth + 1);
                if (narrowed == null) {
                    return false;
                }
                properties.set(property.getKey(), narrowed);
            }
            if (!properties.isEmpty()) {
                schema.set("properties", properties);
            }
            return true;
        }

        private boolean nested(String name, JsonNode value, ObjectNode schema, int depth) {
            ObjectNode narrowed = narrow(value, depth + 1);
            if (narrowed != null) {
                schema.set(name, narrowed);
            }
            return narrowed != null;
        }

        private boolean any(JsonNode value, ObjectNode schema, int depth) {
            ArrayNode all = JsonTree.array();
            for (JsonNode one : value) {
                if (one.path("type").asString("").equals("null")) {
                    if (!lose("a choice of null")) {
                        return false;
                    }
                    schema.put("nullable", true);
                    continue;
                }
                ObjectNode narrowed = narrow(one, depth + 1);
                if (narrowed == null) {
                    return false;
                }
                all.add(narrowed);
            }
            if (all.size() == 1 && losses != null) {
                schema.setAll((ObjectNode) all.get(0));
            } else {
                schema.set("anyOf", all);
            }
            return true;
        }

        private boolean all(JsonNode value, ObjectNode schema, int depth) {
            for (JsonNode one : value) {
                ObjectNode narrowed = narrow(one, depth + 1);
                if (narrowed != null) {
                    schema.setAll(narrowed);
                }
            }
            return true;
        }

        private JsonNode referred(JsonNode from) {
            String pointer = from.path("$ref").asString("");
            JsonNode target = pointer.startsWith("#/") ? root.at(pointer.substring(1)) : JsonTree.object();
            return target.isObject() ? target : JsonTree.object();
        }

        private boolean lose(String what) {
            if (losses == null) {
                return false;
            }
            losses.adapted("schema", "this model's schemas cannot say " + what);
            return true;
        }
    }
}
