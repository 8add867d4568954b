package dev.roundhouse.dialect.bedrock;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/// How long an answer has taken since it was asked for.
///
/// @param since when that was
record Elapsed(InstantSource clock, Instant since) {
    /// From now on.
    static Elapsed from(InstantSource clock) {
        return new Elapsed(clock, clock.instant());
    }

    /// In milliseconds.
    long millis() {
        return Math.max(0, Duration.between(since, clock.instant()).toMillis());
    }
}
