package dev.roundhouse.dialect;

/// Cuts the bytes of an answer into frames; it keeps partial ones, so that cutting the bytes elsewhere changes
/// nothing.
public interface FrameReader {
    /// Longest frame: images and audio come in one.
    int FRAME_BYTES_MAX = 32 << 20;

    /// Reads the next bytes.
    ///
    /// @throws Malformed when they are not this framing
    void read(byte[] bytes, int from, int to);

    /// The bytes are over: hands out a last frame that lacks its end mark.
    ///
    /// @throws Malformed when they end within a frame
    void end();

    /// Takes frames.
    interface Sink {
        /// The next frame.
        void frame(Frame frame);
    }

    /// Bytes that are not what they should be.
    final class Malformed extends RuntimeException {
        /// @param what such as `sent a frame whose checksum is wrong`, said of the provider
        public Malformed(String what) {
            super(what, null, false, false);
        }
    }
}
