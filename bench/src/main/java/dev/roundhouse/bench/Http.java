package dev.roundhouse.bench;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/// One request on a connection of its own: all that starting and stopping needs.
final class Http {

    static final byte[] READYZ =
            "GET /readyz HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

    private static final int TIMEOUT_MILLIS = 10_000;
    private static final int STATUS_AT = "HTTP/1.1 ".length();

    private Http() {}

    /// Sends the request and reads the status line.
    ///
    /// @return the status, or -1 when there is no answer
    static int status(int port, byte[] request) {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setTcpNoDelay(true);
            socket.setSoTimeout(TIMEOUT_MILLIS);
            socket.getOutputStream().write(request);
            byte[] start = socket.getInputStream().readNBytes(STATUS_AT + 3);
            return start.length < STATUS_AT + 3
                    ? -1
                    : Integer.parseInt(new String(start, STATUS_AT, 3, StandardCharsets.US_ASCII));
        } catch (IOException e) {
            return -1; // not up yet, or no longer
        }
    }
}
