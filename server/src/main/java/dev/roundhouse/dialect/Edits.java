package dev.roundhouse.dialect;

import dev.roundhouse.exchange.ByteSink;
import dev.roundhouse.exchange.GenerationRequest.Span;
import dev.roundhouse.exchange.OutboundBody;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/// Replacements in a run of bytes: everything else stays as it is, uncopied where a body is made. They may be
/// given in any order and must not overlap. Reusable after [#clear()]; confined to one thread.
public final class Edits {
    private static final byte[] NOTHING = {};

    private int[] froms = new int[8];
    private int[] tos = new int[8];
    private byte[][] texts = new byte[8][];
    private int count;

    /// Puts `text` in the place of `[from, to)`.
    public Edits replace(int from, int to, byte[] text) {
        if (count == froms.length) {
            grow();
        }
        int at = count++;
        // Nearly always given in order already.
        while (at > 0 && froms[at - 1] > from) {
            froms[at] = froms[at - 1];
            tos[at] = tos[at - 1];
            texts[at] = texts[at - 1];
            at--;
        }
        froms[at] = from;
        tos[at] = to;
        texts[at] = text;
        return this;
    }

    /// Puts `text` before the byte at `at`.
    public Edits insert(int at, byte[] text) {
        return replace(at, at, text);
    }

    /// Takes members out of one object, each with one comma, wherever they stand.
    ///
    /// @param source the bytes that hold the object
    /// @param members what to take out; all of the same object
    public Edits remove(byte[] source, List<Span> members) {
        List<Span> sorted = new ArrayList<>(members);
        sorted.sort(Comparator.comparingInt(Span::memberFrom));
        int i = 0;
        while (i < sorted.size()) {
            int from = sorted.get(i).memberFrom();
            int to = sorted.get(i).valueTo();
            // Neighbours go as one run: its comma is counted once, whichever side it stands on.
            while (++i < sorted.size() && next(source, to) == ',' && afterComma(source, to) == start(sorted, i)) {
                to = sorted.get(i).valueTo();
            }
            if (next(source, to) == ',') {
                replace(from, afterComma(source, to), NOTHING);
            } else {
                replace(beforeComma(source, from), to, NOTHING);
            }
        }
        return this;
    }

    /// Whether there is nothing to change.
    public boolean isEmpty() {
        return count == 0;
    }

    /// Forgets all edits, keeps the room.
    public void clear() {
        Arrays.fill(texts, 0, count, null);
        count = 0;
    }

    /// Appends `source[from, to)` with those edits that lie in it.
    public void apply(byte[] source, int from, int to, ByteSink out) {
        int at = from;
        for (int i = 0; i < count; i++) {
            if (froms[i] >= at && tos[i] <= to) {
                out.append(source, at, froms[i]).append(texts[i]);
                at = tos[i];
            }
        }
        out.append(source, at, to);
    }

    /// All of `source` with the edits, as slices of it.
    public OutboundBody outbound(byte[] source) {
        OutboundBody body = new OutboundBody();
        int at = 0;
        for (int i = 0; i < count; i++) {
            body.add(source, at, froms[i]).add(texts[i], 0, texts[i].length);
            at = tos[i];
        }
        return body.add(source, at, source.length);
    }

    private void grow() {
        int size = froms.length * 2;
        froms = Arrays.copyOf(froms, size);
        tos = Arrays.copyOf(tos, size);
        texts = Arrays.copyOf(texts, size);
    }

    private static int start(List<Span> spans, int i) {
        return spans.get(i).memberFrom();
    }

    private static int skipBlank(byte[] source, int at) {
        int i = at;
        while (i < source.length && isBlank(source[i])) {
            i++;
        }
        return i;
    }

    private static int next(byte[] source, int at) {
        int i = skipBlank(source, at);
        return i < source.length ? source[i] : -1;
    }

    private static int afterComma(byte[] source, int at) {
        return skipBlank(source, skipBlank(source, at) + 1);
    }

    // The comma before the last member, or the first byte inside the braces when it was the only one.
    private static int beforeComma(byte[] source, int memberFrom) {
        int i = memberFrom - 1;
        while (isBlank(source[i])) {
            i--;
        }
        return source[i] == ',' ? i : i + 1;
    }

    private static boolean isBlank(byte b) {
        return b == ' ' || b == '\n' || b == '\r' || b == '\t';
    }
}
