package dev.roundhouse.sandbox;

import java.util.concurrent.locks.ReentrantLock;
import java.util.random.RandomGenerator;

/// Ids that look like a provider's.
final class Ids {
    private static final String LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
    private static final int LENGTH = 24;

    private final RandomGenerator random;
    private final ReentrantLock lock = new ReentrantLock();

    /// @param random need not be safe for several threads
    Ids(RandomGenerator random) {
        this.random = random;
    }

    String next(String prefix) {
        StringBuilder id = new StringBuilder(prefix);
        lock.lock();
        try {
            for (int i = 0; i < LENGTH; i++) {
                id.append(LETTERS.charAt(random.nextInt(LETTERS.length())));
            }
        } finally {
            lock.unlock();
        }
        return id.toString();
    }
}
