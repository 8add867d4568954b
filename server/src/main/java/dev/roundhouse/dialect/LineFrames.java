package dev.roundhouse.dialect;

import dev.roundhouse.exchange.ByteSink;

/// JSON values one to a line (NDJSON), both ways. Blank lines are passed over.
public final class LineFrames implements FrameReader {
    private final Sink sink;
    private final ByteSink line = new ByteSink(512);

    /// Gives the frames to `sink`.
    public LineFrames(Sink sink) {
        this.sink = sink;
    }

    /// Writes a payload and a newline.
    public static FrameWriter writer() {
        return (_, payload, from, to, out) -> out.append(payload, from, to).append((byte) '\n');
    }

    @Override
    public void read(byte[] bytes, int from, int to) {
        int start = from;
        for (int at = from; at < to; at++) {
            if (bytes[at] != '\n') {
                continue;
            }
            line.append(bytes, start, at);
            dispatch();
            start = at + 1;
        }
        line.append(bytes, start, to);
        if (line.length() > FRAME_BYTES_MAX) {
            throw new Malformed("sent a line of more than " + FRAME_BYTES_MAX + " bytes");
        }
    }

    @Override
    public void end() {
        dispatch();
    }

    private void dispatch() {
        int from = 0;
        int to = line.length();
        byte[] bytes = line.array();
        while (from < to && bytes[from] <= ' ') {
            from++;
        }
        while (to > from && bytes[to - 1] <= ' ') {
            to--;
        }
        if (to > from) {
            sink.frame(new Frame("", bytes, from, to));
        }
        line.clear();
    }
}
