package dev.roundhouse.observe;

import dev.roundhouse.exchange.ByteSink;
import dev.roundhouse.exchange.Idle;
import dev.roundhouse.exchange.JsonOut;
import java.io.IOException;
import java.io.OutputStream;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;

/// Writes structured lines from a thread of its own, many at a time. Whoever has a line puts its bytes down and
/// goes
/// on:
/// nobody waits for a terminal, and no object waits for its turn. When lines come faster than they can be
/// written, they
/// are dropped and counted. Safe for use by many threads.
public final class LogLines implements AutoCloseable {
    private static final int WAITING_MAX = 16 * 1024 * 1024;
    private static final int BYTES_KEPT = 1024 * 1024;
    private static final int BYTES_FIRST = 64 * 1024;
    private static final int FORMS = 64;
    private static final long NAP_NANOS = 50_000_000;
    private static final long CLOSE_MILLIS = 1_000;

    private final OutputStream out;
    private final Idle<Form> forms = new Idle<>(FORMS);
    private final AtomicLong dropped = new AtomicLong();
    private final ReentrantLock lock = new ReentrantLock();
    private final Thread writer;
    // Guarded by the lock; the writer takes it away and leaves another.
    private ByteSink waiting = new ByteSink(BYTES_FIRST);
    private volatile boolean closed;

    /// One line to come.
    @FunctionalInterface
    public interface Line {
        /// Writes the members of the line's object; at once, on the thread that has the line.
        void write(JsonOut json);
    }

    private record Form(ByteSink bytes, JsonOut json) {
        static Form empty() {
            ByteSink bytes = new ByteSink(1_024);
            return new Form(bytes, new JsonOut(bytes));
        }
    }

    /// @param out where lines go
    public LogLines(OutputStream out) {
        this.out = out;
        this.writer = Thread.ofPlatform().name("log-lines").daemon().start(this::work);
    }

    /// Leaves a line.
    public void add(Line line) {
        Form form = forms.take();
        if (form == null) {
            form = Form.empty();
        }
        try {
            form.json.object();
            line.write(form.json);
            form.json.endObject();
            form.bytes.append((byte) '\n');
        } catch (RuntimeException e) {
            dropped.incrementAndGet(); // and the form with it
            return;
        }
        leave(form.bytes);
        if (form.bytes.length() < BYTES_FIRST) {
            form.bytes.clear();
            boolean _ = forms.keep(form);
        }
    }

    private void leave(ByteSink line) {
        lock.lock();
        try {
            if (waiting.length() + line.length() > WAITING_MAX) {
                dropped.incrementAndGet();
            } else {
                waiting.append(line.array(), 0, line.length());
            }
        } finally {
            lock.unlock();
        }
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
        ByteSink free = new ByteSink(BYTES_FIRST);
        while (true) {
            boolean last = closed;
            ByteSink full = swap(free);
            write(full);
            full.clear();
            free = full.array().length > BYTES_KEPT ? new ByteSink(BYTES_FIRST) : full;
            if (last) {
                return;
            }
            LockSupport.parkNanos(this, NAP_NANOS);
        }
    }

    private ByteSink swap(ByteSink empty) {
        lock.lock();
        try {
            ByteSink full = waiting;
            waiting = empty;
            return full;
        } finally {
            lock.unlock();
        }
    }

    private void write(ByteSink lines) {
        if (lines.length() == 0) {
            return;
        }
        try {
            out.write(lines.array(), 0, lines.length());
            out.flush();
        } catch (IOException e) {
            // Nobody reads our lines any more; that is no reason to stop serving.
            dropped.incrementAndGet();
        }
    }
}
