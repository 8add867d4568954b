package dev.roundhouse.bench;

/// A load under way.
record RunningLoad(Child child) {

    /// Waits until all connections are open and the window begins, or the load has failed.
    void awaitSteady() {
        child.await("steady load", 90, () -> !child.isAlive() || child.out().startsWith("steady"));
    }

    /// Waits for its end.
    ///
    /// @return what it saw; a broken sample when it gave up
    Sample sample() {
        if (child.join() != 0) return Sample.broken(child.log());
        return Sample.parse(child.out().lines().toList().getLast(), child.log());
    }
}
