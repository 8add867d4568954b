package dev.roundhouse.selection.training;

import dev.roundhouse.selection.Forest;
import java.util.Arrays;
import java.util.SplittableRandom;

/// Grows the trees of a forest. Each tree sees a part of the prompts; each split is the best of some drawn at
/// random,
/// number and threshold alike, which keeps the trees different and their mean smooth. What a tree did not see
/// tells
/// how wrong the forest is.
final class TreeGrower {
    private static final int STEPS_MAX = 127;
    private static final int GUIDES = 16;

    private final float[][] columns;
    private final float[][] targets;
    private final float[][] guides;
    private final int outputs;
    private final Plan plan;
    private final SplittableRandom random;
    private final float[] sums;
    private final float[] best;
    private final Nodes nodes = new Nodes();
    private int[] order = new int[0];

    /// How to grow.
    ///
    /// @param trees how many
    /// @param leaf fewest prompts of a leaf
    /// @param tries splits drawn for each node
    /// @param seen share of the prompts that each tree sees
    record Plan(int trees, int leaf, int tries, double seen) {}

    /// A forest, and for each prompt the mean of the trees that did not see it.
    record Grown(Forest forest, float[][] unseen) {}

    /// @param columns for each number of the dense vector the values of all prompts
    /// @param targets for each prompt the values to predict
    TreeGrower(float[][] columns, float[][] targets, Plan plan, SplittableRandom random) {
        this.columns = columns;
        this.targets = targets;
        this.outputs = targets[0].length;
        this.plan = plan;
        this.random = random;
        guides = guides(targets);
        sums = new float[guides[0].length];
        best = new float[guides[0].length];
    }

    // Splits are sought by the few directions in which models differ most: quicker, and less led by chance.
    private static float[][] guides(float[][] targets) {
        int outputs = targets[0].length;
        if (outputs <= GUIDES) {
            return targets;
        }
        double[][] wide = new double[targets.length][outputs];
        for (int i = 0; i < wide.length; i++) {
            for (int m = 0; m < outputs; m++) {
                wide[i][m] = targets[i][m];
            }
        }
        double[][] directions = Matrices.eigenvectors(Matrices.gram(wide), GUIDES);
        float[][] guides = new float[wide.length][GUIDES];
        for (int i = 0; i < wide.length; i++) {
            for (int m = 0; m < outputs; m++) {
                for (int g = 0; g < GUIDES; g++) {
                    guides[i][g] += (float) (wide[i][m] * directions[m][g]);
                }
            }
        }
        return guides;
    }

    Grown grow() {
        int n = targets.length;
        float[][] unseen = new float[n][outputs];
        int[] votes = new int[n];
        int[] roots = new int[plan.trees];
        int[] all = new int[n];
        for (int i = 0; i < n; i++) {
            all[i] = i;
        }
        int seen = (int) Math.max(1, Math.round(plan.seen * n));
        for (int t = 0; t < plan.trees; t++) {
            for (int i = 0; i < seen; i++) {
                int j = i + random.nextInt(n - i);
                int swap = all[i];
                all[i] = all[j];
                all[j] = swap;
            }
            order = Arrays.copyOf(all, seen);
            roots[t] = nodes.add();
            split(roots[t], 0, seen);
            for (int i = seen; i < n; i++) {
                nodes.addLeafOf(roots[t], all[i], columns, unseen[all[i]]);
                votes[all[i]]++;
            }
        }
        for (int i = 0; i < n; i++) {
            for (int m = 0; m < outputs && votes[i] > 0; m++) {
                unseen[i][m] /= votes[i];
            }
        }
        return new Grown(nodes.forest(roots, outputs), unseen);
    }

    private float[] total(float[][] values, int from, int to) {
        float[] total = new float[values[0].length];
        for (int i = from; i < to; i++) {
            float[] row = values[order[i]];
            for (int m = 0; m < total.length; m++) {
                total[m] += row[m];
            }
        }
        return total;
    }

    private void split(int node, int from, int to) {
        int feature = to - from < 2 * plan.leaf ? -1 : search(from, to, total(guides, from, to));
        if (feature < 0) {
            float[] mean = total(targets, from, to);
            for (int m = 0; m < outputs; m++) {
                mean[m] /= to - from;
            }
            nodes.leaf(node, mean);
            return;
        }
        float threshold = bestThreshold;
        int middle = partition(from, to, columns[feature], threshold);
        int left = nodes.add();
        nodes.add();
        nodes.inner(node, feature, threshold, left);
        split(left, from, middle);
        split(left + 1, middle, to);
    }

    private float bestThreshold;

    private int search(int from, int to, float[] total) {
        int found = -1;
        double highest = square(total) / (to - from) * (1 + 1e-6) + 1e-9;
        for (int t = 0; t < plan.tries; t++) {
            int feature = random.nextInt(columns.length);
            double share = random.nextDouble();
            float[] column = columns[feature];
            float low = Float.POSITIVE_INFINITY;
            float high = Float.NEGATIVE_INFINITY;
            for (int i = from; i < to; i++) {
                float value = column[order[i]];
                low = Math.min(low, value);
                high = Math.max(high, value);
            }
            if (high - low < 1e-6f) {
                continue;
            }
            float threshold = (float) (low + share * (high - low));
            double gain = gain(from, to, column, threshold, total);
            if (gain > highest) {
                highest = gain;
                found = feature;
                bestThreshold = threshold;
            }
        }
        return found;
    }

    // What the sums of squares of the two sides' means come to; higher is better.
    private double gain(int from, int to, float[] column, float threshold, float[] total) {
        Arrays.fill(sums, 0);
        int left = 0;
        for (int i = from; i < to; i++) {
            if (column[order[i]] < threshold) {
                float[] guide = guides[order[i]];
                for (int m = 0; m < sums.length; m++) {
                    sums[m] += guide[m];
                }
                left++;
            }
        }
        int right = to - from - left;
        if (left < plan.leaf || right < plan.leaf) {
            return -1;
        }
        for (int m = 0; m < sums.length; m++) {
            best[m] = total[m] - sums[m];
        }
        return square(sums) / left + square(best) / right;
    }

    private static double square(float[] values) {
        double sum = 0;
        for (float value : values) {
            sum += (double) value * value;
        }
        return sum;
    }

    private int partition(int from, int to, float[] column, float threshold) {
        int middle = from;
        for (int i = from; i < to; i++) {
            if (column[order[i]] < threshold) {
                int swap = order[i];
                order[i] = order[middle];
                order[middle++] = swap;
            }
        }
        return middle;
    }

    /// Nodes of all trees, in arrays that grow.
    private static final class Nodes {
        private short[] features = new short[1024];
        private float[] thresholds = new float[1024];
        private int[] children = new int[1024];
        private float[][] leaves = new float[1024][];
        private int count;
        private int leafCount;

        int add() {
            if (count == features.length) {
                features = Arrays.copyOf(features, count * 2);
                thresholds = Arrays.copyOf(thresholds, count * 2);
                children = Arrays.copyOf(children, count * 2);
            }
            return count++;
        }

        void inner(int node, int feature, float threshold, int left) {
            features[node] = (short) feature;
            thresholds[node] = threshold;
            children[node] = left;
        }

        void leaf(int node, float[] mean) {
            if (leafCount == leaves.length) {
                leaves = Arrays.copyOf(leaves, leafCount * 2);
            }
            features[node] = -1;
            children[node] = leafCount;
            leaves[leafCount++] = mean;
        }

        void addLeafOf(int root, int row, float[][] columns, float[] into) {
            int node = root;
            while (features[node] >= 0) {
                node = children[node] + (columns[features[node]][row] < thresholds[node] ? 0 : 1);
            }
            float[] leaf = leaves[children[node]];
            for (int m = 0; m < into.length; m++) {
                into[m] += leaf[m];
            }
        }

        Forest forest(int[] roots, int outputs) {
            float most = 1e-9f;
            for (int l = 0; l < leafCount; l++) {
                for (float value : leaves[l]) {
                    most = Math.max(most, Math.abs(value));
                }
            }
            float step = most / STEPS_MAX;
            byte[] small = new byte[leafCount * outputs];
            for (int l = 0; l < leafCount; l++) {
                for (int m = 0; m < outputs; m++) {
                    small[l * outputs + m] = (byte) Math.round(leaves[l][m] / step);
                }
            }
            return new Forest(
                    roots,
                    Arrays.copyOf(features, count),
                    Arrays.copyOf(thresholds, count),
                    Arrays.copyOf(children, count),
                    small,
                    outputs,
                    step);
        }
    }
}
