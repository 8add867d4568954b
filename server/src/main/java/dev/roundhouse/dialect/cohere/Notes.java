package dev.roundhouse.dialect.cohere;

import dev.roundhouse.exchange.Event;
import dev.roundhouse.exchange.FinishReason;
import org.jspecify.annotations.Nullable;

/// What is kept of an answer until its end can be said.
final class Notes {
    private Event.@Nullable Finished finished;

    void finished(Event.Finished event) {
        finished = event.choice() == 0 ? event : finished;
    }

    /// Why it ended, in Cohere's words.
    String reason() {
        return finished == null
                ? FinishReasons.said(FinishReason.STOP, null, null)
                : FinishReasons.said(finished.reason(), finished.nativeReason(), finished.stopSequence());
    }
}
