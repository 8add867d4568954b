package dev.roundhouse.dialect.anthropic;

import dev.roundhouse.dialect.JsonTree;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Makes a JSON schema one that constrained decoding takes: objects are closed, and keywords that it refuses are
/// told
/// the model in the description instead, as the vendor's own clients do.
///
/// @see "Anthropic: structured outputs, JSON schema limitations"
final class SchemaFit {
    private static final Set<String> REFUSED = Set.of(
            "minimum",
            "maximum",
            "exclusiveMinimum",
            "exclusiveMaximum",
            "multipleOf",
            "minLength",
            "maxLength",
            "maxItems",
            "uniqueItems",
            "minProperties",
            "maxProperties",
            "patternProperties",
            "propertyNames",
            "contains",
            "minContains",
            "maxContains",
            "$schema",
            "$id");

    /// Members that hold a schema for each name.
    private static final Set<String> NAMED = Set.of("properties", "$defs", "definitions");

    private static final Set<String> LISTS = Set.of("anyOf", "allOf", "prefixItems");
    private static final String CLOSED = "additionalProperties";
    private static final String DESCRIPTION = "description";

    private boolean changed;
    private boolean fits = true;

    /// The schema made fit; the given one stays as it is.
    JsonNode fit(JsonNode schema) {
        if (!(schema instanceof ObjectNode given)) {
            return schema;
        }
        ObjectNode fitted = JsonTree.object();
        StringBuilder told = new StringBuilder();
        given.forEachEntry((name, value) -> member(name, value, fitted, told));
        if (given.has("properties") || "object".equals(JsonTree.string(given, "type"))) {
            if (!given.has(CLOSED)) {
                changed = true;
                fitted.put(CLOSED, false);
            }
            JsonNode others = given.path(CLOSED);
            fits &= given.has("properties") && !others.isObject() && !others.booleanValue(false);
        }
        if (!told.isEmpty()) {
            changed = true;
            String before = JsonTree.string(given, DESCRIPTION);
            fitted.put(DESCRIPTION, (before == null ? "" : before + "\n\n") + "{" + told + "}");
        }
        return fitted;
    }

    /// Whether anything had to be changed.
    boolean changed() {
        return changed;
    }

    /// Whether it can be made fit: objects of any members cannot be closed.
    boolean fits() {
        return fits;
    }

    private void member(String name, JsonNode value, ObjectNode fitted, StringBuilder told) {
        boolean many = name.equals("minItems") && value.asLong(0) > 1;
        if (name.equals("oneOf")) {
            changed = true;
            fitted.set("anyOf", list(value));
        } else if (REFUSED.contains(name) || many) {
            if (!name.startsWith("$")) {
                told.append(told.isEmpty() ? "" : ", ")
                        .append(name)
                        .append(": ")
                        .append(JsonTree.text(value));
            } else {
                changed = true;
            }
        } else if (NAMED.contains(name) && value.isObject()) {
            ObjectNode inner = fitted.putObject(name);
            value.forEachEntry((key, each) -> inner.set(key, fit(each)));
        } else if (LISTS.contains(name) && value.isArray()) {
            fitted.set(name, list(value));
        } else if (name.equals("items") || name.equals("not")) {
            fitted.set(name, fit(value));
        } else {
            fitted.set(name, value);
        }
    }

    private ArrayNode list(JsonNode schemas) {
        ArrayNode list = JsonTree.array();
        schemas.forEach(schema -> list.add(fit(schema)));
        return list;
    }
}
