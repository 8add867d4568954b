package dev.roundhouse.dialect.gemini;

import dev.roundhouse.dialect.Frame;
import dev.roundhouse.dialect.FrameReader;
import dev.roundhouse.dialect.SseFrames;
import dev.roundhouse.exchange.ByteSink;
import org.jspecify.annotations.Nullable;

/// The frames of a stream, in either framing that Google has: server-sent events, or a list whose items are
/// frames.
/// The first byte tells which. Objects that follow each other without a list around them are frames too.
final class StreamFrames implements FrameReader {
    private final Sink sink;
    private final ByteSink value = new ByteSink(512);

    @Nullable
    private SseFrames events;

    private boolean begun;
    private boolean list;
    private boolean closed;
    private int depth;
    private boolean inText;
    private boolean escaped;

    /// Gives the frames to `sink`.
    StreamFrames(Sink sink) {
        this.sink = sink;
    }

    @Override
    public void read(byte[] bytes, int from, int to) {
        int at = from;
        while (!begun && at < to) {
            byte b = bytes[at];
            if (b == '[' || b == '{') {
                begun = true;
            } else if ((b & 0xff) > ' ') {
                begun = true;
                events = new SseFrames(sink);
            } else {
                at++;
            }
        }
        if (events != null) {
            events.read(bytes, at, to);
        } else if (begun) {
            values(bytes, at, to);
        }
    }

    @Override
    public void end() {
        if (events != null) {
            events.end();
        } else if (depth > 0 || (list && !closed)) {
            throw new Malformed("ended its list in the middle");
        }
    }

    private void values(byte[] bytes, int from, int to) {
        int start = from;
        for (int at = from; at < to; at++) {
            byte b = bytes[at];
            if (inText) {
                inText = escaped || b != '"';
                escaped = !escaped && b == '\\';
                continue;
            }
            if (depth == 0) {
                if (b == '{') {
                    depth = 1;
                    start = at;
                } else {
                    between(b);
                }
                continue;
            }
            switch (b) {
                case '"' -> inText = true;
                case '{', '[' -> depth++;
                case '}', ']' -> {
                    depth--;
                    if (depth == 0) {
                        value.append(bytes, start, at + 1);
                        frame();
                    }
                }
                default -> {}
            }
        }
        if (depth > 0) {
            value.append(bytes, start, to);
            if (value.length() > FRAME_BYTES_MAX) {
                throw new Malformed("sent a frame of more than " + FRAME_BYTES_MAX + " bytes");
            }
        }
    }

    private void between(byte b) {
        boolean expected = (b & 0xff) <= ' ' || b == ',';
        if (b == '[' && !list) {
            list = true;
        } else if (b == ']' && list) {
            closed = true;
        } else if (!expected) {
            throw new Malformed("sent a list that is not one of objects");
        }
    }

    private void frame() {
        int length = value.length();
        sink.frame(new Frame("", value.array(), 0, length));
        if (length > 64 << 10) {
            value.take();
        }
        value.clear();
    }
}
