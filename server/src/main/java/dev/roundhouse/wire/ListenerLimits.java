package dev.roundhouse.wire;

import java.time.Duration;

/// What one client may ask of the listener.
///
/// @param bodyBytesMax largest request body, after unpacking too
/// @param headerBytesMax largest block of headers
/// @param headersMax most headers
/// @param urlBytesMax longest request line
/// @param connectionsMax connections at once
/// @param headerTimeout from the first byte of a request until its headers are there
/// @param bodyTimeout after which a body must have come at 1 KB a second on average
/// @param idleTimeout of a connection without a request
/// @param stallTimeout of a client that takes nothing of its answer
/// @param drainTimeout for answers under way at a shutdown
public record ListenerLimits(
        int bodyBytesMax,
        int headerBytesMax,
        int headersMax,
        int urlBytesMax,
        int connectionsMax,
        Duration headerTimeout,
        Duration bodyTimeout,
        Duration idleTimeout,
        Duration stallTimeout,
        Duration drainTimeout) {
    /// What holds unless configured.
    public static final ListenerLimits DEFAULT = new ListenerLimits(
            32 * 1024 * 1024,
            32 * 1024,
            100,
            16 * 1024,
            16_384,
            Duration.ofSeconds(10),
            Duration.ofSeconds(30),
            Duration.ofSeconds(75),
            Duration.ofSeconds(60),
            Duration.ofMinutes(2));
}
