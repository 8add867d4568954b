package dev.roundhouse.selection.training;

import dev.roundhouse.selection.Encoder;
import dev.roundhouse.selection.Encoder.Encoded;
import dev.roundhouse.selection.Expert;
import dev.roundhouse.selection.Kind;
import dev.roundhouse.selection.Parameters;
import dev.roundhouse.selection.Recogniser;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.IntStream;

/// Makes the parameters of a selector from a part of the data.
public final class Trainer {
    private static final float MARGIN = 0.01f;

    private final Dataset data;
    private final int[] groups;
    private final Labels labels;
    private final long seed;

    /// Finds near-duplicates and kinds of task.
    public Trainer(Dataset data, long seed) {
        this.data = data;
        this.seed = seed;
        groups = Duplicates.groups(data.examples());
        labels = Labels.of(data.examples(), groups);
    }

    /// The group of near-duplicates of each row.
    int[] groups() {
        return groups;
    }

    Labels labels() {
        return labels;
    }

    /// Learns from all rows.
    public Parameters train() {
        return train(data.rows(row -> true));
    }

    /// Learns from these rows alone.
    Parameters train(int[] rows) {
        SplittableRandom random = new SplittableRandom(seed);
        Encoder encoder = EncoderTraining.train(
                Arrays.stream(rows).mapToObj(row -> data.readings().get(row)).toList(), random.split());
        Encoded[] encoded = new Encoded[data.examples().size()];
        for (int row : rows) {
            encoded[row] = encoder.encode(data.readings().get(row));
        }
        List<Recogniser> recognisers = recognisers(rows, encoded, random.nextLong());
        Recogniser recogniser = recognisers.getLast();
        float[][] shares = unseenShares(rows, encoded, recognisers);
        Map<String, int[]> sources = bySource(rows);
        List<Kind> kinds = labels.names().stream().map(Kinds::of).toList();
        return new Parameters(
                data.models(),
                data.prices(),
                encoder,
                recogniser,
                kinds,
                experts(sources, encoded, shares, random.nextLong()),
                new AbilityTraining(data, labels, kinds).train(List.copyOf(sources.values())),
                FamiliarityTraining.train(encoded, rows, labels.ofRow(), kinds.size()),
                LengthTraining.train(data, rows, labels),
                MARGIN);
    }

    // Of each half of the rows, and of all.
    private List<Recogniser> recognisers(int[] rows, Encoded[] encoded, long start) {
        return IntStream.range(0, 3)
                .parallel()
                .mapToObj(part -> {
                    int[] seen = Arrays.stream(rows)
                            .filter(row -> part == 2 || half(row) == part)
                            .toArray();
                    SplittableRandom random = new SplittableRandom(start + part);
                    return RecogniserTraining.train(labels.names(), encoded, labels.ofRow(), seen, random);
                })
                .toList();
    }

    // What is learnt from shares must be learnt from such as a prompt gets that was not seen.
    private float[][] unseenShares(int[] rows, Encoded[] encoded, List<Recogniser> recognisers) {
        float[][] shares = new float[encoded.length][];
        for (int row : rows) {
            shares[row] = recognisers.get(1 - half(row)).shares(encoded[row]);
        }
        return shares;
    }

    private int half(int row) {
        return (int) (Folds.hash(groups[row], seed) >>> 40 & 1);
    }

    private Map<String, int[]> bySource(int[] rows) {
        Map<String, int[]> bySource = new TreeMap<>();
        for (String source :
                data.examples().stream().map(Dataset.Example::source).distinct().toList()) {
            int[] own = Arrays.stream(rows)
                    .filter(row -> data.examples().get(row).source().equals(source))
                    .toArray();
            if (own.length > 0) {
                bySource.put(source, own);
            }
        }
        return bySource;
    }

    private List<Expert> experts(Map<String, int[]> bySource, Encoded[] encoded, float[][] shares, long start) {
        List<String> sources = List.copyOf(bySource.keySet());
        // In parallel, but each source has its own chance and its own place, so that the result is the same.
        return IntStream.range(0, sources.size())
                .parallel()
                .mapToObj(i -> {
                    int[] own = bySource.getOrDefault(sources.get(i), new int[0]);
                    int[] kinds = Arrays.stream(own)
                            .map(row -> labels.ofRow()[row])
                            .distinct()
                            .sorted()
                            .toArray();
                    float[][] seen =
                            Arrays.stream(own).mapToObj(row -> shares[row]).toArray(float[][]::new);
                    return new ExpertTraining(data, own, kinds, encoded, seen, new SplittableRandom(start + i))
                            .train(sources.get(i));
                })
                .toList();
    }
}
