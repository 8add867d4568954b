package dev.roundhouse.exchange;

import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/// Things that are dear to make and not in use: at most so many, and the one that was used last is taken first,
/// since
/// it is still in the processor's cache. Safe for use by many threads, stories too, which have no place of their
/// own.
///
/// @param <T> what is kept
public final class Idle<T> {
    private final AtomicReferenceArray<@Nullable T> places;

    /// Keeps at most `most`.
    public Idle(int most) {
        places = new AtomicReferenceArray<>(most);
    }

    /// Takes one; null when there is none.
    public @Nullable T take() {
        for (int i = 0; i < places.length(); i++) {
            if (places.getPlain(i) != null) {
                T one = places.getAndSet(i, null);
                if (one != null) {
                    return one;
                }
            }
        }
        return null;
    }

    /// Keeps one.
    ///
    /// @return false when there is no place for it
    public boolean keep(T one) {
        for (int i = 0; i < places.length(); i++) {
            if (places.getPlain(i) == null && places.compareAndSet(i, null, one)) {
                return true;
            }
        }
        return false;
    }
}
