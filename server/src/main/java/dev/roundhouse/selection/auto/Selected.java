package dev.roundhouse.selection.auto;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// A choice of a model, for the record: what was asked, what was seen and expected, and why. Shares are
/// thousandths.
///
/// @param asked the name that asked for a choice, such as `roundhouse/auto`
/// @param task kind of task, such as `short-code`
/// @param difficulty share of the candidates that would fail
/// @param familiarity 1000 for a prompt like those that were measured
/// @param floor share of the best model's quality that was asked
/// @param considered how many models were candidates
/// @param before the model that the conversation had so far; null none
/// @param options candidates in order, the chosen one first; at most 8 are kept
/// @param leftOut models that were none, and why; at most 16 are kept
public record Selected(
        String asked,
        String task,
        int difficulty,
        int familiarity,
        int floor,
        int considered,
        @Nullable String before,
        List<Option> options,
        List<LeftOut> leftOut) {
    private static final int OPTIONS_MAX = 8;
    private static final int LEFT_OUT_MAX = 16;

    public Selected {
        if (options.isEmpty()) {
            throw new IllegalArgumentException("options: none (expected: the chosen one first)");
        }
        options = List.copyOf(options.size() > OPTIONS_MAX ? options.subList(0, OPTIONS_MAX) : options);
        leftOut = List.copyOf(leftOut.size() > LEFT_OUT_MAX ? leftOut.subList(0, LEFT_OUT_MAX) : leftOut);
    }

    /// The chosen one.
    public Option chosen() {
        return options.getFirst();
    }

    /// Whether the conversation goes on with another model than before.
    public boolean changed() {
        return before != null && !before.equals(chosen().model());
    }

    /// A candidate.
    ///
    /// @param model its name
    /// @param quality expected, in thousandths
    /// @param low lower end of the interval that holds it four times out of five
    /// @param high upper end
    /// @param outputTokens expected length of the answer
    /// @param costPico expected cost in pico-dollars
    /// @param millis expected time until the answer is complete
    /// @param keeps whether it keeps what was asked
    /// @param why for people
    public record Option(
            String model,
            int quality,
            int low,
            int high,
            long outputTokens,
            long costPico,
            long millis,
            boolean keeps,
            String why) {}

    /// A model that was no candidate.
    public record LeftOut(String model, String why) {}
}
