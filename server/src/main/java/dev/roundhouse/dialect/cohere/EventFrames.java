package dev.roundhouse.dialect.cohere;

import dev.roundhouse.dialect.FrameWriter;
import dev.roundhouse.dialect.JsonText;
import dev.roundhouse.dialect.JsonTree;
import dev.roundhouse.dialect.SseFrames;
import dev.roundhouse.exchange.ByteSink;
import dev.roundhouse.exchange.Failure;
import tools.jackson.databind.node.ObjectNode;

/// Cohere's stream: named events, and `[DONE]` behind the last.
final class EventFrames {
    private static final byte[] DONE = JsonText.ascii("data: [DONE]\n\n");

    private EventFrames() {}

    static FrameWriter writer() {
        FrameWriter events = SseFrames.writer();
        return new FrameWriter() {
            @Override
            public void frame(String event, byte[] payload, int from, int to, ByteSink out) {
                events.frame(event, payload, from, to, out);
            }

            @Override
            public void end(ByteSink out) {
                out.append(DONE);
            }
        };
    }

    /// Appends an end that says what broke.
    static void error(Failure failure, ByteSink out) {
        ObjectNode json = JsonTree.object().put("type", "message-end");
        json.putObject("delta").put("error", failure.message()).put("finish_reason", "ERROR");
        FrameWriter writer = writer();
        writer.frame("message-end", JsonTree.bytes(json), out);
        writer.end(out);
    }
}
