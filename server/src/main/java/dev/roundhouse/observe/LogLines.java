package dev.roundhouse.observe;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

/// Writes structured lines from a thread of its own, many at a time. Whoever has a line leaves it and goes on: nobody
/// waits for a terminal. When lines come faster than they can be written, they are dropped and counted.
public final class LogLines implements AutoCloseable {
    private static final int QUEUE_MAX = 65_536;
    private static final long NAP_NANOS = 50_000_000;

    private final OutputStream out;
    private final Queue<Supplier<byte[]>> waiting = new ConcurrentLinkedQueue<>();
    private final AtomicInteger count = new AtomicInteger();
    private final AtomicLong dropped = new AtomicLong();
    private final Thread writer;
    private volatile boolean closed;

    /// @param out where lines go; flushed after each batch
    public LogLines(OutputStream out) {
        this.out = out;
        this.writer = Thread.ofPlatform().name("log-lines").daemon().start(this::write);
    }

    /// Leaves a line. It is made, by the writer, when its turn comes.
    ///
    /// @param line gives one JSON object without a line break, or nothing
    public void add(Supplier<byte[]> line) {
        if (count.get() >= QUEUE_MAX) {
            dropped.incrementAndGet();
            return;
        }
        count.incrementAndGet();
        waiting.add(line);
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
            writer.join(1_000);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void write() {
        while (true) {
            boolean last = closed;
            try {
                drain();
            } catch (IOException e) {
                // Nobody reads our lines any more; that is no reason to stop serving.
                dropped.incrementAndGet();
            }
            if (last) {
                return;
            }
            LockSupport.parkNanos(this, NAP_NANOS);
        }
    }

    private void drain() throws IOException {
        boolean any = false;
        for (Supplier<byte[]> line = waiting.poll(); line != null; line = waiting.poll()) {
            count.decrementAndGet();
            byte[] bytes = line.get();
            if (bytes.length > 0) {
                out.write(bytes);
                out.write('\n');
                any = true;
            }
        }
        if (any) {
            out.flush();
        }
    }
}
