package dev.roundhouse.dialect;

import java.util.ArrayList;
import java.util.List;

/// What did not survive a crossing, taken down by whoever drops it.
public final class Losses {
    /// One of them.
    ///
    /// @param feature what was dropped or changed, by the neutral form's name, such as `sampling.seed`
    /// @param adapted whether something like it was said; false when it was dropped
    /// @param reason why
    public record Loss(String feature, boolean adapted, String reason) {}

    private final List<Loss> all = new ArrayList<>(0);

    /// The upstream's dialect cannot say it.
    public void dropped(String feature, String reason) {
        all.add(new Loss(feature, false, reason));
    }

    /// The upstream's dialect says it another way, which is not quite the same.
    public void adapted(String feature, String reason) {
        all.add(new Loss(feature, true, reason));
    }

    /// All of them in order.
    public List<Loss> all() {
        return List.copyOf(all);
    }
}
