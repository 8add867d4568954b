package dev.roundhouse.exchange;

import dev.roundhouse.money.Nanos;

/// What a generation costs its caller, and what of it each side of the usage makes.
///
/// @param total usage × price, rounded once
/// @param input the input's part, for display (rounded on its own)
/// @param output the output's part, for display (rounded on its own)
/// @param upstream what the provider bills us by our price book
public record Charge(Nanos total, Nanos input, Nanos output, Nanos upstream) {
    /// Nothing is charged.
    public static final Charge NONE = new Charge(Nanos.ZERO, Nanos.ZERO, Nanos.ZERO, Nanos.ZERO);
}
