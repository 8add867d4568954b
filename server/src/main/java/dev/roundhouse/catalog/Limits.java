package dev.roundhouse.catalog;

/// What an endpoint's provider lets through at once, counted for the whole node.
///
/// @param concurrent attempts under way at once, for each endpoint
/// @param connections connections to one host, for each event loop
public record Limits(int concurrent, int connections) {
    /// What holds unless configured.
    public static final Limits DEFAULT = new Limits(16_384, 16_384);

    public Limits {
        if (concurrent < 1 || connections < 1) {
            throw new IllegalArgumentException(
                    "limits: " + concurrent + ", " + connections + " (expected: each at least 1)");
        }
    }
}
