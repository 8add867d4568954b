package dev.roundhouse.dialect.ollama;

import dev.roundhouse.dialect.Losses;
import java.util.HashSet;
import java.util.Set;

/// Takes each loss down once, however often it occurs in a request.
final class Lost {
    private final Losses losses;
    private final Set<String> known = new HashSet<>();

    Lost(Losses losses) {
        this.losses = losses;
    }

    void dropped(String feature, String reason) {
        if (known.add(feature)) {
            losses.dropped(feature, reason);
        }
    }

    void droppedIf(boolean said, String feature) {
        if (said) {
            dropped(feature, "Ollama has no such setting");
        }
    }

    void adapted(String feature, String reason) {
        if (known.add(feature)) {
            losses.adapted(feature, reason);
        }
    }
}
