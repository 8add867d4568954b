package dev.roundhouse.dialect;

import dev.roundhouse.exchange.ByteSink;

/// An answer that is not streamed: one frame, its whole body. Blanks that kept the connection alive before it are
/// passed
/// over.
public final class WholeFrame implements FrameReader {
    /// Largest body of an answer.
    private static final int BODY_BYTES_MAX = 256 << 20;

    private final Sink sink;
    private final ByteSink body = new ByteSink(0);

    /// Gives the frame to `sink`.
    public WholeFrame(Sink sink) {
        this.sink = sink;
    }

    /// Writes the payload and nothing else.
    public static FrameWriter writer() {
        return (_, payload, from, to, out) -> out.append(payload, from, to);
    }

    @Override
    public void read(byte[] bytes, int from, int to) {
        int at = from;
        if (body.length() == 0) {
            while (at < to && (bytes[at] & 0xff) <= ' ') {
                at++;
            }
        }
        body.append(bytes, at, to);
        if (body.length() > BODY_BYTES_MAX) {
            throw new Malformed("sent an answer of more than " + BODY_BYTES_MAX + " bytes");
        }
    }

    @Override
    public void end() {
        if (body.length() > 0) {
            int length = body.length();
            sink.frame(new Frame("", body.take(), 0, length));
        }
    }
}
