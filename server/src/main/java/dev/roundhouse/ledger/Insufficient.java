package dev.roundhouse.ledger;

import dev.roundhouse.exchange.Failure;

/// The account's credit does not cover the ceiling. Nothing is held.
///
/// @param failure 402, for the caller
public record Insufficient(Failure failure) implements Reserved {}
