package dev.roundhouse.sandbox;

import dev.roundhouse.sandbox.Frame.Kind;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.zip.CRC32;
import tools.jackson.databind.JsonNode;

/// Recordings that kept one event's JSON a line and lost the framing: puts round it what the dialect has round it
/// on
/// the wire.
final class EventLines {
    /// Providers whose chat streams end without `[DONE]`: none of Perplexity's recorded streams has it, and most
    /// of
    /// Hugging Face's lack it.
    private static final Set<String> WITHOUT_DONE = Set.of("perplexity", "huggingface");

    private static final byte STRING_HEADER = 7;

    private EventLines() {}

    /// @param body JSON values, one a line; blank lines mean nothing
    /// @param dialect decides on the framing; one that is not known gets `data:` lines
    /// @param provider decides whether `[DONE]` follows in OpenAI's dialects
    static List<Frame> framed(byte[] body, String dialect, String provider) {
        List<Frame> frames = new ArrayList<>();
        for (String line : new String(body, StandardCharsets.UTF_8).split("\n", -1)) {
            if (!line.isBlank()) {
                frames.add(Frame.of(RecordedFrames.kind(line), frame(line.strip(), dialect)));
            }
        }
        switch (dialect) {
            case "openai-chat", "openai-completions" -> {
                if (!WITHOUT_DONE.contains(provider)) {
                    frames.add(Frame.done());
                }
            }
            case "cohere" -> frames.add(Frame.done());
            case "gemini-interactions" -> frames.add(Frame.of(Kind.TERMINAL, utf8("event: done\ndata: [DONE]\n\n")));
            default -> {}
        }
        return frames;
    }

    static String contentType(String dialect) {
        return dialect.startsWith("bedrock") ? "application/vnd.amazon.eventstream" : "text/event-stream";
    }

    private static byte[] frame(String line, String dialect) {
        return switch (dialect) {
            case "anthropic-messages", "openai-responses", "cohere" -> named("type", line);
            case "gemini-interactions" -> named("event_type", line);
            case "gemini" -> utf8("data: " + line + "\r\n\r\n");
            case "bedrock-converse" -> message(Json.read(line));
            default -> utf8("data: " + line + "\n\n");
        };
    }

    /// The event's name stands in the JSON itself. Some recorded lines are broken further on, and are replayed as
    /// they
    /// are.
    private static byte[] named(String member, String line) {
        String event = Json.topMember(line, member)
                .map(name -> "event: " + name + "\n")
                .orElse("");
        return utf8(event + "data: " + line + "\n\n");
    }

    /// One AWS event-stream message from `{name: payload}`: prelude (both lengths and their checksum), headers,
    /// payload, checksum.
    private static byte[] message(JsonNode event) {
        Map.Entry<String, JsonNode> only = event.properties().iterator().next();
        ByteArrayOutputStream headers = new ByteArrayOutputStream();
        header(headers, ":event-type", only.getKey());
        header(headers, ":content-type", "application/json");
        header(headers, ":message-type", "event");
        byte[] payload = Json.bytes(only.getValue());
        int length = 3 * Integer.BYTES + headers.size() + payload.length + Integer.BYTES;
        ByteBuffer message = ByteBuffer.allocate(length).putInt(length).putInt(headers.size());
        message.putInt(checksum(message)).put(headers.toByteArray()).put(payload);
        return message.putInt(checksum(message)).array();
    }

    private static void header(ByteArrayOutputStream headers, String name, String value) {
        byte[] bytes = utf8(value);
        headers.write(name.length());
        headers.writeBytes(utf8(name));
        headers.write(STRING_HEADER);
        headers.write(bytes.length >> 8);
        headers.write(bytes.length);
        headers.writeBytes(bytes);
    }

    private static int checksum(ByteBuffer written) {
        CRC32 checksum = new CRC32();
        checksum.update(written.duplicate().flip());
        return (int) checksum.getValue();
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
