package dev.roundhouse.store;

import dev.roundhouse.record.EntryHead;
import java.util.ArrayList;
import java.util.List;

/// Entries that go to the database in one transaction.
final class Batch {
    private final EntryHead.Reader heads;
    private final boolean rests;
    private final List<Row> rows = new ArrayList<>();
    private final List<Unread> unread = new ArrayList<>();
    private Position to;
    private long bytes;
    private int gaps;

    /// One generation.
    record Row(EntryHead head, byte[] json) {}

    /// An entry that this program cannot read.
    record Unread(Position at, byte[] entry) {}

    /// @param rests whether it has time
    Batch(Position from, EntryHead.Reader heads, boolean rests) {
        this.heads = heads;
        this.rests = rests;
        this.to = from;
    }

    void add(MappedJournal.Entry entry) {
        byte[] whole = entry.bytes();
        try {
            EntryHead head = heads.read(whole, whole.length);
            byte[] json = new byte[whole.length - head.recordFrom()];
            System.arraycopy(whole, head.recordFrom(), json, 0, json.length);
            rows.add(new Row(head, json));
        } catch (IllegalArgumentException e) {
            unread.add(new Unread(entry.next(), whole));
        }
        to = entry.next();
        bytes += whole.length;
        gaps += entry.gapBefore() ? 1 : 0;
    }

    boolean rests() {
        return rests;
    }

    Position to() {
        return to;
    }

    int size() {
        return rows.size() + unread.size();
    }

    long bytes() {
        return bytes;
    }

    /// How many gaps a power cut left between the entries.
    int gaps() {
        return gaps;
    }

    List<Row> rows() {
        return rows;
    }

    List<Unread> unread() {
        return unread;
    }
}
