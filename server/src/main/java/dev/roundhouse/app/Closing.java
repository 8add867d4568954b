package dev.roundhouse.app;

import java.util.ArrayDeque;
import java.util.Deque;

/// Closes in the opposite order of making. What fails to close does not keep the rest open.
final class Closing implements AutoCloseable {
    private final Deque<AutoCloseable> open = new ArrayDeque<>();

    synchronized <T extends AutoCloseable> T add(T made) {
        open.push(made);
        return made;
    }

    @Override
    public synchronized void close() {
        while (!open.isEmpty()) {
            try {
                open.pop().close();
            } catch (Exception e) {
                if (e instanceof InterruptedException) {
                    Thread.currentThread().interrupt();
                }
                System.err.println("close: " + e);
            }
        }
    }
}
