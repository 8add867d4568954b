package dev.roundhouse.record;

import dev.roundhouse.exchange.ByteSink;
import dev.roundhouse.exchange.Idle;

/// Keeps records. Safe for use by many threads; costs one to two microseconds and waits for no disk.
public final class Recorder {
    private static final int IDLE_MAX = 64;

    private final Journal journal;
    private final Idle<RecordWriter> idle = new Idle<>(IDLE_MAX);

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
        RecordWriter writer = idle.take();
        if (writer == null) {
            writer = new RecordWriter();
        }
        ByteSink entry = writer.write(record);
        boolean kept = journal.append(entry.array(), 0, entry.length());
        // Not in a finally: a writer that broke in the middle of a record is not used again.
        boolean _ = idle.keep(writer);
        return kept;
    }
}
