package dev.roundhouse.exchange;

import java.util.ArrayList;
import java.util.List;

/// A request body for an upstream as slices in order: most are parts of the client's own bytes, never copied.
public final class OutboundBody {
    /// Bytes `[from, to)` of an array.
    public record Slice(byte[] bytes, int from, int to) {
        /// How many.
        public int length() {
            return to - from;
        }
    }

    private final List<Slice> slices = new ArrayList<>(8);
    private long length;

    /// Appends `bytes[from, to)`; nothing for an empty run.
    public OutboundBody add(byte[] bytes, int from, int to) {
        if (to > from) {
            slices.add(new Slice(bytes, from, to));
            length += to - from;
        }
        return this;
    }

    /// The slices in order.
    public List<Slice> slices() {
        return slices;
    }

    /// Length of all slices.
    public long length() {
        return length;
    }

    /// All of it in one array, for tests and signatures.
    public byte[] toByteArray() {
        ByteSink sink = new ByteSink((int) length);
        for (Slice slice : slices) {
            sink.append(slice.bytes(), slice.from(), slice.to());
        }
        return sink.take();
    }
}
