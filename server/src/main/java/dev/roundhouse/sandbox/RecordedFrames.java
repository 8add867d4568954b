package dev.roundhouse.sandbox;

import dev.roundhouse.sandbox.Frame.Kind;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/// Cuts recorded streams into frames, which joined give the recording again, and tells which of them end the
/// answer.
final class RecordedFrames {
    private static final Set<String> LAST_EVENTS = Set.of(
            "message_stop",
            "message-end",
            "response.completed",
            "response.incomplete",
            "interaction.completed",
            "interaction.complete");

    private RecordedFrames() {}

    /// SSE blocks, each with the blank line that ends it; line ends of any kind.
    static List<Frame> events(byte[] body) {
        List<Frame> frames = new ArrayList<>();
        int from = 0;
        boolean lineEmpty = true;
        for (int at = 0; at < body.length; at++) {
            boolean lineEnds =
                    body[at] == '\n' || (body[at] == '\r' && (at + 1 == body.length || body[at + 1] != '\n'));
            if (lineEnds && lineEmpty) {
                frames.add(event(Arrays.copyOfRange(body, from, at + 1)));
                from = at + 1;
            }
            lineEmpty = lineEnds || (lineEmpty && body[at] == '\r');
        }
        if (from < body.length) {
            frames.add(event(Arrays.copyOfRange(body, from, body.length)));
        }
        return frames;
    }

    /// Lines, each with its end.
    static List<Frame> lines(byte[] body) {
        List<Frame> frames = new ArrayList<>();
        int from = 0;
        for (int at = 0; at < body.length; at++) {
            if (body[at] == '\n' || at + 1 == body.length) {
                byte[] line = Arrays.copyOfRange(body, from, at + 1);
                frames.add(Frame.of(kind(new String(line, StandardCharsets.UTF_8)), line));
                from = at + 1;
            }
        }
        return frames;
    }

    /// AWS event-stream messages, each as long as its first four bytes say. The last two end the answer
    /// (`messageStop`
    /// and `metadata`, or
    /// `message_delta` and `message_stop`).
    static List<Frame> messages(byte[] body) {
        List<byte[]> messages = new ArrayList<>();
        for (int from = 0; from < body.length; ) {
            int left = body.length - from;
            int length = left < Integer.BYTES
                    ? left
                    : ByteBuffer.wrap(body, from, Integer.BYTES).getInt();
            int to = from + (length <= 0 || length > left ? left : length);
            messages.add(Arrays.copyOfRange(body, from, to));
            from = to;
        }
        List<Frame> frames = new ArrayList<>();
        for (byte[] message : messages) {
            frames.add(Frame.of(frames.size() < messages.size() - 2 ? Kind.TOKEN : Kind.TERMINAL, message));
        }
        return frames;
    }

    private static Frame event(byte[] block) {
        StringBuilder data = new StringBuilder();
        new String(block, StandardCharsets.UTF_8)
                .lines()
                .filter(line -> line.startsWith("data:"))
                .forEach(line -> data.append(line.substring("data:".length()).strip()));
        return Frame.of(data.isEmpty() ? Kind.ASIDE : kind(data.toString()), block);
    }

    /// What a frame's JSON means. Comments, and what cannot be read, pass for asides.
    static Kind kind(String data) {
        if (data.strip().equals("[DONE]")) {
            return Kind.TERMINAL;
        }
        try {
            return ends(Json.read(data)) ? Kind.TERMINAL : Kind.TOKEN;
        } catch (JacksonException e) {
            return Kind.ASIDE;
        }
    }

    private static boolean ends(JsonNode data) {
        return data.path("choices").valueStream().anyMatch(choice -> choice.hasNonNull("finish_reason"))
                || data.path("candidates").valueStream().anyMatch(candidate -> candidate.hasNonNull("finishReason"))
                || data.path("delta").hasNonNull("stop_reason")
                || data.path("done").asBoolean(false)
                || data.path("is_finished").asBoolean(false)
                || data.has("messageStop")
                || LAST_EVENTS.contains(data.path("type").asString(""))
                || LAST_EVENTS.contains(data.path("event_type").asString(""));
    }
}
