package dev.roundhouse.flow;

import dev.roundhouse.exchange.Handoff;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/// A bounded pool for what would hold an event loop up: long computation, files, databases.
public final class Workers implements AutoCloseable {
    private static final int QUEUE_MAX = 4_096;
    private static final long IDLE_SECONDS = 30;

    private final ThreadPoolExecutor pool;

    /// @param threads at most
    public Workers(int threads) {
        AtomicInteger number = new AtomicInteger();
        pool = new ThreadPoolExecutor(
                threads, threads, IDLE_SECONDS, TimeUnit.SECONDS, new ArrayBlockingQueue<>(QUEUE_MAX), task -> {
                    Thread thread = new Thread(task, "worker-" + number.incrementAndGet());
                    thread.setDaemon(true);
                    return thread;
                });
        pool.allowCoreThreadTimeOut(true);
    }

    /// Runs a task some time soon.
    ///
    /// @throws RejectedExecutionException when too many are waiting already
    public void execute(Runnable task) {
        pool.execute(task);
    }

    /// Has a value computed and waits for it; for stories.
    ///
    /// @throws RejectedExecutionException when too many are waiting already
    public <T> T call(Supplier<T> task) {
        Handoff<Done<T>> done = new Handoff<>();
        pool.execute(() -> {
            try {
                done.put(new Done<>(task.get(), null));
            } catch (RuntimeException | Error e) {
                done.put(new Done<>(null, e));
            }
        });
        Done<T> result = done.take();
        if (result.thrown instanceof RuntimeException e) {
            throw e;
        }
        if (result.thrown instanceof Error e) {
            throw e;
        }
        return java.util.Objects.requireNonNull(result.value);
    }

    @Override
    public void close() {
        pool.shutdown();
    }

    private record Done<T>(
            @org.jspecify.annotations.Nullable T value,
            @org.jspecify.annotations.Nullable Throwable thrown) {}
}
