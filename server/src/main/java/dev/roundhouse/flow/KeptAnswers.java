package dev.roundhouse.flow;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Answers that are kept for those who asked for them, to be asked for again or gone on from. Nobody finds what
/// belongs to another account. May wait for a disk.
public interface KeptAnswers {
    /// Longest conversation that is put together again.
    int TURNS_MAX = 1_000;

    /// An answer, while it is kept.
    Optional<KeptAnswer> find(long account, String id);

    /// The answer that has an item of this id, in what was said or in what was answered.
    Optional<KeptAnswer> holding(long account, String item);

    /// Keeps an answer.
    ///
    /// @return false when it could not be kept
    boolean keep(KeptAnswer answer);

    /// Forgets an answer.
    ///
    /// @return whether it was there
    boolean forget(long account, String id);

    /// An answer and all that it goes on from, oldest first; empty when any of them is not kept any more.
    default List<KeptAnswer> upTo(long account, String id) {
        Deque<KeptAnswer> turns = new ArrayDeque<>();
        String next = id;
        while (next != null) {
            Optional<KeptAnswer> turn = find(account, next);
            if (turn.isEmpty() || turns.size() == TURNS_MAX) {
                return List.of();
            }
            turns.addFirst(turn.get());
            next = turn.get().previous();
        }
        return List.copyOf(turns);
    }

    /// One answer.
    ///
    /// @param id it is asked for by
    /// @param account whose it is
    /// @param previous the answer it goes on from; null none
    /// @param input JSON: the items that its request said itself
    /// @param answer JSON: the answer in its client's dialect
    /// @param items ids of all items of both
    /// @param until forgotten then
    record KeptAnswer(
            String id,
            long account,
            @Nullable String previous,
            byte[] input,
            byte[] answer,
            Set<String> items,
            Instant at,
            Instant until) {
        public KeptAnswer {
            items = Set.copyOf(items);
        }
    }

    /// Keeps nothing.
    KeptAnswers NOTHING = new KeptAnswers() {
        @Override
        public Optional<KeptAnswer> find(long account, String id) {
            return Optional.empty();
        }

        @Override
        public Optional<KeptAnswer> holding(long account, String item) {
            return Optional.empty();
        }

        @Override
        public boolean keep(KeptAnswer answer) {
            return false;
        }

        @Override
        public boolean forget(long account, String id) {
            return false;
        }
    };
}
