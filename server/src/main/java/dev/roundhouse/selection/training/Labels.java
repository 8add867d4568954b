package dev.roundhouse.selection.training;

import dev.roundhouse.selection.training.Dataset.Example;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/// The kinds of task that the data tells apart: a source, or a part of it that the data names and that has enough
/// prompts. Kinds of two sources that hold the same prompts are one.
///
/// @param names one for each kind, sorted
/// @param ofRow number of the kind of each row
/// @param first for each kind a row that belongs to it
record Labels(List<String> names, int[] ofRow, int[] first) {
    private static final int FEWEST = 40;
    private static final double SAME = 0.25;
    // How a source was cut for training is no kind of task.
    private static final Set<String> PARTS = Set.of("", "train", "test", "validation", "dev");

    static Labels of(List<Example> examples, int[] groups) {
        String[] fine = fine(examples);
        Map<String, String> merged = merged(fine, groups);
        for (int i = 0; i < fine.length; i++) {
            fine[i] = root(merged, fine[i]);
        }
        List<String> names = List.copyOf(new TreeSet<>(Arrays.asList(fine)));
        Map<String, Integer> numbers = new TreeMap<>();
        names.forEach(name -> numbers.put(name, numbers.size()));
        int[] ofRow = Arrays.stream(fine)
                .mapToInt(name -> numbers.getOrDefault(name, 0))
                .toArray();
        int[] first = new int[names.size()];
        for (int i = ofRow.length - 1; i >= 0; i--) {
            first[ofRow[i]] = i;
        }
        return new Labels(names, ofRow, first);
    }

    private static String[] fine(List<Example> examples) {
        Map<String, Integer> counts = new TreeMap<>();
        for (Example example : examples) {
            counts.merge(example.source() + "/" + example.subtask(), 1, Integer::sum);
        }
        return examples.stream()
                .map(example -> {
                    String name = example.source() + "/" + example.subtask();
                    boolean part = PARTS.contains(example.subtask()) || counts.getOrDefault(name, 0) < FEWEST;
                    String task = example.source() + "/" + example.task();
                    return part ? task : task + "/" + example.subtask();
                })
                .toArray(String[]::new);
    }

    // Which kinds share so many groups of near-duplicates that nothing can tell them apart.
    private static Map<String, String> merged(String[] fine, int[] groups) {
        Map<Integer, Set<String>> holders = new TreeMap<>();
        Map<String, Integer> sizes = new TreeMap<>();
        for (int i = 0; i < fine.length; i++) {
            if (holders.computeIfAbsent(groups[i], group -> new TreeSet<>()).add(fine[i])) {
                sizes.merge(fine[i], 1, Integer::sum);
            }
        }
        Map<String, Integer> shared = new TreeMap<>();
        for (Set<String> kinds : holders.values()) {
            for (String one : kinds) {
                for (String other : kinds) {
                    if (one.compareTo(other) < 0) {
                        shared.merge(one + "\n" + other, 1, Integer::sum);
                    }
                }
            }
        }
        Map<String, String> roots = new TreeMap<>();
        shared.forEach((pair, count) -> {
            String one = pair.substring(0, pair.indexOf('\n'));
            String other = pair.substring(pair.indexOf('\n') + 1);
            int smaller = Math.min(sizes.getOrDefault(one, 0), sizes.getOrDefault(other, 0));
            String a = root(roots, one);
            String b = root(roots, other);
            if (count >= SAME * smaller && !a.equals(b)) {
                roots.put(b, a);
            }
        });
        return roots;
    }

    private static String root(Map<String, String> roots, String name) {
        String at = name;
        for (String up = roots.get(at); up != null; up = roots.get(at)) {
            at = up;
        }
        return at;
    }
}
