package dev.roundhouse.selection;

import dev.roundhouse.selection.Encoder.Encoded;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;

/// How near a prompt is to what was seen of its kind: 1 for one like the others, 0 for one that lies outside.
///
/// @param centres for each kind the middle of its prompts, `Encoder.DENSE` numbers
/// @param spreads how far they scatter in each number
/// @param usual for each kind the distance that half of its prompts keep
/// @param far for each kind the distance that only one in fifty exceeds
public record Familiarity(float[] centres, float[] spreads, float[] usual, float[] far) {
    private static final float CUT = 9f;
    private static final int LIKELIEST = 3;
    private static final float WORTH = 0.1f;

    /// The familiarity of a prompt, by the likeliest of the recogniser's kinds.
    public double of(Encoded prompt, float[] shares) {
        double best = 0;
        float[] left = shares.clone();
        for (int i = 0; i < LIKELIEST; i++) {
            int kind = 0;
            for (int k = 1; k < left.length; k++) {
                kind = left[k] > left[kind] ? k : kind;
            }
            if (left[kind] < WORTH) {
                break;
            }
            best = Math.max(best, near(kind, distance(prompt.dense(), kind)));
            left[kind] = 0;
        }
        return best;
    }

    private double near(int kind, double distance) {
        double tail = Math.max(1e-3, far[kind] - usual[kind]);
        return Math.max(0, Math.min(1, 1 - (distance - far[kind]) / tail));
    }

    /// Mean squared distance from the middle of a kind, each number by its own scatter and cut off where it is
    /// far.
    public double distance(float[] dense, int kind) {
        int from = kind * Encoder.DENSE;
        float sum = 0;
        for (int i = 0; i < Encoder.DENSE; i++) {
            float away = (dense[i] - centres[from + i]) / spreads[from + i];
            sum += Math.min(CUT, away * away);
        }
        return sum / Encoder.DENSE;
    }

    void write(DataOutputStream out) throws IOException {
        Packed.write(out, centres);
        Packed.write(out, spreads);
        Packed.write(out, usual);
        Packed.write(out, far);
    }

    static Familiarity read(ByteBuffer in) {
        return new Familiarity(Packed.floats(in), Packed.floats(in), Packed.floats(in), Packed.floats(in));
    }
}
