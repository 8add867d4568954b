package dev.roundhouse.catalog;

import java.time.Duration;

/// How long a provider may take.
///
/// @param connect until the connection (with TLS) stands
/// @param firstByte from the request sent until the first byte of the answer's body
/// @param idle between two pieces of an answer
/// @param total for the whole attempt
public record Timeouts(Duration connect, Duration firstByte, Duration idle, Duration total) {
    /// What holds unless a provider says otherwise. First bytes of reasoning models can take minutes.
    public static final Timeouts DEFAULT =
            new Timeouts(Duration.ofSeconds(5), Duration.ofMinutes(5), Duration.ofMinutes(2), Duration.ofMinutes(30));

    public Timeouts {
        check("connect", connect);
        check("first_byte", firstByte);
        check("idle", idle);
        check("total", total);
    }

    private static void check(String name, Duration value) {
        if (value.isNegative() || value.isZero()) {
            throw new IllegalArgumentException("timeouts." + name + ": " + value + " (expected: more than zero)");
        }
    }
}
