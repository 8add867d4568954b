package dev.roundhouse.dialect.sagemaker;

import dev.roundhouse.dialect.EventStreamFrames;
import dev.roundhouse.dialect.Frame;
import dev.roundhouse.dialect.FrameReader;
import dev.roundhouse.dialect.LineFrames;
import dev.roundhouse.dialect.SseFrames;
import org.jspecify.annotations.Nullable;

/// The stream of InvokeEndpointWithResponseStream: its parts cut the container's own stream at any place, so they
/// are
/// joined before that is read. It is server-sent events, or one JSON object a line.
final class PayloadParts implements FrameReader {
    private static final String PART = "PayloadPart";

    private final Sink sink;
    private final EventStreamFrames parts;
    private @Nullable FrameReader inner;

    PayloadParts(Sink sink) {
        this.sink = sink;
        parts = new EventStreamFrames(this::part);
    }

    @Override
    public void read(byte[] bytes, int from, int to) {
        parts.read(bytes, from, to);
    }

    @Override
    public void end() {
        parts.end();
        if (inner != null) {
            inner.end();
        }
    }

    private void part(Frame frame) {
        if (frame.event().startsWith(EventStreamFrames.EXCEPTION)) {
            sink.frame(frame);
            return;
        }
        if (!frame.event().equals(PART)) {
            return;
        }
        int from = frame.from();
        while (inner == null && from < frame.to() && (frame.bytes()[from] & 0xff) <= ' ') {
            from++;
        }
        if (from == frame.to()) {
            return;
        }
        if (inner == null) {
            inner = frame.bytes()[from] == '{' ? new LineFrames(sink) : new SseFrames(sink);
        }
        inner.read(frame.bytes(), from, frame.to());
    }
}
