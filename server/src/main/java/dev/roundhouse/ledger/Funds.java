package dev.roundhouse.ledger;

import dev.roundhouse.money.Nanos;

/// What an account has to spend when the program starts.
public sealed interface Funds {
    /// As much as it likes; its charges are recorded all the same.
    record Unlimited() implements Funds {}

    /// Credit granted less all charges so far; may be negative.
    record Limited(Nanos available) implements Funds {}
}
