package dev.roundhouse.ledger;

import dev.roundhouse.exchange.Failure;

/// The account's credit does not cover the ceiling, or is not known yet. Nothing is held.
///
/// @param failure 402, or 503 while it is not known
public record Insufficient(Failure failure) implements Reserved {}
