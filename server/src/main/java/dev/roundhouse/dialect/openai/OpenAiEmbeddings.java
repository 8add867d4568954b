package dev.roundhouse.dialect.openai;

import dev.roundhouse.catalog.Dialect;
import dev.roundhouse.catalog.Endpoint;
import dev.roundhouse.dialect.AnswerParser;
import dev.roundhouse.dialect.AnswerRenderer;
import dev.roundhouse.dialect.Cursor.Unacceptable;
import dev.roundhouse.dialect.FrameReader;
import dev.roundhouse.dialect.FrameWriter;
import dev.roundhouse.dialect.HubDialect;
import dev.roundhouse.dialect.JsonText;
import dev.roundhouse.dialect.JsonTree;
import dev.roundhouse.dialect.Outbound;
import dev.roundhouse.dialect.UpstreamErrors;
import dev.roundhouse.dialect.WholeFrame;
import dev.roundhouse.exchange.AnswerTerms;
import dev.roundhouse.exchange.Charge;
import dev.roundhouse.exchange.EventSink;
import dev.roundhouse.exchange.Failure;
import dev.roundhouse.exchange.Failure.UpstreamFault;
import dev.roundhouse.exchange.GenerationRequest;
import dev.roundhouse.exchange.Inbound;
import dev.roundhouse.exchange.Operation;
import dev.roundhouse.exchange.Prompt;
import dev.roundhouse.exchange.Surface;
import dev.roundhouse.exchange.Usage;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// OpenAI's embeddings, with OpenRouter's extensions: `input_type`, and pictures among the inputs.
///
/// @see "OpenAI API: embeddings; OpenRouter API: embeddings"
public final class OpenAiEmbeddings implements HubDialect {
    private static final byte[] BLANK = JsonText.ascii("\n");

    @Override
    public Dialect name() {
        return Dialect.OPENAI_EMBEDDINGS;
    }

    @Override
    public Map<String, Surface> doors() {
        return Map.of("/api/v1/embeddings", Surface.OPENROUTER, "/v1/embeddings", Surface.VENDOR);
    }

    @Override
    public Reading read(Inbound inbound) {
        return EmbeddingRequests.read(inbound);
    }

    @Override
    public Prompt prompt(GenerationRequest request) {
        return EmbeddingRequests.prompt(JsonTree.read(request.body()));
    }

    @Override
    public String promptText(GenerationRequest request, int charsMax) {
        return EmbeddingRequests.text(JsonTree.read(request.body()), charsMax);
    }

    @Override
    public AnswerRenderer renderer(GenerationRequest request, AnswerTerms terms) {
        JsonNode form = JsonTree.read(request.body()).path("encoding_format");
        return new EmbeddingRenderer(terms, form.asString("").equals("base64"));
    }

    @Override
    public byte[] error(Failure failure, Surface surface, @Nullable String generationId) {
        return ErrorBodies.body(failure, surface, generationId);
    }

    // Its answers are never streamed.
    @Override
    public byte[] errorFrame(Failure failure, Inbound inbound, GenerationRequest request) {
        return ErrorBodies.body(failure, inbound.surface(), inbound.id());
    }

    @Override
    public byte[] keepAlive(boolean stream) {
        return BLANK.clone();
    }

    @Override
    public boolean takes(Operation operation) {
        return operation == Operation.EMBED;
    }

    @Override
    public String path(Endpoint endpoint, Operation operation, boolean stream) {
        return "/embeddings";
    }

    @Override
    public Map<String, String> headers() {
        return Map.of();
    }

    @Override
    public JsonNode body(Prompt prompt, Outbound outbound) {
        if (prompt instanceof Prompt.Embed embed) {
            return EmbeddingBodies.write(embed, outbound);
        }
        throw new Unacceptable("model", "makes vectors only (expected: one that does what was asked)");
    }

    @Override
    public FrameReader frames(boolean stream, FrameReader.Sink sink) {
        return new WholeFrame(sink);
    }

    @Override
    public AnswerParser parser(Endpoint endpoint, Operation operation, boolean stream, EventSink sink) {
        return new EmbeddingEvents(endpoint.provider(), sink);
    }

    @Override
    public boolean takesSeal(Endpoint endpoint, String format) {
        return false;
    }

    @Override
    public UpstreamFault refusal(Endpoint endpoint, int status, byte[] body, long retryAfterSeconds) {
        return UpstreamErrors.refusal(endpoint.provider(), status, body, retryAfterSeconds);
    }

    @Override
    public FrameWriter frameWriter(GenerationRequest request) {
        return WholeFrame.writer();
    }

    @Override
    public boolean name(String event, ObjectNode frame, AnswerTerms terms) {
        frame.put("id", terms.generationId()).put("model", terms.servedModel()).put("provider", terms.provider());
        return true;
    }

    @Override
    public boolean charge(String event, ObjectNode frame, Usage usage, Charge charge) {
        ObjectNode block = frame.path("usage") instanceof ObjectNode told ? told : frame.putObject("usage");
        EmbeddingRenderer.usage(block, usage, charge);
        return true;
    }
}
