package dev.roundhouse.ledger;

import dev.roundhouse.money.Nanos;
import java.util.concurrent.atomic.AtomicReference;

/// Credit held for one generation. It ends once: settled, or released by closing. Safe for use by any thread.
public final class Held implements Reserved, AutoCloseable {
    /// How a reservation can stand.
    private enum State {
        OPEN,
        SETTLED,
        RELEASED
    }

    private final Account account;
    private final long ceilingNanos;
    private final AtomicReference<State> state = new AtomicReference<>(State.OPEN);

    Held(Account account, long ceilingNanos) {
        this.account = account;
        this.ceilingNanos = ceilingNanos;
    }

    /// The most that was expected.
    public Nanos ceiling() {
        return new Nanos(ceilingNanos);
    }

    /// Turns the reservation into the final charge. What is above the ceiling is taken from the credit all the
    /// same: it was spent.
    ///
    /// @throws IllegalStateException when it was settled or released before
    /// @throws IllegalArgumentException when the charge is negative
    public void settle(Nanos charge) {
        if (charge.isNegative()) {
            throw new IllegalArgumentException("charge: " + charge + " (expected: >= 0)");
        }
        if (!state.compareAndSet(State.OPEN, State.SETTLED)) {
            throw new IllegalStateException("a reservation is settled only once; it is " + state.get());
        }
        account.settle(ceilingNanos, charge.value());
    }

    /// Releases what was not settled; nothing after a settlement or a release.
    @Override
    public void close() {
        if (state.compareAndSet(State.OPEN, State.RELEASED)) {
            account.settle(ceilingNanos, 0);
        }
    }
}
