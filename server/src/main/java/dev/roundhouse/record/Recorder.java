package dev.roundhouse.record;

import dev.roundhouse.exchange.ByteSink;
import java.util.concurrent.atomic.AtomicReferenceArray;
import tools.jackson.core.json.JsonFactory;

/// Keeps records. Safe for use by many threads; costs one to two microseconds and waits for no disk.
public final class Recorder {
    // Writers that are not in use. A thread finds its own again most of the time; nothing depends on that.
    private static final int SLOTS = 64;

    private final Journal journal;
    private final JsonFactory factory = RecordWriter.factory();
    private final AtomicReferenceArray<RecordWriter> idle = new AtomicReferenceArray<>(SLOTS);

    public Recorder(Journal journal) {
        this.journal = journal;
    }

    /// Whether new work may begin: what it costs could be kept. Where not, the answer is 503.
    public boolean accepting() {
        return journal.accepting();
    }

    /// Keeps a record; when it returns true, the end of the process does not lose it.
    ///
    /// @return false when the journal could not take it; its charge is not kept then
    public boolean keep(GenerationRecord record) {
        int slot = (int) (Thread.currentThread().threadId() & (SLOTS - 1));
        RecordWriter writer = idle.getAndSet(slot, null);
        if (writer == null) {
            writer = new RecordWriter(factory);
        }
        ByteSink entry = writer.write(record);
        boolean kept = journal.append(entry.array(), 0, entry.length());
        // Not in a finally: a writer that broke in the middle of a record is not used again.
        idle.set(slot, writer);
        return kept;
    }
}
