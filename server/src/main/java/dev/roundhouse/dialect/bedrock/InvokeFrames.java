package dev.roundhouse.dialect.bedrock;

import dev.roundhouse.dialect.EventStreamFrames;
import dev.roundhouse.dialect.Frame;
import dev.roundhouse.dialect.FrameReader;
import dev.roundhouse.dialect.FrameWriter;
import dev.roundhouse.dialect.JsonTree;
import java.util.Base64;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/// InvokeModelWithResponseStream's framing, both ways: each event is a `chunk` whose `bytes` are a piece of the
/// model's
/// own stream, in base64.
final class InvokeFrames implements FrameReader {
    private static final String CHUNK = "chunk";

    private final EventStreamFrames frames;

    /// Gives the inner frames to `sink`, their names empty.
    InvokeFrames(Sink sink) {
        frames = new EventStreamFrames(frame -> {
            if (frame.event().equals(CHUNK)) {
                byte[] inner = inner(frame);
                sink.frame(new Frame("", inner, 0, inner.length));
            } else if (frame.event().startsWith(EventStreamFrames.EXCEPTION)) {
                sink.frame(frame);
            }
        });
    }

    /// Writes chunks.
    static FrameWriter writer() {
        FrameWriter events = EventStreamFrames.writer();
        return (event, payload, from, to, out) -> {
            if (event.startsWith(EventStreamFrames.EXCEPTION)) {
                events.frame(event, payload, from, to, out);
                return;
            }
            byte[] inner = java.util.Arrays.copyOfRange(payload, from, to);
            String bytes = Base64.getEncoder().encodeToString(inner);
            events.frame(CHUNK, JsonTree.bytes(JsonTree.object().put("bytes", bytes)), out);
        };
    }

    @Override
    public void read(byte[] bytes, int from, int to) {
        frames.read(bytes, from, to);
    }

    @Override
    public void end() {
        frames.end();
    }

    private static byte[] inner(Frame frame) {
        try {
            JsonNode chunk = JsonTree.read(frame.bytes(), frame.from(), frame.to());
            String bytes = JsonTree.string(chunk, "bytes");
            return Base64.getDecoder().decode(bytes == null ? "" : bytes);
        } catch (JacksonException | IllegalArgumentException _) {
            throw new Malformed("sent a chunk that is none");
        }
    }
}
