package dev.roundhouse.policy;

import dev.roundhouse.exchange.Caller;

/// What a presented credential came to.
public sealed interface Authentication {
    /// A valid key.
    record Known(Caller caller) implements Authentication {}

    /// No key of ours.
    record Unknown() implements Authentication {}

    /// A key that was switched off.
    record Disabled() implements Authentication {}

    /// A key whose time has passed.
    record Expired() implements Authentication {}

    /// The keys have not been read yet, so nobody can say: 503, never 401.
    record NotReady() implements Authentication {}
}
