package dev.roundhouse.observe;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.StreamWriteFeature;
import tools.jackson.core.json.JsonFactory;

/// Writes structured lines from a thread of its own, many at a time. Whoever has a line leaves it and goes on: nobody
/// waits for a terminal. When lines come faster than they can be written, they are dropped and counted.
public final class LogLines implements AutoCloseable {
    private static final int QUEUE_MAX = 65_536;
    private static final int BATCH_BYTES = 64 * 1024;
    private static final long NAP_NANOS = 50_000_000;
    private static final long CLOSE_MILLIS = 1_000;

    private final OutputStream out;
    private final JsonFactory factory = JsonFactory.builder()
            .rootValueSeparator("")
            .disable(StreamWriteFeature.FLUSH_PASSED_TO_STREAM)
            .enable(StreamWriteFeature.WRITE_BIGDECIMAL_AS_PLAIN)
            .build();
    private final Queue<Runnable> waiting = new ConcurrentLinkedQueue<>();
    private final AtomicInteger count = new AtomicInteger();
    private final AtomicLong dropped = new AtomicLong();
    private final Batch batch = new Batch();
    private final Thread writer;
    // One for all lines: making one costs as much as a line.
    private JsonGenerator json = generator();
    private volatile boolean closed;

    /// One line to come.
    @FunctionalInterface
    public interface Line {
        /// Writes the members of the line's object; on the log's thread, when its turn comes.
        void write(JsonGenerator json);
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
            if (batch.size() >= BATCH_BYTES) {
                write();
            }
        }
        write();
    }

    private void append(Line line) {
        int before = batch.size();
        try {
            json.writeStartObject();
            line.write(json);
            json.writeEndObject();
            json.flush();
            batch.write('\n');
        } catch (RuntimeException e) {
            // The line is broken, and so is the generator's idea of where it stands.
            batch.cutTo(before);
            dropped.incrementAndGet();
            json = generator();
        }
    }

    private void write() {
        if (batch.size() == 0) {
            return;
        }
        try {
            batch.writeTo(out);
            out.flush();
        } catch (IOException e) {
            // Nobody reads our lines any more; that is no reason to stop serving.
            dropped.incrementAndGet();
        }
        batch.reset();
    }

    private JsonGenerator generator() {
        return factory.createGenerator(ObjectWriteContext.empty(), batch);
    }

    private static final class Batch extends ByteArrayOutputStream {
        Batch() {
            super(BATCH_BYTES + BATCH_BYTES / 4);
        }

        void cutTo(int length) {
            count = length;
        }
    }
}
