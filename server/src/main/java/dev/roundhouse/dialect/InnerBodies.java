package dev.roundhouse.dialect;

import dev.roundhouse.catalog.Endpoint;
import dev.roundhouse.exchange.AnswerTerms;
import dev.roundhouse.exchange.EventSink;
import dev.roundhouse.exchange.Prompt;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// One dialect's bodies inside of another vendor's envelope, given to that vendor's dialect from outside, since
/// no
/// dialect knows another.
public interface InnerBodies {
    /// Reads a client's body.
    ///
    /// @throws Cursor.Unacceptable when a member is not what it must be
    Prompt.Chat read(JsonNode body);

    /// Writes a body without what the envelope says.
    ObjectNode write(Prompt.Chat chat, Outbound outbound);

    /// Reads an answer: each frame the JSON of one event of a stream, or of the whole.
    AnswerParser parser(Endpoint endpoint, EventSink sink);

    /// Says an answer.
    ///
    /// @param body of its request
    /// @param writer puts the events of a stream into the envelope's framing
    AnswerRenderer renderer(JsonNode body, AnswerTerms terms, FrameWriter writer);
}
