package dev.roundhouse.dispatch;

/// Something with deadlines, looked at a few times a second by its [Lane]. That is coarser than a timer each, and
/// costs
/// nothing per request. Confined to the lane's event loop.
public abstract class Watched {
    /// Its place in the lane's list; -1 while it is in none.
    int place = -1;

    /// Looks at the deadlines.
    ///
    /// @param now the clock of `System.nanoTime()`
    protected abstract void tick(long now);
}
