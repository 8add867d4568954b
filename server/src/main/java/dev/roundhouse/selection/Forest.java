package dev.roundhouse.selection;

import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;

/// Trees that split prompts by one number of the dense vector at a time, until few alike are left; a leaf holds
/// by how
/// much those differed from the average. All trees lie one behind the other.
///
/// @param roots first node of each tree
/// @param features number that a node looks at; -1 in a leaf
/// @param thresholds what is below goes to `children`, the rest to the node behind it
/// @param children left child of a node; in a leaf, the leaf's number
/// @param leaves for each leaf `outputs` values in steps of `step`
/// @param outputs how many values a leaf has
/// @param step size of one step
public record Forest(
        int[] roots, short[] features, float[] thresholds, int[] children, byte[] leaves, int outputs, float step) {
    /// A forest without trees, which expects no difference.
    public static Forest empty(int outputs) {
        return new Forest(new int[0], new short[0], new float[0], new int[0], new byte[0], outputs, 1);
    }

    /// Mean of the trees' leaves.
    public float[] predict(float[] dense) {
        int[] sums = new int[outputs];
        for (int root : roots) {
            int leaf = leaf(root, dense) * outputs;
            for (int m = 0; m < outputs; m++) {
                sums[m] += leaves[leaf + m];
            }
        }
        float scale = roots.length == 0 ? 0 : step / roots.length;
        float[] means = new float[outputs];
        for (int m = 0; m < outputs; m++) {
            means[m] = sums[m] * scale;
        }
        return means;
    }

    /// The leaf of a prompt in the tree that starts at a node.
    public int leaf(int root, float[] dense) {
        int node = root;
        while (features[node] >= 0) {
            node = children[node] + (dense[features[node]] < thresholds[node] ? 0 : 1);
        }
        return children[node];
    }

    void write(DataOutputStream out) throws IOException {
        Packed.write(out, roots);
        Packed.write(out, features);
        Packed.write(out, thresholds);
        Packed.write(out, children);
        Packed.write(out, leaves);
        out.writeInt(outputs);
        out.writeFloat(step);
    }

    static Forest read(ByteBuffer in) {
        return new Forest(
                Packed.ints(in),
                Packed.shorts(in),
                Packed.floats(in),
                Packed.ints(in),
                Packed.bytes(in),
                in.getInt(),
                in.getFloat());
    }
}
