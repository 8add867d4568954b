package dev.roundhouse.sandbox;

import java.time.Duration;

/// How fast an answer comes.
///
/// @param firstToken from the request's last byte to the answer's first
/// @param perToken between tokens
record Pace(Duration firstToken, Duration perToken) {
    static final Pace AT_ONCE = new Pace(Duration.ZERO, Duration.ZERO);

    /// When a token is due, counted from the request's last byte.
    ///
    /// @param index from 0
    Duration due(int index) {
        return firstToken.plus(perToken.multipliedBy(index));
    }
}
