package dev.roundhouse.dialect;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// JSON as trees, where two dialects differ and a splice will not do. Numbers keep their digits.
public final class JsonTree {
    private static final int STRING_CHARS_MAX = 256 << 20;

    private static final JsonMapper MAPPER = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxStringLength(STRING_CHARS_MAX)
                            .maxNestingDepth(JsonSpans.DEPTH_MAX)
                            .build())
                    .build())
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .build();

    private JsonTree() {}

    /// Reads one value.
    ///
    /// @throws JacksonException when the bytes are not one JSON value
    public static JsonNode read(byte[] bytes, int from, int to) {
        return MAPPER.readTree(bytes, from, to - from);
    }

    /// Reads one value.
    ///
    /// @throws JacksonException when the bytes are not one JSON value
    public static JsonNode read(byte[] bytes) {
        return MAPPER.readTree(bytes);
    }

    /// Reads one value.
    ///
    /// @throws JacksonException when the text is not one JSON value
    public static JsonNode read(String text) {
        return MAPPER.readTree(text);
    }

    /// Reads a JSON object out of text that a model wrote; null when it is none.
    public static @Nullable ObjectNode readObject(String text) {
        try {
            return MAPPER.readTree(text) instanceof ObjectNode object ? object : null;
        } catch (JacksonException _) {
            return null;
        }
    }

    /// The value in UTF-8. By way of a string, because the byte writer fails on lone surrogates, which models do
    /// write;
    /// here they become question marks.
    public static byte[] bytes(JsonNode value) {
        return text(value).getBytes(StandardCharsets.UTF_8);
    }

    /// The value's text.
    public static String text(JsonNode value) {
        return MAPPER.writeValueAsString(value);
    }

    /// An empty object.
    public static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }

    /// An empty list.
    public static ArrayNode array() {
        return JsonNodeFactory.instance.arrayNode();
    }

    /// A member's text; null where there is none or it is no text.
    public static @Nullable String string(JsonNode object, String name) {
        JsonNode value = object.path(name);
        return value.isString() ? value.stringValue() : null;
    }

    /// A member's whole number; null where there is none.
    public static @Nullable Long whole(JsonNode object, String name) {
        JsonNode value = object.path(name);
        return value.isNumber() ? Long.valueOf(value.asLong(0)) : null;
    }

    /// A member's number; null where there is none.
    public static @Nullable Double number(JsonNode object, String name) {
        JsonNode value = object.path(name);
        return value.isNumber() ? Double.valueOf(value.asDouble()) : null;
    }

    /// A member's truth; null where there is none.
    public static @Nullable Boolean truth(JsonNode object, String name) {
        JsonNode value = object.path(name);
        return value.isBoolean() ? Boolean.valueOf(value.booleanValue()) : null;
    }

    /// A count of tokens: 0 where there is none, never negative.
    public static long count(JsonNode object, String name) {
        JsonNode value = object.path(name);
        return value.isNumber() ? Math.max(0, value.asLong(0)) : 0;
    }
}
