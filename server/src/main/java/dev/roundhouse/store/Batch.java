package dev.roundhouse.store;

import dev.roundhouse.record.EntryHead;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Entries that go to the database in one transaction, and what they add up to.
final class Batch {
    private static final long MICROS_PER_DAY = 86_400_000_000L;

    private final Position from;
    private final List<Row> rows = new ArrayList<>();
    private final List<Unread> unread = new ArrayList<>();
    private final Map<Usage, Sums> activity = new HashMap<>();
    private Position to;
    private long bytes;
    private int gaps;

    /// One generation.
    record Row(EntryHead head, byte[] json) {}

    /// An entry that this program cannot read.
    record Unread(Position at, byte[] entry) {}

    /// By what usage is added up.
    record Usage(long account, long day, String keyHash, String endpoint, String model, String provider) {}

    /// What is added up.
    static final class Sums {
        long requests;
        long prompt;
        long completion;
        long reasoning;
        long cached;
        long charge;
        long cost;

        void add(EntryHead head) {
            requests++;
            prompt += head.promptTokens();
            completion += head.completionTokens();
            reasoning += head.reasoningTokens();
            cached += head.cachedTokens();
            charge = Math.addExact(charge, head.chargeNanos());
            cost = Math.addExact(cost, head.costNanos());
        }

        void add(Sums other) {
            requests += other.requests;
            charge = Math.addExact(charge, other.charge);
            cost = Math.addExact(cost, other.cost);
        }
    }

    Batch(Position from) {
        this.from = from;
        this.to = from;
    }

    void add(MappedJournal.Entry entry) {
        byte[] whole = entry.bytes();
        try {
            EntryHead head = EntryHead.read(whole, whole.length);
            byte[] json = new byte[whole.length - head.recordFrom()];
            System.arraycopy(whole, head.recordFrom(), json, 0, json.length);
            rows.add(new Row(head, json));
            activity.computeIfAbsent(usage(head), _ -> new Sums()).add(head);
        } catch (IllegalArgumentException e) {
            unread.add(new Unread(entry.next(), whole));
        }
        to = entry.next();
        bytes += whole.length;
        gaps += entry.gapBefore() ? 1 : 0;
    }

    private static Usage usage(EntryHead head) {
        long day = Math.floorDiv(head.receivedMicros(), MICROS_PER_DAY);
        return new Usage(head.account(), day, head.keyHash(), head.endpoint(), head.model(), head.provider());
    }

    Position from() {
        return from;
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

    Map<Usage, Sums> activity() {
        return activity;
    }
}
