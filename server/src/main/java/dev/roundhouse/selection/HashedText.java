package dev.roundhouse.selection;

import java.util.Arrays;

/// Words and pairs of words of a prompt as counts in a fixed number of buckets. Several words share a bucket, so
/// that
/// neither the prompt nor its vocabulary can be read back from weights kept by bucket.
///
/// @param buckets bucket numbers, ascending, each once
/// @param weights one for each bucket: 1 + ln(count)
public record HashedText(int[] buckets, float[] weights) {
    /// How many buckets there are.
    public static final int SIZE = 1 << 15;

    private static final int SINGLE = 0x2545f491;
    private static final int PAIR = 0x1b873593;
    private static final int FIRST = 0x7feb352d;
    private static final int OPENING = 0x38b34ae5;
    private static final int LAST = 0x165667b1;
    private static final int FUNCTION = 0x27d4eb2f;
    private static final int LAST_WORDS = 12;
    private static final int FIRST_WORDS = 3;

    static HashedText of(Words text, Words functions) {
        int n = text.count();
        int[] all = new int[2 * n + FIRST_WORDS + LAST_WORDS + 2 + functions.count()];
        int size = 0;
        for (int i = 0; i < n; i++) {
            all[size++] = bucket(SINGLE, text.hash(i));
            if (i + 1 < n) {
                all[size++] = bucket(PAIR, text.hash(i) * 31 + text.hash(i + 1));
            }
        }
        for (int i = 0; i < Math.min(FIRST_WORDS, n); i++) {
            all[size++] = bucket(FIRST, text.hash(i));
        }
        if (n > 1) {
            all[size++] = bucket(OPENING, text.hash(0) * 31 + text.hash(1));
        }
        for (int i = Math.max(0, n - LAST_WORDS); i < n; i++) {
            all[size++] = bucket(LAST, text.hash(i));
        }
        for (int i = 0; i < functions.count(); i++) {
            if (functions.isWord(i)) {
                all[size++] = bucket(FUNCTION, functions.hash(i));
            }
        }
        return counted(all, size);
    }

    private static int bucket(int field, int hash) {
        return Words.mix(hash ^ field) & (SIZE - 1);
    }

    private static HashedText counted(int[] all, int size) {
        Arrays.sort(all, 0, size);
        int[] buckets = new int[size];
        float[] weights = new float[size];
        int distinct = 0;
        for (int from = 0; from < size; ) {
            int to = from + 1;
            while (to < size && all[to] == all[from]) {
                to++;
            }
            buckets[distinct] = all[from];
            weights[distinct++] = to - from == 1 ? 1f : (float) (1 + StrictMath.log(to - from));
            from = to;
        }
        return new HashedText(Arrays.copyOf(buckets, distinct), Arrays.copyOf(weights, distinct));
    }
}
