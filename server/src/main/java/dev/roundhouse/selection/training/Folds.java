package dev.roundhouse.selection.training;

/// Cuts rows into parts by their groups, so that near-duplicates fall into the same part.
final class Folds {
    private Folds() {}

    static int[] of(int[] groups, int count, long seed) {
        int[] folds = new int[groups.length];
        for (int i = 0; i < folds.length; i++) {
            folds[i] = (int) Long.remainderUnsigned(hash(groups[i], seed), count);
        }
        return folds;
    }

    static long hash(long value, long seed) {
        long hash = (value + 0x9e3779b97f4a7c15L * (seed + 1)) * 0xbf58476d1ce4e5b9L;
        hash = (hash ^ (hash >>> 27)) * 0x94d049bb133111ebL;
        return hash ^ (hash >>> 31);
    }
}
