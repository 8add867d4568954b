package dev.roundhouse.selection.training;

import dev.roundhouse.selection.training.Dataset.Example;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Finds prompts that are nearly the same, so that none is judged by what was learnt from its twin. Two belong
/// together
/// when two fifths of the runs of four words of the shorter one stand in the other too; runs that stand in more
/// than thirty prompts are part of a form, and do not count. Numbers are all the same. Groups join into larger
/// ones.
final class Duplicates {
    private static final Pattern WORD = Pattern.compile("[a-z]+|\\d+|[^\\sa-z\\d]");
    private static final int RUN = 4;
    private static final int COMMON = 30;
    private static final double ALIKE = 0.4;
    private static final int FEWEST = 3;

    private Duplicates() {}

    /// For each example the number of its group; the number is the row of one of its members.
    static int[] groups(List<Example> examples) {
        int count = examples.size();
        long[][] runs = new long[count][];
        Map<Long, Integer> found = new HashMap<>();
        for (int i = 0; i < count; i++) {
            runs[i] = runs(examples.get(i).text());
            for (long run : runs[i]) {
                found.merge(run, 1, Integer::sum);
            }
        }
        Map<Long, int[]> holders = new HashMap<>();
        int[] parents = new int[count];
        for (int i = 0; i < count; i++) {
            parents[i] = i;
            long[] rare = Arrays.stream(runs[i])
                    .filter(run -> found.getOrDefault(run, 0) <= COMMON)
                    .toArray();
            runs[i] = rare;
            join(i, runs, holders, parents);
        }
        for (int i = 0; i < count; i++) {
            parents[i] = root(parents, i);
        }
        return parents;
    }

    private static void join(int row, long[][] runs, Map<Long, int[]> holders, int[] parents) {
        Map<Integer, Integer> shared = new HashMap<>();
        for (long run : runs[row]) {
            int[] earlier = holders.getOrDefault(run, new int[0]);
            for (int other : earlier) {
                shared.merge(other, 1, Integer::sum);
            }
            int[] now = Arrays.copyOf(earlier, earlier.length + 1);
            now[earlier.length] = row;
            holders.put(run, now);
        }
        shared.forEach((other, same) -> {
            int shorter = Math.min(runs[row].length, runs[other].length);
            if (shorter < FEWEST || (same >= FEWEST && same >= ALIKE * shorter)) {
                parents[root(parents, row)] = root(parents, other);
            }
        });
    }

    private static int root(int[] parents, int row) {
        int at = row;
        while (parents[at] != at) {
            at = parents[at];
        }
        return at;
    }

    private static long[] runs(String text) {
        Matcher words = WORD.matcher(text.toLowerCase(Locale.ROOT));
        long[] last = new long[RUN];
        long[] all = new long[16 + text.length()];
        int size = 0;
        int seen = 0;
        while (words.find()) {
            String word = words.group();
            last[seen++ % RUN] = Character.isDigit(word.charAt(0)) ? 7 : word.hashCode();
            if (seen >= RUN) {
                all[size++] = hash(last, seen);
            }
        }
        if (size == 0) {
            all[size++] = hash(last, RUN);
        }
        return Arrays.stream(all, 0, size).distinct().toArray();
    }

    private static long hash(long[] last, int seen) {
        long hash = 0;
        for (int i = 0; i < RUN; i++) {
            hash = (hash ^ last[(seen + i) % RUN]) * 0x9e3779b97f4a7c15L;
            hash ^= hash >>> 29;
        }
        return hash;
    }
}
