package dev.roundhouse.dialect;

import dev.roundhouse.exchange.ByteSink;
import dev.roundhouse.exchange.Charge;
import dev.roundhouse.exchange.Event;
import dev.roundhouse.exchange.Failure;
import dev.roundhouse.exchange.Usage;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// Says one answer in a client's dialect. Made for one answer, streamed or not.
public interface AnswerRenderer {
    /// The next event. A stream appends what its client may have at once; an answer that is not streamed appends
    /// nothing. What says the end ([Event.Finished], [Event.Used]) is kept until [#finish]; [Event.Broke] and
    /// [Event.Ended] do not come here.
    void event(Event event, ByteSink out);

    /// Appends the end of a complete answer, or all of one that is not streamed.
    void finish(Usage usage, Charge charge, ByteSink out);

    /// Appends an in-band error that ends the answer honestly. Nothing where the dialect cannot say it.
    void fail(Failure failure, ByteSink out);

    /// The whole answer, for a dialect that keeps answers to be asked for again; null for others. Of a complete
    /// answer, before [#finish] and with what that is given.
    default @Nullable JsonNode whole(Usage usage, Charge charge) {
        return null;
    }
}
