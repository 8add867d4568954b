package dev.roundhouse.selection;

import java.util.Map;
import java.util.Set;

/// A model that may answer, as the catalogue and the routing know it.
///
/// @param model public name, `author/name`
/// @param inputPrice pico-dollars for an input token
/// @param outputPrice pico-dollars for an output token
/// @param context tokens of input and output together; 0 unknown, which stands in nothing's way
/// @param capabilities what it can do, by the names of `Prompt.needs`
/// @param scores public scores by area, as the catalogue has them: `general`, `code`, `reasoning`, `writing`
/// @param reasons whether it reasons before it answers
/// @param speed how fast it is at present
public record Candidate(
        String model,
        long inputPrice,
        long outputPrice,
        long context,
        Set<String> capabilities,
        Map<String, Double> scores,
        boolean reasons,
        Speed speed) {
    public Candidate {
        if (inputPrice < 0 || outputPrice < 0) {
            throw new IllegalArgumentException(
                    model + ": prices " + inputPrice + ", " + outputPrice + " (expected: 0 or more)");
        }
        capabilities = Set.copyOf(capabilities);
        scores = Map.copyOf(scores);
    }

    /// How fast an endpoint answers, as routing measured it.
    ///
    /// @param firstSeconds time to the first token; 0 unknown
    /// @param tokensPerSecond output after that; 0 unknown
    public record Speed(double firstSeconds, double tokensPerSecond) {
        /// Nothing was measured.
        public static final Speed UNKNOWN = new Speed(0, 0);

        private static final double USUAL_FIRST = 0.8;
        private static final double USUAL_RATE = 60;

        /// Seconds until an answer of so many tokens is there; with what is usual where nothing was measured.
        public double seconds(double tokens) {
            double first = firstSeconds > 0 ? firstSeconds : USUAL_FIRST;
            return first + tokens / (tokensPerSecond > 0 ? tokensPerSecond : USUAL_RATE);
        }
    }
}
