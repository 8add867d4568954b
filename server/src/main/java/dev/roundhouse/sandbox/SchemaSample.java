package dev.roundhouse.sandbox;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import java.util.stream.Stream;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonPointer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.BigIntegerNode;
import tools.jackson.databind.node.DecimalNode;
import tools.jackson.databind.node.NullNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.node.StringNode;

/// Makes up a small value that a JSON schema accepts. It knows types, enums, constants, required and nested
/// members,
/// arrays with their bounds, references within the document, combinations, numeric and length bounds, and the
/// usual
/// formats. A pattern is met only where a common string meets it, and `not`, `if` and `dependent…` are not looked
/// at.
final class SchemaSample {
    /// Below this depth optional members and elements are left out, so that a schema that refers to itself comes
    /// to an
    /// end.
    private static final int GENEROUS_DEPTH_MAX = 6;

    private static final int DEPTH_MAX = 64;
    /// Schemas looked at for one value: a schema that refers to itself twice would else take for ever.
    private static final int STEPS_MAX = 20_000;

    private static final double NUMBER_MAX = 1e15;
    private static final BigDecimal HALF = new BigDecimal("0.5");
    private static final int ELEMENTS_MAX = 1_000;
    private static final int CHARACTERS_MAX = 10_000;
    private static final String WORD = "sandbox";
    private static final List<String> PATTERN_GUESSES = List.of(
            WORD,
            "Sandbox",
            "a",
            "A",
            "ab",
            "AB",
            "abc",
            "ABC",
            "0",
            "1",
            "12",
            "123",
            "1234",
            "12345",
            "1.0",
            "1.0.0",
            "2025-01-31",
            "12:30",
            "12:30:00",
            "2025-01-31T12:30:00Z",
            "sandbox@example.com",
            "https://example.com",
            "+15555550123",
            "555-0123",
            "A1",
            "a1",
            "ABC-123",
            "abc-123",
            "#aabbcc",
            "true",
            "");

    private final JsonNode root;
    private int steps;

    private SchemaSample(JsonNode root) {
        this.root = root;
    }

    static JsonNode of(JsonNode schema) {
        return new SchemaSample(schema).sample(schema, 0, 0);
    }

    /// The arguments of a tool: always an object, empty where the schema asks for nothing.
    static JsonNode arguments(JsonNode schema) {
        JsonNode value = schema.isObject() ? of(schema) : Json.object();
        return value.isObject() ? value : Json.object();
    }

    /// @param variant tells elements apart that must differ, from 0
    private JsonNode sample(JsonNode schema, int depth, int variant) {
        if (!schema.isObject() || depth > DEPTH_MAX || steps++ > STEPS_MAX) {
            return schema.isBoolean() && schema.booleanValue() ? text(Json.object(), variant) : NullNode.getInstance();
        }
        JsonNode flat = flattened(schema, depth, 0);
        if (flat.has("const")) {
            return flat.get("const");
        }
        if (flat.path("enum").isArray() && !flat.path("enum").isEmpty()) {
            return flat.path("enum").get(variant % flat.path("enum").size());
        }
        return switch (type(flat, depth)) {
            case "object" -> object(flat, depth);
            case "array" -> array(flat, depth);
            case "integer" -> number(flat, variant, true);
            case "number" -> number(flat, variant, false);
            case "boolean" -> Json.read(variant % 2 == 0 ? "true" : "false");
            case "null" -> NullNode.getInstance();
            default -> text(flat, variant);
        };
    }

    /// Takes references and combinations into one schema without them.
    private ObjectNode flattened(JsonNode schema, int depth, int hops) {
        ObjectNode flat = Json.object();
        if (hops > DEPTH_MAX || steps++ > STEPS_MAX) {
            return flat.put("type", "null"); // references that only lead to each other
        }
        if (schema.path("$ref").isString()) {
            merge(flat, flattened(resolved(schema.path("$ref").stringValue()), depth, hops + 1));
        }
        for (JsonNode part : schema.path("allOf")) {
            merge(flat, flattened(part, depth, hops + 1));
        }
        merge(flat, schema);
        for (String either : List.of("anyOf", "oneOf")) {
            option(schema.path(either), depth).ifPresent(part -> merge(flat, flattened(part, depth, hops + 1)));
        }
        flat.remove(List.of("$ref", "allOf", "anyOf", "oneOf"));
        return flat;
    }

    /// The first option that is more than null; deep down, null if that is one.
    private static Optional<JsonNode> option(JsonNode options, int depth) {
        Optional<JsonNode> nothing = options.valueStream()
                .filter(option -> "null".equals(option.path("type").asString("")))
                .findFirst();
        Optional<JsonNode> something = options.valueStream()
                .filter(option -> !"null".equals(option.path("type").asString("")))
                .findFirst();
        return depth > GENEROUS_DEPTH_MAX ? nothing.or(() -> something) : something.or(() -> nothing);
    }

    private JsonNode resolved(String reference) {
        if (!reference.startsWith("#")) {
            return Json.object();
        }
        try {
            JsonNode target = root.at(JsonPointer.compile(reference.substring(1)));
            return target.isObject() ? target : Json.object();
        } catch (JacksonException | IllegalArgumentException e) {
            return Json.object(); // not a pointer: a reference that nothing satisfies is satisfied by anything
        }
    }

    private static void merge(ObjectNode into, JsonNode from) {
        from.propertyStream().forEach(member -> {
            String name = member.getKey();
            JsonNode value = member.getValue();
            if ("properties".equals(name) && into.path(name).isObject() && value.isObject()) {
                ObjectNode both = into.path(name).asObject().deepCopy();
                both.setAll(value.asObject());
                into.set(name, both);
            } else if ("required".equals(name) && into.path(name).isArray() && value.isArray()) {
                ArrayNode both = into.path(name).asArray().deepCopy();
                both.addAll(value.asArray());
                into.set(name, both);
            } else {
                into.set(name, value);
            }
        });
    }

    private static String type(JsonNode schema, int depth) {
        JsonNode type = schema.path("type");
        if (type.isString()) {
            return type.stringValue();
        }
        List<String> types = type.valueStream().map(one -> one.asString("")).toList();
        if (types.contains("null") && depth > GENEROUS_DEPTH_MAX) {
            return "null";
        }
        Optional<String> something =
                types.stream().filter(one -> !"null".equals(one)).findFirst();
        return something.orElseGet(() -> types.isEmpty() ? implied(schema) : "null");
    }

    private static String implied(JsonNode schema) {
        if (schema.has("properties") || schema.has("required") || schema.has("additionalProperties")) {
            return "object";
        }
        if (schema.has("items") || schema.has("prefixItems") || schema.has("minItems")) {
            return "array";
        }
        return schema.has("minimum") || schema.has("maximum") || schema.has("multipleOf") ? "number" : "string";
    }

    private JsonNode object(JsonNode schema, int depth) {
        JsonNode properties = schema.path("properties");
        Set<String> names = new LinkedHashSet<>();
        schema.path("required").valueStream().forEach(name -> names.add(name.asString("")));
        if (!schema.has("required") && depth <= GENEROUS_DEPTH_MAX) {
            names.addAll(properties.propertyNames());
        }
        ObjectNode object = Json.object();
        for (String name : names) {
            JsonNode member = properties.has(name) ? properties.path(name) : schema.path("additionalProperties");
            object.set(name, member.isObject() ? sample(member, depth + 1, 0) : text(Json.object(), 0));
        }
        return object;
    }

    private JsonNode array(JsonNode schema, int depth) {
        ArrayNode array = Json.array();
        JsonNode tuple = schema.path("prefixItems").isArray() ? schema.path("prefixItems") : schema.path("items");
        if (tuple.isArray()) {
            tuple.valueStream().forEach(item -> array.add(sample(item, depth + 1, 0)));
            return array;
        }
        int wished = depth > GENEROUS_DEPTH_MAX ? 0 : 1;
        int most = schema.path("maxItems").asInt(ELEMENTS_MAX);
        int count = Math.min(Math.max(schema.path("minItems").asInt(0), Math.min(wished, most)), ELEMENTS_MAX);
        for (int i = 0; i < count; i++) {
            JsonNode item = schema.path("items");
            array.add(item.isObject() ? sample(item, depth + 1, i) : text(Json.object(), i));
        }
        return array;
    }

    /// The first of some likely numbers that keeps within all bounds; 1 where none does.
    private static JsonNode number(JsonNode schema, int variant, boolean whole) {
        BigDecimal first = BigDecimal.ONE.add(BigDecimal.valueOf(variant));
        Optional<BigDecimal> least = decimal(schema, "minimum").or(() -> decimal(schema, "exclusiveMinimum"));
        Optional<BigDecimal> most = decimal(schema, "maximum").or(() -> decimal(schema, "exclusiveMaximum"));
        List<BigDecimal> likely = new ArrayList<>(List.of(first));
        least.ifPresent(bound -> likely.addAll(List.of(bound, bound.add(first))));
        most.ifPresent(bound -> likely.addAll(List.of(bound, bound.subtract(first))));
        least.ifPresent(low -> most.ifPresent(high -> likely.add(low.add(high).multiply(HALF))));
        BigDecimal step = decimal(schema, "multipleOf")
                .filter(one -> one.signum() > 0)
                .orElse(whole ? BigDecimal.ONE : BigDecimal.ZERO);
        BigDecimal value = likely.stream()
                .flatMap(one -> stepped(one, step))
                .filter(one -> keepsWithin(schema, one))
                .filter(one -> !whole || one.stripTrailingZeros().scale() <= 0)
                .findFirst()
                .orElse(BigDecimal.ONE);
        return whole ? BigIntegerNode.valueOf(value.toBigInteger()) : DecimalNode.valueOf(value.stripTrailingZeros());
    }

    private static Stream<BigDecimal> stepped(BigDecimal value, BigDecimal step) {
        if (step.signum() == 0) {
            return Stream.of(value);
        }
        return Stream.of(RoundingMode.CEILING, RoundingMode.FLOOR)
                .map(rounding -> value.divide(step, 0, rounding).multiply(step));
    }

    private static boolean keepsWithin(JsonNode schema, BigDecimal value) {
        return decimal(schema, "minimum")
                        .filter(bound -> value.compareTo(bound) < 0)
                        .isEmpty()
                && decimal(schema, "exclusiveMinimum")
                        .filter(bound -> value.compareTo(bound) <= 0)
                        .isEmpty()
                && decimal(schema, "maximum")
                        .filter(bound -> value.compareTo(bound) > 0)
                        .isEmpty()
                && decimal(schema, "exclusiveMaximum")
                        .filter(bound -> value.compareTo(bound) >= 0)
                        .isEmpty();
    }

    private static Optional<BigDecimal> decimal(JsonNode schema, String name) {
        return schema.path(name).isNumber() && Math.abs(schema.path(name).asDouble()) <= NUMBER_MAX
                ? Optional.of(schema.path(name).decimalValue())
                : Optional.empty();
    }

    private static JsonNode text(JsonNode schema, int variant) {
        String text = formatted(schema.path("format").asString(""));
        if (schema.path("pattern").isString()) {
            text = guessed(schema, text);
        } else if (variant > 0) {
            text = text + "-" + variant;
        }
        int least = Math.min(schema.path("minLength").asInt(0), CHARACTERS_MAX);
        int most = schema.path("maxLength").asInt(CHARACTERS_MAX);
        if (text.length() < least) {
            text = text + "x".repeat(least - text.length());
        }
        return StringNode.valueOf(text.length() > most ? text.substring(0, most) : text);
    }

    private static String guessed(JsonNode schema, String fallback) {
        int least = schema.path("minLength").asInt(0);
        int most = schema.path("maxLength").asInt(CHARACTERS_MAX);
        try {
            Pattern pattern = Pattern.compile(schema.path("pattern").stringValue());
            return PATTERN_GUESSES.stream()
                    .filter(guess -> guess.length() >= least && guess.length() <= most)
                    .filter(guess -> pattern.matcher(guess).find())
                    .findFirst()
                    .orElse(fallback);
        } catch (PatternSyntaxException e) {
            return fallback;
        }
    }

    private static String formatted(String format) {
        return switch (format) {
            case "date-time" -> "2025-01-31T12:30:00Z";
            case "date" -> "2025-01-31";
            case "time" -> "12:30:00Z";
            case "duration" -> "PT1H";
            case "email", "idn-email" -> "sandbox@example.com";
            case "hostname", "idn-hostname" -> "example.com";
            case "ipv4" -> "192.0.2.1";
            case "ipv6" -> "2001:db8::1";
            case "uri", "iri", "url" -> "https://example.com/";
            case "uri-reference", "iri-reference" -> "/sandbox";
            case "uuid" -> "123e4567-e89b-42d3-a456-426614174000";
            case "json-pointer" -> "/sandbox";
            case "regex" -> "^sandbox$";
            default -> WORD;
        };
    }
}
