package dev.roundhouse.dialect.cohere;

import dev.roundhouse.catalog.Dialect;
import dev.roundhouse.catalog.Endpoint;
import dev.roundhouse.dialect.AnswerParser;
import dev.roundhouse.dialect.AnswerRenderer;
import dev.roundhouse.dialect.FrameReader;
import dev.roundhouse.dialect.FrameWriter;
import dev.roundhouse.dialect.HubDialect;
import dev.roundhouse.dialect.JsonText;
import dev.roundhouse.dialect.JsonTree;
import dev.roundhouse.dialect.Outbound;
import dev.roundhouse.dialect.PromptTexts;
import dev.roundhouse.dialect.SseFrames;
import dev.roundhouse.dialect.UpstreamErrors;
import dev.roundhouse.dialect.WholeFrame;
import dev.roundhouse.exchange.AnswerTerms;
import dev.roundhouse.exchange.ByteSink;
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

/// Cohere's second API, `/v2/chat`, `/v2/embed` and `/v2/rerank`, and rerank as the first API and OpenRouter have
/// it.
///
/// @see "Cohere API reference, v2"
public final class Cohere implements HubDialect {
    private static final byte[] COMMENT = JsonText.ascii(": ROUNDHOUSE PROCESSING\n\n");
    private static final byte[] BLANK = JsonText.ascii("\n");

    @Override
    public Dialect name() {
        return Dialect.COHERE;
    }

    @Override
    public Map<String, Surface> doors() {
        return Map.of(
                "/v2/chat",
                Surface.VENDOR,
                "/v2/embed",
                Surface.VENDOR,
                "/v2/rerank",
                Surface.VENDOR,
                "/v1/rerank",
                Surface.VENDOR,
                "/api/v1/rerank",
                Surface.OPENROUTER);
    }

    @Override
    public Reading read(Inbound inbound) {
        return RequestReader.read(inbound);
    }

    @Override
    public Prompt prompt(GenerationRequest request) {
        JsonNode body = JsonTree.read(request.body());
        if (request.operation() == Operation.EMBED) {
            VectorRequests.refuseOwnForms(body);
        }
        return prompt(request, body);
    }

    private static Prompt prompt(GenerationRequest request, JsonNode body) {
        return switch (request.operation()) {
            case CHAT, COUNT -> ChatRequest.of(body);
            case EMBED -> VectorRequests.embed(body);
            case RERANK -> VectorRequests.rerank(body, wantsDocuments(request, body));
        };
    }

    private static boolean wantsDocuments(GenerationRequest request, JsonNode body) {
        boolean said = body.path("return_documents").booleanValue(false);
        return request.surface() == Surface.OPENROUTER || (isFirstApi(request) && said);
    }

    private static boolean isFirstApi(GenerationRequest request) {
        return request.headers().containsKey(RequestReader.FIRST_API);
    }

    @Override
    public String promptText(GenerationRequest request, int charsMax) {
        return PromptTexts.of(prompt(request, JsonTree.read(request.body())), charsMax);
    }

    @Override
    public AnswerRenderer renderer(GenerationRequest request, AnswerTerms terms) {
        return switch (request.operation()) {
            case CHAT, COUNT -> terms.stream() ? new StreamRenderer(terms, false) : new WholeRenderer(terms, false);
            case EMBED -> new VectorRenderer(terms, JsonTree.read(request.body()));
            case RERANK -> {
                JsonNode body = JsonTree.read(request.body());
                Prompt.Rerank asked = VectorRequests.rerank(body, wantsDocuments(request, body));
                yield new RankRenderer(terms, asked, isFirstApi(request));
            }
        };
    }

    @Override
    public byte[] error(Failure failure, Surface surface, @Nullable String generationId) {
        ObjectNode json = JsonTree.object();
        if (generationId != null) {
            json.put("id", generationId);
        }
        json.put("message", failure.message()).put("error_type", failure.type().wireName());
        return JsonTree.bytes(json);
    }

    @Override
    public byte[] errorFrame(Failure failure, Inbound inbound, GenerationRequest request) {
        ByteSink out = new ByteSink(256);
        EventFrames.error(failure, out);
        return out.take();
    }

    @Override
    public byte[] keepAlive(boolean stream) {
        return stream ? COMMENT.clone() : BLANK.clone();
    }

    @Override
    public boolean takes(Operation operation) {
        return switch (operation) {
            case CHAT, EMBED, RERANK -> true;
            case COUNT -> false;
        };
    }

    @Override
    public String path(Endpoint endpoint, Operation operation, boolean stream) {
        return switch (operation) {
            case CHAT, COUNT -> "/chat";
            case EMBED -> "/embed";
            case RERANK -> "/rerank";
        };
    }

    @Override
    public Map<String, String> headers() {
        return Map.of();
    }

    @Override
    public JsonNode body(Prompt prompt, Outbound outbound) {
        return switch (prompt) {
            case Prompt.Chat chat -> ChatBody.of(chat, outbound);
            case Prompt.Embed embed -> VectorBodies.embed(embed, outbound);
            case Prompt.Rerank rerank -> VectorBodies.rerank(rerank, outbound);
        };
    }

    @Override
    public FrameReader frames(boolean stream, FrameReader.Sink sink) {
        return stream ? new SseFrames(sink) : new WholeFrame(sink);
    }

    @Override
    public AnswerParser parser(Endpoint endpoint, Operation operation, boolean stream, EventSink sink) {
        return switch (operation) {
            case CHAT, COUNT -> new ChatEvents(endpoint.provider(), sink);
            case EMBED -> new VectorEvents(endpoint.provider(), false, sink);
            case RERANK -> new VectorEvents(endpoint.provider(), true, sink);
        };
    }

    @Override
    public boolean takesSeal(Endpoint endpoint, String format) {
        return false;
    }

    @Override
    public UpstreamFault refusal(Endpoint endpoint, int status, byte[] body, long retryAfterSeconds) {
        return UpstreamErrors.refusal(endpoint.provider(), status, body, retryAfterSeconds);
    }

    /// Not rerank by the doors of the first API and of OpenRouter: upstreams are asked in the second API's form.
    @Override
    public boolean splices(GenerationRequest request) {
        return !isFirstApi(request);
    }

    @Override
    public FrameWriter frameWriter(GenerationRequest request) {
        return request.stream() ? EventFrames.writer() : WholeFrame.writer();
    }

    @Override
    public boolean name(String event, ObjectNode frame, AnswerTerms terms) {
        if (!frame.has("id")) {
            return false;
        }
        frame.put("id", terms.generationId());
        return true;
    }

    @Override
    public boolean charge(String event, ObjectNode frame, Usage usage, Charge charge) {
        ObjectNode holder = null;
        if ("message-end".equals(frame.path("type").asString(""))) {
            holder = frame.path("delta") instanceof ObjectNode delta ? inside(delta, "usage") : null;
        } else if (frame.path("message").isObject()) {
            holder = inside(frame, "usage");
        } else if (frame.has("embeddings") || frame.has("results")) {
            holder = inside(frame, "meta");
        }
        if (holder == null) {
            return false;
        }
        holder.put("cost", Usages.cost(charge));
        return true;
    }

    private static ObjectNode inside(ObjectNode frame, String name) {
        return frame.path(name) instanceof ObjectNode object ? object : frame.putObject(name);
    }
}
