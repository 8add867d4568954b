package dev.roundhouse.wire;

import dev.roundhouse.dispatch.Lane;

/// What an answer asks of the connection it goes over. On the loop.
interface Front {
    /// The lane of its loop.
    Lane lane();

    /// Whether the connection ends with this answer.
    boolean closing();

    /// From now on it does.
    void closeAfterThis();

    /// The answer has been sent whole.
    void answered(HttpAnswer answer);
}
