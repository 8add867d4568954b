package dev.roundhouse.dialect.gemini;

import dev.roundhouse.dialect.FrameWriter;
import dev.roundhouse.exchange.ByteSink;

/// A stream as a list, which is what Google sends to those who do not ask for events. Made for one answer.
final class ListWriter implements FrameWriter {
    private boolean any;

    @Override
    public void begin(ByteSink out) {
        out.append((byte) '[');
    }

    @Override
    public void frame(String event, byte[] payload, int from, int to, ByteSink out) {
        if (any) {
            out.append(",\r\n");
        }
        any = true;
        out.append(payload, from, to);
    }

    @Override
    public void end(ByteSink out) {
        out.append("]");
    }
}
