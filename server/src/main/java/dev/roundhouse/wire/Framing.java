package dev.roundhouse.wire;

import io.netty.channel.Channel;
import java.util.Map;

/// Puts an answer on the wire, in whatever version of HTTP the client speaks. Confined to the channel's loop.
interface Framing {
    /// What an answer begins with.
    ///
    /// @param contentType empty for an answer that has no content
    /// @param headers further headers
    /// @param close whether the connection ends with this answer
    record Head(int status, String contentType, Map<String, String> headers, boolean close) {}

    /// A larger body is not copied but sent from where it is.
    int COPIED_BYTES_MAX = 32 * 1024;

    /// What a whole answer holds.
    ///
    /// @param bytes of which the first `length` count
    /// @param sent false where only its length is told, as for HEAD
    record Body(byte[] bytes, int length, boolean sent) {}

    /// A whole answer, its length told.
    void whole(Channel channel, Head head, Body body);

    /// The beginning of an answer whose length is not known.
    void begin(Channel channel, Head head);

    /// A piece of it; the bytes are copied. Not sent before the channel is flushed.
    void piece(Channel channel, byte[] bytes, int length);

    /// Its end; flushes.
    void end(Channel channel);
}
