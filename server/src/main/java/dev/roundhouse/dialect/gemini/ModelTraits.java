package dev.roundhouse.dialect.gemini;

import dev.roundhouse.catalog.Endpoint;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What a model's name says of what it takes. Names that say nothing are taken for a Gemini of today.
///
/// @param version such as 2.5; 0 unknown
/// @param gemini whether it is a Gemini at all
/// @param pro whether it is one of the large ones
/// @param lite whether it is one of the smallest
/// @param media whether it makes pictures or speech
record ModelTraits(double version, boolean gemini, boolean pro, boolean lite, boolean media) {
    /// How a model is told to think.
    enum Thinking {
        /// It cannot.
        NONE,
        /// By a number of tokens.
        BUDGET,
        /// By a word.
        LEVEL
    }

    private static final Pattern VERSION = Pattern.compile("gemini-(\\d+)(?:\\.(\\d+))?");

    /// Those of an endpoint's model.
    static ModelTraits of(Endpoint endpoint) {
        String upstream = endpoint.upstreamId();
        return of(upstream == null ? endpoint.model() : upstream);
    }

    /// Those of a name.
    static ModelTraits of(String name) {
        String id = name.toLowerCase(Locale.ROOT);
        Matcher match = VERSION.matcher(id);
        double version = 0;
        if (match.find()) {
            String minor = match.group(2) == null ? "0" : match.group(2);
            version = Double.parseDouble(match.group(1) + "." + minor);
        }
        boolean other = id.contains("gemma") || id.contains("learnlm") || id.contains("lyria");
        return new ModelTraits(
                version,
                !other,
                id.contains("pro"),
                id.contains("lite"),
                id.contains("image") || id.contains("tts") || id.contains("audio"));
    }

    /// How it is told to think. A budget is understood by all that can think, so it is what a name without a
    /// version
    /// is told.
    Thinking thinking() {
        if (!gemini || (version > 0 && version < 2.5) || (media && version < 3)) {
            return Thinking.NONE;
        }
        return version >= 3 ? Thinking.LEVEL : Thinking.BUDGET;
    }

    /// Whether it thinks without being asked, and can show its thoughts.
    boolean thinksUnasked() {
        return gemini && !media && (version >= 3 || (version >= 2.5 && !lite));
    }

    /// Whether it can be told not to think.
    boolean canRest() {
        return thinking() == Thinking.BUDGET && !(pro && version > 0);
    }

    /// Whether it refuses a call in the running turn that lacks its signature.
    boolean wantsSignatures() {
        return gemini && version >= 3;
    }

    /// Whether results of tools may hold pictures.
    boolean takesMediaResults() {
        return gemini && version >= 3;
    }

    /// Whether schemas may be JSON schemas; older ones know Google's subset only.
    boolean takesJsonSchema() {
        return gemini && (version == 0 || version >= 2);
    }

    /// Fewest tokens that a budget may say.
    long budgetMin() {
        return lite ? 512 : pro ? 128 : 0;
    }

    /// Most tokens that a budget may say.
    long budgetMax() {
        return pro ? 32_768 : 24_576;
    }

    /// The words for how much to think, least first.
    List<String> levels() {
        if (media) {
            return pro ? List.of("low", "high") : List.of("minimal", "high");
        }
        if (pro) {
            return version < 3.1 ? List.of("low", "high") : List.of("low", "medium", "high");
        }
        return version < 3.7 ? List.of("minimal", "low", "medium", "high") : List.of("low", "medium", "high");
    }
}
