package dev.roundhouse.dialect;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Base64;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.StringNode;

/// Vectors as lists of numbers, and packed: four bytes a number, little-endian, in base64.
public final class PackedFloats {
    private PackedFloats() {}

    /// A vector as a list of numbers; what is a list already stays as it is. Null when it is neither form.
    public static @Nullable JsonNode list(JsonNode vector) {
        if (vector.isArray()) {
            return vector;
        }
        if (!vector.isString()) {
            return null;
        }
        byte[] bytes;
        try {
            bytes = Base64.getDecoder().decode(vector.stringValue());
        } catch (IllegalArgumentException _) {
            return null;
        }
        ByteBuffer numbers = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        ArrayNode list = JsonTree.array();
        while (numbers.remaining() >= Float.BYTES) {
            list.add(numbers.getFloat());
        }
        return list;
    }

    /// A vector packed; what is packed already stays as it is. Null when it is neither form.
    public static @Nullable JsonNode packed(JsonNode vector) {
        if (vector.isString()) {
            return vector;
        }
        if (!vector.isArray()) {
            return null;
        }
        ByteBuffer bytes = ByteBuffer.allocate(vector.size() * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        for (JsonNode number : vector) {
            bytes.putFloat(number.isNumber() ? (float) number.asDouble() : 0);
        }
        return StringNode.valueOf(Base64.getEncoder().encodeToString(bytes.array()));
    }
}
