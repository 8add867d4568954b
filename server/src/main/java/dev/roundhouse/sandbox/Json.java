package dev.roundhouse.sandbox;

import java.nio.charset.StandardCharsets;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// Reading and writing JSON as trees: a simulator may, since it is not on anybody's hot path.
final class Json {
    private static final int STRING_CHARS_MAX = 256 << 20;

    private static final JsonMapper MAPPER = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxStringLength(STRING_CHARS_MAX)
                            .build())
                    .build())
            .build();

    private Json() {}

    /// @throws JacksonException when the bytes are not one JSON value
    static JsonNode read(byte[] bytes) {
        return MAPPER.readTree(bytes);
    }

    /// @throws JacksonException when the text is not one JSON value
    static JsonNode read(String text) {
        return MAPPER.readTree(text);
    }

    /// The value in UTF-8, with characters outside the basic plane in four bytes. It goes by way of a string because
    /// the byte writer
    /// fails on lone surrogates, which a request may quote; here they become question marks.
    static byte[] bytes(JsonNode value) {
        return text(value).getBytes(StandardCharsets.UTF_8);
    }

    static String text(JsonNode value) {
        return MAPPER.writeValueAsString(value);
    }

    static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }

    static ArrayNode array() {
        return JsonNodeFactory.instance.arrayNode();
    }
}
