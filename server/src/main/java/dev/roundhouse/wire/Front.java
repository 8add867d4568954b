package dev.roundhouse.wire;

import dev.roundhouse.dispatch.Lane;
import io.netty.handler.codec.http.HttpHeaders;

/// What an answer asks of the connection it goes over. On the loop.
interface Front {
    /// The lane of its loop.
    Lane lane();

    /// Adds what the connection has to say to the headers of an answer, such as `connection: close`.
    void lastHeaders(HttpHeaders headers);

    /// The connection ends with this answer.
    void closeAfterThis();

    /// The answer has been sent whole.
    void answered(HttpAnswer answer);
}
