package dev.roundhouse.record;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What callers say of their generations. May wait for a disk.
public interface Feedback {
    /// Keeps a word; a later one of the same account on the same generation and category replaces it.
    void keep(Word word);

    /// How much was said of which model at which task, in order of model.
    List<Count> counts(long account);

    /// A word on a generation.
    ///
    /// @param generation its id
    /// @param account whose it is
    /// @param category such as `incorrect_response`
    /// @param score 0, useless, to 1, perfect; null unsaid
    /// @param comment for people; null none
    /// @param model that served
    /// @param task kind of task where the model was chosen; null where it was named
    record Word(
            String generation,
            long account,
            String category,
            @Nullable Double score,
            @Nullable String comment,
            String model,
            @Nullable String task,
            Instant at) {}

    /// How much was said.
    ///
    /// @param task null where models were named
    /// @param words how many
    /// @param scored how many of them with a score
    /// @param meanScore of these; 0 where there are none
    record Count(String model, @Nullable String task, String category, long words, long scored, double meanScore) {}
}
