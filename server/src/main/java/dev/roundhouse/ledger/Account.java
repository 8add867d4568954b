package dev.roundhouse.ledger;

import dev.roundhouse.money.Nanos;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;

/// One account's credit in memory. `available` is credit less charges less all that is held.
final class Account {
    private final boolean limited;
    private final AtomicLong available;
    private final LongAdder held = new LongAdder();
    private final LongAdder charged = new LongAdder();

    Account(Funds funds) {
        switch (funds) {
            case Funds.Unlimited() -> {
                limited = false;
                available = new AtomicLong();
            }
            case Funds.Limited(Nanos amount) -> {
                limited = true;
                available = new AtomicLong(amount.value());
            }
        }
    }

    /// Holds `nanos`, or leaves all as it is and says no.
    boolean hold(long nanos) {
        if (limited) {
            long now = available.get();
            while (now >= nanos) {
                long seen = available.compareAndExchange(now, now - nanos);
                if (seen == now) {
                    held.add(nanos);
                    return true;
                }
                now = seen;
            }
            return false;
        }
        held.add(nanos);
        return true;
    }

    void settle(long heldNanos, long chargeNanos) {
        if (limited) {
            available.addAndGet(heldNanos - chargeNanos);
        }
        held.add(-heldNanos);
        charged.add(chargeNanos);
    }

    long availableNanos() {
        return available.get();
    }

    Ledger.Standing standing() {
        return new Ledger.Standing(
                limited, new Nanos(available.get()), new Nanos(held.sum()), new Nanos(charged.sum()));
    }
}
