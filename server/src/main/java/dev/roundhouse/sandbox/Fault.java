package dev.roundhouse.sandbox;

/// One way for an answer to go wrong.
sealed interface Fault {
    /// A fault that comes instead of the answer.
    sealed interface Instead extends Fault {}

    /// A fault within the answer's own text.
    sealed interface Within extends Fault {}

    /// A fault on the way: the right bytes, sent wrongly.
    sealed interface Underway extends Fault {}

    /// That HTTP status, with an error body.
    ///
    /// @param retryAfter value of that header, empty for none
    record Status(int code, String retryAfter) implements Instead {
        public Status {
            if (code < 400 || code > 599) {
                throw new IllegalArgumentException("status: " + code + " (expected: 400 to 599)");
            }
        }
    }

    /// TCP reset before any byte.
    record Reset() implements Instead {}

    /// Nothing, ever.
    record Silence() implements Instead {}

    /// The frame with this number, from 1, is broken JSON.
    record Malformed(int frame) implements Within {}

    /// Neither finish reason nor `[DONE]`.
    record NoTerminal() implements Within {}

    /// Nothing more after so many frames, connection open.
    record Stall(int frames) implements Underway {}

    /// Connection closed after so many frames.
    record Cut(int frames) implements Underway {}

    /// Compressed, asked for or not.
    record Gzip() implements Underway {}

    /// One byte at a time.
    record Drip() implements Underway {}
}
