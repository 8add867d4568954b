package dev.roundhouse.dialect;

import dev.roundhouse.catalog.Endpoint;
import dev.roundhouse.exchange.EventSink;
import dev.roundhouse.exchange.Operation;
import dev.roundhouse.exchange.Prompt;
import tools.jackson.databind.JsonNode;

/// An upstream's dialect that translates to and from the neutral form, so that clients of every other reach it.
public interface HubUpstream extends UpstreamDialect {
    /// Whether it can be asked for this.
    boolean takes(Operation operation);

    /// The request's body for an endpoint, its model, stream flag and quirks applied.
    ///
    /// @throws Cursor.Unacceptable when the endpoint cannot be asked this at all
    JsonNode body(Prompt prompt, Outbound outbound);

    /// Cuts the answer's bytes into frames.
    FrameReader frames(boolean stream, FrameReader.Sink sink);

    /// Reads one answer's frames.
    AnswerParser parser(Endpoint endpoint, Operation operation, boolean stream, EventSink sink);

    /// Whether the endpoint takes seals of this format back; others are left out before [#body] sees them.
    ///
    /// @param format see [dev.roundhouse.exchange.Seal]
    boolean takesSeal(Endpoint endpoint, String format);
}
