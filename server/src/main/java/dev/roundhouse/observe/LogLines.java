package dev.roundhouse.observe;

import dev.roundhouse.exchange.ByteSink;
import dev.roundhouse.exchange.JsonOut;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/// Writes structured lines from a thread of its own, many at a time. Whoever has a line leaves it and goes on: nobody
/// waits for a terminal. When lines come faster than they can be written, they are dropped and counted.
public final class LogLines implements AutoCloseable {
    private static final int QUEUE_MAX = 65_536;
    private static final int BATCH_BYTES = 64 * 1024;
    private static final long NAP_NANOS = 50_000_000;
    private static final long CLOSE_MILLIS = 1_000;

    private final OutputStream out;
    private final Queue<Runnable> waiting = new ConcurrentLinkedQueue<>();
    private final AtomicInteger count = new AtomicInteger();
    private final AtomicLong dropped = new AtomicLong();
    private final ByteSink batch = new ByteSink(BATCH_BYTES + BATCH_BYTES / 4);
    private final JsonOut json = new JsonOut(batch);
    private final Thread writer;
    private volatile boolean closed;

    /// One line to come.
    @FunctionalInterface
    public interface Line {
        /// Writes the members of the line's object; on the log's thread, when its turn comes.
        void write(JsonOut json);
    }

    /// @param out where lines go
    public LogLines(OutputStream out) {
        this.out = out;
        this.writer = Thread.ofPlatform().name("log-lines").daemon().start(this::work);
    }

    /// Leaves a line.
    public void add(Line line) {
        run(() -> append(line));
    }

    /// Leaves something to be done on the log's thread, in turn.
    void run(Runnable task) {
        if (count.get() >= QUEUE_MAX) {
            dropped.incrementAndGet();
            return;
        }
        count.incrementAndGet();
        waiting.add(task);
    }

    /// How many lines were dropped.
    public long dropped() {
        return dropped.get();
    }

    @Override
    public void close() {
        closed = true;
        LockSupport.unpark(writer);
        try {
            writer.join(CLOSE_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void work() {
        while (true) {
            boolean last = closed;
            drain();
            if (last) {
                return;
            }
            LockSupport.parkNanos(this, NAP_NANOS);
        }
    }

    private void drain() {
        for (Runnable task = waiting.poll(); task != null; task = waiting.poll()) {
            count.decrementAndGet();
            task.run();
            if (batch.length() >= BATCH_BYTES) {
                write();
            }
        }
        write();
    }

    private void append(Line line) {
        int before = batch.length();
        try {
            json.object();
            line.write(json);
            json.endObject();
            batch.append((byte) '\n');
        } catch (RuntimeException e) {
            batch.truncate(before);
            dropped.incrementAndGet();
        }
    }

    private void write() {
        if (batch.length() == 0) {
            return;
        }
        try {
            out.write(batch.array(), 0, batch.length());
            out.flush();
        } catch (IOException e) {
            // Nobody reads our lines any more; that is no reason to stop serving.
            dropped.incrementAndGet();
        }
        batch.clear();
    }
}
