package dev.roundhouse.dialect.ollama;

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
import dev.roundhouse.dialect.LineFrames;
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
import dev.roundhouse.exchange.Part;
import dev.roundhouse.exchange.Prompt;
import dev.roundhouse.exchange.Surface;
import dev.roundhouse.exchange.Usage;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Ollama's own API: `/api/chat`, `/api/generate`, `/api/embed` and the older `/api/embeddings`.
///
/// @see "Ollama: docs/api.md"
public final class Ollama implements HubDialect {
    // No line end: clients read each line as JSON, and pass over blanks before it.
    private static final byte[] BLANK = JsonText.ascii(" ");

    private final LongSupplier nanos;

    /// @param nanos measures how long answers take, such as `System::nanoTime`
    public Ollama(LongSupplier nanos) {
        this.nanos = nanos;
    }

    @Override
    public Dialect name() {
        return Dialect.OLLAMA;
    }

    @Override
    public Map<String, Surface> doors() {
        return Map.of(
                "/api/chat",
                Surface.VENDOR,
                "/api/generate",
                Surface.VENDOR,
                "/api/embed",
                Surface.VENDOR,
                "/api/embeddings",
                Surface.VENDOR);
    }

    @Override
    public Reading read(Inbound inbound) {
        return RequestReader.read(inbound);
    }

    @Override
    public Prompt prompt(GenerationRequest request) {
        JsonNode body = JsonTree.read(request.body());
        return switch (Route.of(request)) {
            case CHAT -> ChatRequest.chat(body);
            case GENERATE -> ChatRequest.generate(body);
            case EMBED -> EmbedRequest.of(body, "input");
            case EMBEDDINGS -> EmbedRequest.of(body, "prompt");
        };
    }

    @Override
    public AnswerRenderer renderer(GenerationRequest request, AnswerTerms terms) {
        Answers answers = new Answers(terms, nanos);
        return switch (Route.of(request)) {
            case CHAT -> new ChatRenderer(answers, terms.stream(), false);
            case GENERATE -> new ChatRenderer(answers, terms.stream(), true);
            case EMBED -> new VectorRenderer(answers, false);
            case EMBEDDINGS -> new VectorRenderer(answers, true);
        };
    }

    @Override
    public byte[] error(Failure failure, Surface surface, @Nullable String generationId) {
        return Errors.body(failure);
    }

    @Override
    public byte[] errorFrame(Failure failure, Inbound inbound, GenerationRequest request) {
        return JsonText.concat(Errors.body(failure), JsonText.ascii("\n"));
    }

    @Override
    public String contentType(GenerationRequest request) {
        return request.stream() ? "application/x-ndjson" : "application/json; charset=utf-8";
    }

    @Override
    public byte[] keepAlive(boolean stream) {
        return BLANK.clone();
    }

    @Override
    public boolean takes(Operation operation) {
        return switch (operation) {
            case CHAT, EMBED -> true;
            case RERANK, COUNT -> false;
        };
    }

    @Override
    public String path(Endpoint endpoint, Operation operation, boolean stream) {
        return operation == Operation.EMBED ? Route.EMBED.path() : Route.CHAT.path();
    }

    @Override
    public @Nullable String ownPath(GenerationRequest request) {
        return request.dialect() == Dialect.OLLAMA ? Route.of(request).path() : null;
    }

    @Override
    public Map<String, String> headers() {
        return Map.of();
    }

    @Override
    public JsonNode body(Prompt prompt, Outbound outbound) {
        return switch (prompt) {
            case Prompt.Chat chat -> ChatBody.of(chat, outbound);
            case Prompt.Embed embed -> embed(embed, outbound);
            case Prompt.Rerank _ -> throw new Unacceptable("documents", "cannot be ranked here (expected: a chat)");
        };
    }

    private static ObjectNode embed(Prompt.Embed embed, Outbound outbound) {
        Lost lost = new Lost(outbound.losses());
        ObjectNode body = JsonTree.object()
                .put("model", Objects.requireNonNull(outbound.endpoint().upstreamId(), "upstreamId"));
        if (embed.from() == Dialect.OLLAMA) {
            body.setAll(embed.extras());
        } else if (!embed.extras().isEmpty()) {
            lost.dropped("extras", "members of the client's dialect that mean nothing here");
        }
        ArrayNode inputs = body.putArray("input");
        for (List<Part> parts : embed.inputs()) {
            if (parts.size() != 1 || !(parts.getFirst() instanceof Part.Text text)) {
                throw new Unacceptable("input[" + inputs.size() + "]", "not one text (expected: a text)");
            }
            inputs.add(text.text());
        }
        if (embed.dimensions() != null) {
            body.put("dimensions", embed.dimensions());
        }
        lost.droppedIf(embed.purpose() != null, "embed.purpose");
        lost.droppedIf(embed.user() != null, "user");
        return body;
    }

    @Override
    public FrameReader frames(boolean stream, FrameReader.Sink sink) {
        return stream ? new LineFrames(sink) : new WholeFrame(sink);
    }

    @Override
    public AnswerParser parser(Endpoint endpoint, Operation operation, boolean stream, EventSink sink) {
        return operation == Operation.EMBED
                ? new VectorEvents(endpoint.provider(), sink)
                : new ChatEvents(endpoint.provider(), sink);
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
        return request.stream() ? LineFrames.writer() : WholeFrame.writer();
    }

    @Override
    public boolean name(String event, ObjectNode frame, AnswerTerms terms) {
        String model = JsonTree.string(frame, "model");
        if (model == null || model.equals(terms.servedModel())) {
            return false;
        }
        frame.put("model", terms.servedModel());
        return true;
    }

    @Override
    public boolean charge(String event, ObjectNode frame, Usage usage, Charge charge) {
        boolean last = frame.path("done").booleanValue(false) || frame.has("embeddings") || frame.has("embedding");
        if (last) {
            frame.put("cost", Answers.cost(charge));
        }
        return last;
    }
}
