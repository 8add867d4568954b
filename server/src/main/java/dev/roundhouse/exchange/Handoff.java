package dev.roundhouse.exchange;

import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/// One value handed from an event loop to the one story that waits for it. The loop guarantees that a value
/// comes:
/// its
/// deadlines end every wait, so that no timer is needed for each.
///
/// @param <T> what is handed over
public final class Handoff<T> {
    @Nullable
    private volatile T value;

    @Nullable
    private volatile Thread waiter;

    /// Hands the value over and wakes the story. A second value is dropped: the first outcome stands.
    public void put(T outcome) {
        if (value != null) {
            return;
        }
        value = outcome;
        LockSupport.unpark(waiter);
    }

    /// Whether a value is there.
    public boolean isDone() {
        return value != null;
    }

    /// Waits for the value. Only one thread may ever wait.
    public T take() {
        waiter = Thread.currentThread();
        T taken;
        while ((taken = value) == null) {
            LockSupport.park(this);
        }
        return taken;
    }
}
