package dev.roundhouse.exchange;

import java.util.Map;

/// The way back to the client of one request. Its methods may be called from any thread; what they send leaves in
/// the
/// order of the calls. After the client has gone they do nothing.
public interface ClientStream {
    /// From now until the answer starts, a client that hears nothing for a while is sent these bytes; the first
    /// of
    /// them commits status 200 with this content type.
    ///
    /// @param headers those that the answer will have
    void keepAliveWith(byte[] keepAlive, String contentType, Map<String, String> headers);

    /// Sends a whole answer. Where a keep-alive has committed the status already, only the body follows.
    void respond(int status, String contentType, byte[] body, Map<String, String> headers);

    /// Whether status 200 has been sent: a failure can then only be told in-band.
    boolean committed();

    /// Whether the client went away.
    boolean gone();

    /// Names what is to be done on the client's event loop, once, should the client go away; replaces what was
    /// named
    /// before. Where it has gone already, it is done at once.
    void whenGone(Runnable action);
}
