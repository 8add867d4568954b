package dev.roundhouse.dialect.anthropic;

import dev.roundhouse.catalog.Endpoint;
import dev.roundhouse.dialect.AnswerParser;
import dev.roundhouse.dialect.AnswerRenderer;
import dev.roundhouse.dialect.FrameWriter;
import dev.roundhouse.dialect.JsonTree;
import dev.roundhouse.dialect.Outbound;
import dev.roundhouse.exchange.AnswerTerms;
import dev.roundhouse.exchange.EventSink;
import dev.roundhouse.exchange.Prompt;
import dev.roundhouse.exchange.Seal;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Anthropic's bodies inside of another vendor's envelope: clouds take `model` and `stream` out of them, put
/// their own
/// `anthropic_version` in, and frame the answers in their own way.
///
/// @see "Amazon Bedrock: InvokeModel with Anthropic Claude Messages; Vertex AI: rawPredict"
public final class AnthropicBodies {
    /// The `anthropic_version` that Amazon Bedrock wants.
    public static final String BEDROCK_VERSION = "bedrock-2023-05-31";

    /// The `anthropic_version` that Vertex AI wants.
    public static final String VERTEX_VERSION = "vertex-2023-10-16";

    private AnthropicBodies() {}

    /// Reads a client's body; what its envelope says (`model`, `stream`, `anthropic_version`) is passed over.
    ///
    /// @return a prompt whose dialect is this one, whatever the envelope: its extras are in this dialect's words
    /// @throws dev.roundhouse.dialect.Cursor.Unacceptable when a member is not what it must be
    public static Prompt.Chat read(JsonNode body) {
        return RequestParser.read(body);
    }

    /// Writes a body without `model` and `stream`.
    ///
    /// @param version the cloud's `anthropic_version`
    public static ObjectNode write(Prompt.Chat chat, Outbound outbound, String version) {
        ObjectNode body = JsonTree.object().put("anthropic_version", version);
        RequestWriter.write(chat, outbound).forEachEntry(body::set);
        return body;
    }

    /// Reads an answer: each frame the JSON of one event of the stream, or of the whole message.
    public static AnswerParser parser(Endpoint endpoint, EventSink sink) {
        return new AnswerEvents(endpoint.provider(), sink);
    }

    /// Says an answer to a client of this dialect.
    ///
    /// @param body of its request, which tells whether reasoning is to be shown
    /// @param writer puts the events of a stream into the client's framing; not asked where it is not streamed
    public static AnswerRenderer renderer(JsonNode body, AnswerTerms terms, FrameWriter writer) {
        boolean hidden = "omitted".equals(JsonTree.string(body.path("thinking"), "display"));
        return terms.stream() ? new Answers.Stream(terms, hidden, writer) : new Answers.Whole(terms, hidden);
    }

    /// Whether models of this dialect take a seal back.
    ///
    /// @param format see [Seal]
    public static boolean takesSeal(String format) {
        return format.equals(Seal.ANTHROPIC);
    }
}
