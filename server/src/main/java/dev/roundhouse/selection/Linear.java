package dev.roundhouse.selection;

import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;

/// A sum of weighted numbers for each output.
///
/// @param weights for each number of the dense vector one weight for each output
/// @param biases one for each output
public record Linear(float[] weights, float[] biases) {
    /// The sums.
    public float[] predict(float[] dense) {
        int outputs = biases.length;
        float[] sums = biases.clone();
        for (int i = 0; i < dense.length; i++) {
            float value = dense[i];
            int row = i * outputs;
            for (int m = 0; m < outputs; m++) {
                sums[m] += value * weights[row + m];
            }
        }
        return sums;
    }

    void write(DataOutputStream out) throws IOException {
        Packed.write(out, weights);
        Packed.write(out, biases);
    }

    static Linear read(ByteBuffer in) {
        return new Linear(Packed.floats(in), Packed.floats(in));
    }
}
