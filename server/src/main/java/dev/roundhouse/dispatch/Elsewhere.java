package dev.roundhouse.dispatch;

import java.util.function.Supplier;

/// Where a story has work done that would hold up its event loop.
public interface Elsewhere {
    /// Has a value computed and waits for it.
    ///
    /// @throws java.util.concurrent.RejectedExecutionException when too much is waiting already
    <T> T call(Supplier<T> task);
}
