package dev.roundhouse.e2e;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.zip.CRC32;
import tools.jackson.databind.JsonNode;

/// Messages of AWS's binary event stream, their checksums verified.
final class AwsEvents {
    private static final int PRELUDE = 12;
    private static final int TRAILER = 4;
    private static final int TEXT = 7;

    private AwsEvents() {}

    /// Each event as `{"<its type>": payload}`; a chunk of an invoked model as the JSON in it.
    static List<JsonNode> read(byte[] body) {
        List<JsonNode> events = new ArrayList<>();
        ByteBuffer all = ByteBuffer.wrap(body);
        while (all.remaining() > 0) {
            int at = all.position();
            int total = all.getInt();
            int headers = all.getInt();
            check(body, at, 8, all.getInt());
            String type = type(all, headers);
            byte[] payload = new byte[total - PRELUDE - headers - TRAILER];
            all.get(payload);
            check(body, at, total - TRAILER, all.getInt());
            JsonNode json = Json.read(payload.length == 0 ? "{}".getBytes(StandardCharsets.UTF_8) : payload);
            events.add(type.equals("chunk") ? chunk(json) : Json.object().set(type, json));
        }
        return events;
    }

    private static JsonNode chunk(JsonNode json) {
        return Json.read(Base64.getDecoder().decode(json.path("bytes").asString("")));
    }

    private static void check(byte[] body, int from, int length, int expected) {
        CRC32 sum = new CRC32();
        sum.update(body, from, length);
        if ((int) sum.getValue() != expected) {
            throw new AssertionError("event stream: a checksum is wrong at byte " + from);
        }
    }

    private static String type(ByteBuffer all, int length) {
        String type = "";
        int end = all.position() + length;
        while (all.position() < end) {
            String name = text(all, all.get() & 0xff);
            if (all.get() != TEXT) {
                throw new AssertionError("event stream: header " + name + " is no text");
            }
            String value = text(all, all.getShort() & 0xffff);
            if (name.equals(":event-type") || name.equals(":exception-type")) {
                type = value;
            }
        }
        return type;
    }

    private static String text(ByteBuffer all, int length) {
        byte[] bytes = new byte[length];
        all.get(bytes);
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
