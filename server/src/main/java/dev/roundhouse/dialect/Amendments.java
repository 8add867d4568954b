package dev.roundhouse.dialect;

import dev.roundhouse.exchange.ByteSink;
import dev.roundhouse.exchange.Charge;
import dev.roundhouse.exchange.Failure;
import dev.roundhouse.exchange.Usage;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// What is ours to say in the frames of one answer whose client and upstream speak the same dialect. Made for one
/// answer.
public interface Amendments {
    /// The next frame, of whatever kind: writes into it what is ours to say.
    ///
    /// @return whether the frame was changed
    boolean name(String event, ObjectNode frame);

    /// Writes the charge into one of the frames that end an answer, where this dialect has a place for it.
    ///
    /// @return whether the frame was changed
    boolean charge(String event, ObjectNode frame, Usage usage, Charge charge);

    /// Appends an in-band error that ends the answer honestly.
    void fail(Failure failure, ByteSink out);

    /// The whole answer, once its charge stands in it, for a dialect that keeps answers; null where it does not.
    @Nullable
    JsonNode whole();
}
