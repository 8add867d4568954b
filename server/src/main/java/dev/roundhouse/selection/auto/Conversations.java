package dev.roundhouse.selection.auto;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// Which model has answered in which conversation, for a while: the least lately used are forgotten first.
final class Conversations {
    private static final int KEPT_MAX = 20_000;
    private static final Duration IDLE_MAX = Duration.ofMinutes(10);

    private final InstantSource clock;
    private final ReentrantLock lock = new ReentrantLock();
    private final LinkedHashMap<String, Last> kept = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Last> eldest) {
            return size() > KEPT_MAX;
        }
    };

    private record Last(String model, Instant at) {}

    Conversations(InstantSource clock) {
        this.clock = clock;
    }

    /// The model of a conversation; null when none is known any more.
    @Nullable
    String modelOf(String conversation) {
        lock.lock();
        try {
            Last last = kept.get(conversation);
            return last == null || last.at.plus(IDLE_MAX).isBefore(clock.instant()) ? null : last.model;
        } finally {
            lock.unlock();
        }
    }

    /// A model has answered in it.
    void answered(String conversation, String model) {
        lock.lock();
        try {
            kept.put(conversation, new Last(model, clock.instant()));
        } finally {
            lock.unlock();
        }
    }
}
