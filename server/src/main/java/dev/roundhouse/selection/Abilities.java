package dev.roundhouse.selection;

import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Map;

/// Abilities and difficulties on one scale, as item-response theory has them: a model with ability `a` answers a
/// kind of
/// difficulty `d` well with probability `1 / (1 + exp(d - a))`. It speaks for models that were never measured on
/// a kind, and for such as were never measured at all but have public scores.
///
/// @param ability one for each model
/// @param offsets for each model what is to be added in each area
/// @param difficulty one for each kind of the recogniser
/// @param areas for each kind of the recogniser the number of its area
/// @param anchor ability of a model whose public score is `ANCHOR_SCORE`
/// @param areaError typical error, on the scale, for a measured model on a kind that it was not measured on
/// @param scoreError typical error for a model that is known by public scores alone
public record Abilities(
        float[] ability,
        float[] offsets,
        float[] difficulty,
        int[] areas,
        float anchor,
        float areaError,
        float scoreError) {
    /// How many areas there are.
    public static final int AREAS = Kind.Area.values().length;
    /// Public score, on the scale of LMArena's ratings, of the model that the anchor is taken from.
    public static final double ANCHOR_SCORE = 1339;

    // A hundred points move the odds by e^1.2: the middle of what five bodies of measurements show (1.05 to 2.0).
    private static final double SLOPE = 0.012;
    // Kinds that are next to impossible would only cost time.
    private static final float RARE = 1e-3f;
    private static final double SLOPE_LEAST = 0.1;
    private static final double FAMILY_ERROR = 1.0;
    private static final double UNKNOWN_ERROR = 1.5;
    private static final double UNKNOWN_DEFICIT = 1.0;

    /// An ability and how far it may be off.
    ///
    /// @param value on the scale
    /// @param error one standard error
    /// @param origin `measured`, `public scores` or `unknown`
    public record Ability(double value, double error, String origin) {}

    /// Quality of a measured model on a mixture of kinds.
    public double quality(int model, float[] shares) {
        double sum = 0;
        double all = 1e-12;
        for (int k = 0; k < shares.length; k++) {
            if (shares[k] > RARE) {
                sum += shares[k] * logistic(ability[model] + offsets[model * AREAS + areas[k]] - difficulty[k]);
                all += shares[k];
            }
        }
        return sum / all;
    }

    /// Quality of any ability on a mixture of kinds.
    public double quality(double value, float[] shares) {
        double sum = 0;
        double all = 1e-12;
        for (int k = 0; k < shares.length; k++) {
            if (shares[k] > RARE) {
                sum += shares[k] * logistic(value - difficulty[k]);
                all += shares[k];
            }
        }
        return sum / all;
    }

    /// The ability that public scores tell: of the area where there is such a score, else in general.
    ///
    /// @param scores ratings by area: `general`, `code`, `reasoning`, `writing`
    public Ability ofScores(Map<String, Double> scores, Kind.Area area) {
        String wanted = switch (area) {
            case REASONING -> "reasoning";
            case CODE, TOOLS -> "code";
            case KNOWLEDGE -> "general";
            case LANGUAGE -> "writing";
        };
        Double score = scores.get(wanted);
        boolean general = score == null;
        if (general) {
            score = scores.get("general");
        }
        if (score == null) {
            return new Ability(anchor - UNKNOWN_DEFICIT, UNKNOWN_ERROR, "unknown");
        }
        double value = anchor + SLOPE * (score - ANCHOR_SCORE);
        return new Ability(value, general ? FAMILY_ERROR : scoreError, "public scores");
    }

    /// By how much quality may be off when the ability is off by `error`.
    public double qualityError(double quality, double error) {
        // The logistic's slope at this point; never flat, since the kind may be harder or easier than it seems.
        return Math.max(SLOPE_LEAST, quality * (1 - quality)) * error;
    }

    static double logistic(double x) {
        return 1 / (1 + Math.exp(-x));
    }

    void write(DataOutputStream out) throws IOException {
        Packed.write(out, ability);
        Packed.write(out, offsets);
        Packed.write(out, difficulty);
        Packed.write(out, areas);
        Packed.write(out, new float[] {anchor, areaError, scoreError});
    }

    static Abilities read(ByteBuffer in) {
        float[] ability = Packed.floats(in);
        float[] offsets = Packed.floats(in);
        float[] difficulty = Packed.floats(in);
        int[] areas = Packed.ints(in);
        float[] rest = Packed.floats(in);
        return new Abilities(ability, offsets, difficulty, areas, rest[0], rest[1], rest[2]);
    }
}
