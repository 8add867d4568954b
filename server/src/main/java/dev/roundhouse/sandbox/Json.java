package dev.roundhouse.sandbox;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
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

    /// A string member of the outermost object, found without reading on behind it; empty where there is none, or
    /// where
    /// the
    /// text is broken before it.
    static Optional<String> topMember(String text, String name) {
        try (JsonParser parser = MAPPER.createParser(text)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                return Optional.empty();
            }
            while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
                boolean found = parser.currentName().equals(name);
                if (parser.nextToken() == JsonToken.VALUE_STRING && found) {
                    return Optional.of(parser.getString());
                }
                parser.skipChildren();
            }
            return Optional.empty();
        } catch (JacksonException e) {
            return Optional.empty();
        }
    }

    /// The value in UTF-8, with characters outside the basic plane in four bytes. It goes by way of a string
    /// because
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
