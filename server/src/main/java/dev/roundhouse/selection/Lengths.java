package dev.roundhouse.selection;

import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;

/// How long answers are: tokens by kind of task, and by how much a model writes more or less than others.
///
/// @param kinds for each kind of the recogniser the logarithm of the usual length, of models that do not reason
///   first
/// @param models for each model what is to be added to it
/// @param reasoning what is to be added for a model that reasons first and was not measured
public record Lengths(float[] kinds, float[] models, float reasoning) {
    private static final double MOST = 60_000;
    private static final float RARE = 1e-4f;

    /// Usual length of an answer to a mixture of kinds, of a model that does not reason first.
    public double usual(float[] shares) {
        double sum = 0;
        for (int k = 0; k < shares.length; k++) {
            sum += shares[k] > RARE ? shares[k] * Math.exp(kinds[k]) : 0;
        }
        return sum;
    }

    /// Expected output tokens, reasoning included.
    ///
    /// @param usual what `usual` said of the prompt
    /// @param model number of the measured model; -1 for another
    public double tokens(double usual, int model, boolean reasons) {
        double log = model >= 0 ? models[model] : reasons ? reasoning : 0;
        return Math.min(MOST, usual * Math.exp(log));
    }

    void write(DataOutputStream out) throws IOException {
        Packed.write(out, kinds);
        Packed.write(out, models);
        out.writeFloat(reasoning);
    }

    static Lengths read(ByteBuffer in) {
        return new Lengths(Packed.floats(in), Packed.floats(in), in.getFloat());
    }
}
