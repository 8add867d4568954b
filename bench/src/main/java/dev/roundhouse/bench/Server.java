package dev.roundhouse.bench;

/// A contender that the bench runs, and its process.
record Server(Child child, Contender contender) implements AutoCloseable {

    @Override
    public void close() {
        child.close();
    }
}
