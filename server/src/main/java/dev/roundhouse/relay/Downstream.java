package dev.roundhouse.relay;

import dev.roundhouse.dispatch.Lane;
import dev.roundhouse.exchange.ClientStream;
import java.util.Map;

/// The client's side of a relayed answer. But for those of [ClientStream], its methods belong to the lane's loop.
public interface Downstream extends ClientStream {
    /// The lane that this client's connection belongs to; its upstream calls belong to the same.
    Lane lane();

    /// Commits status 200, unless a keep-alive has.
    void start(String contentType, Map<String, String> headers);

    /// Sends a whole answer of status 200; the bytes are copied. Only while nothing is committed.
    void whole(String contentType, Map<String, String> headers, byte[] bytes, int length);

    /// Writes a piece of the body; the bytes are copied.
    void write(byte[] bytes, int length);

    /// Sends what was written.
    void flush();

    /// Whether the client keeps up; when it does not, what is written waits in memory, up to a stated bound.
    boolean writable();

    /// Names what is to be done each time the client has caught up.
    void whenWritable(Runnable action);

    /// The body is complete.
    void end();

    /// Breaks the answer off, so that the client cannot take it for complete.
    void breakOff();
}
