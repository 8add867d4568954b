package dev.roundhouse.selection.training;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Cuts rows into parts by their groups, so that near-duplicates fall into the same part, and so that each part holds
/// its
/// share of each source's easy and hard prompts. Without the latter a part that happens to be hard is judged by
/// averages of
/// what happens to be easy, and every small source looks worse than a selector that learnt from all of it.
final class Folds {
    private Folds() {}

    /// What is known of a group: its first row's source, and how well its prompts were answered.
    private record Group(int number, String source, double quality, long chance) {}

    static int[] of(Dataset data, int[] groups, int count, long seed) {
        Map<Integer, List<Integer>> members = new TreeMap<>();
        for (int row = 0; row < groups.length; row++) {
            members.computeIfAbsent(groups[row], _ -> new ArrayList<>()).add(row);
        }
        List<Group> sorted = new ArrayList<>();
        members.forEach((number, rows) -> sorted.add(new Group(
                number,
                data.examples().get(rows.getFirst()).source(),
                rows.stream().mapToDouble(row -> quality(data, row)).average().orElse(0),
                hash(number, seed))));
        sorted.sort(Comparator.comparing(Group::source)
                .thenComparingDouble(Group::quality)
                .thenComparingLong(Group::chance));
        int[] folds = new int[groups.length];
        for (int from = 0; from < sorted.size(); from += count) {
            // Neighbours go to different parts, in an order that the seed decides.
            List<Group> alike = new ArrayList<>(sorted.subList(from, Math.min(sorted.size(), from + count)));
            alike.sort(Comparator.comparingLong(group -> hash(group.chance, seed)));
            int turn = (int) Long.remainderUnsigned(hash(from, seed), count);
            for (int i = 0; i < alike.size(); i++) {
                int fold = (i + turn) % count;
                members.getOrDefault(alike.get(i).number, List.of()).forEach(row -> folds[row] = fold);
            }
        }
        return folds;
    }

    private static double quality(Dataset data, int row) {
        double sum = 0;
        int count = 0;
        for (int column = 0; column < data.models().size(); column++) {
            if (data.measured(row, column)) {
                sum += data.quality(row, column);
                count++;
            }
        }
        return count == 0 ? 0 : sum / count;
    }

    static long hash(long value, long seed) {
        long hash = (value + 0x9e3779b97f4a7c15L * (seed + 1)) * 0xbf58476d1ce4e5b9L;
        hash = (hash ^ (hash >>> 27)) * 0x94d049bb133111ebL;
        return hash ^ (hash >>> 31);
    }
}
