package dev.roundhouse.selection;

import java.util.List;
import java.util.Optional;

/// A choice and what led to it.
///
/// @param task kind of task
/// @param traits what else was seen of the prompt
/// @param difficulty share of the candidates that would fail, 0 to 1
/// @param familiarity 1 for a prompt like those that were measured, 0 for one unlike them all
/// @param ranked candidates in order, the chosen one first
/// @param leftOut candidates that cannot answer, with the reason
public record Choice(
        Kind task, Traits traits, double difficulty, double familiarity, List<Ranked> ranked, List<LeftOut> leftOut) {
    public Choice {
        ranked = List.copyOf(ranked);
        leftOut = List.copyOf(leftOut);
    }

    /// The chosen model; empty when none can answer.
    public Optional<Ranked> chosen() {
        return ranked.stream().findFirst();
    }

    /// A candidate with what is expected of it.
    ///
    /// @param candidate the model
    /// @param quality expected quality, 0 to 1
    /// @param low lower end of the interval that holds it four times out of five
    /// @param high upper end
    /// @param outputTokens expected length of the answer, reasoning included
    /// @param costPico expected cost in pico-dollars
    /// @param latencySeconds expected time until the answer is complete
    /// @param keeps whether it keeps what the objective asks
    /// @param why reasons, for people
    public record Ranked(
            Candidate candidate,
            double quality,
            double low,
            double high,
            long outputTokens,
            long costPico,
            double latencySeconds,
            boolean keeps,
            List<String> why) {
        public Ranked {
            why = List.copyOf(why);
        }
    }

    /// A candidate that cannot answer.
    ///
    /// @param model its name
    /// @param why the need that it does not meet
    public record LeftOut(String model, String why) {}
}
