package dev.roundhouse.e2e;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/// Waits for conditions that another process brings about.
final class Await {
    private static final Duration BETWEEN = Duration.ofMillis(10);

    private Await() {}

    /// Waits until a condition holds.
    ///
    /// @throws AssertionError when it does not hold in time
    static void until(Duration longest, String what, BooleanSupplier condition) {
        long end = System.nanoTime() + longest.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - end > 0) {
                throw new AssertionError("not within " + longest + ": " + what);
            }
            // Another process changes it, so there is nothing here to be woken by.
            LockSupport.parkNanos(BETWEEN.toNanos());
        }
    }
}
