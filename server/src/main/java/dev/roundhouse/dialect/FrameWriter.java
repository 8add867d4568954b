package dev.roundhouse.dialect;

import dev.roundhouse.exchange.ByteSink;

/// Puts payloads into a client's framing.
public interface FrameWriter {
    /// Appends one frame.
    ///
    /// @param event its name; left out where the framing has none
    void frame(String event, byte[] payload, int from, int to, ByteSink out);

    /// Appends what stands before the first frame.
    default void begin(ByteSink out) {}

    /// Appends what stands behind the last frame.
    default void end(ByteSink out) {}

    /// Appends one frame.
    default void frame(String event, byte[] payload, ByteSink out) {
        frame(event, payload, 0, payload.length, out);
    }
}
