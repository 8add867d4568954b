package dev.roundhouse.relay;

import dev.roundhouse.exchange.AnswerSummary;
import dev.roundhouse.exchange.Failure;
import org.jspecify.annotations.Nullable;

/// What was relayed, before the end of the answer has been sent.
///
/// @param summary what the answer told
/// @param failure what broke it: the upstream, or the client by hanging up; null when it is complete
/// @param bytes how many bytes went to the client so far
public record Relayed(AnswerSummary summary, @Nullable Failure failure, long bytes) {
    /// Whether the client hung up.
    public boolean clientGone() {
        return failure instanceof Failure.ClientGone;
    }
}
