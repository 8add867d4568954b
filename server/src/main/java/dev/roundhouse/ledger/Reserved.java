package dev.roundhouse.ledger;

/// What asking for a reservation came to: [Held], to be closed, or [Insufficient].
public sealed interface Reserved permits Held, Insufficient {}
