package dev.roundhouse.dialect.gemini;

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
import dev.roundhouse.dialect.SseFrames;
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
import dev.roundhouse.exchange.Seal;
import dev.roundhouse.exchange.Surface;
import dev.roundhouse.exchange.Usage;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Google's Gemini API: `generateContent`, `streamGenerateContent`, `countTokens` and the embeddings, at AI
/// Studio and
/// at Vertex AI.
///
/// @see "https://ai.google.dev/api"
public final class Gemini implements HubDialect {
    // What clients may ask of a model; each stands behind the model's id and a colon.
    private static final List<String> VERBS =
            List.of("generateContent", "streamGenerateContent", "countTokens", "embedContent", "batchEmbedContents");

    // Google's older clients, and all of those for Go, break on comments; an empty text means nothing to any.
    private static final byte[] NOTHING = JsonText.ascii(
            "data: {\"candidates\":[{\"content\":{\"parts\":[{\"text\":\"\"}],\"role\":\"model\"},\"index\":0}]}\n\n");
    private static final byte[] BLANK = JsonText.ascii("\n");

    @Override
    public Dialect name() {
        return Dialect.GEMINI;
    }

    /// The colon before the verb comes percent-encoded from some clients.
    @Override
    public Map<String, Surface> doors() {
        return Stream.of("/v1beta/models/*", "/v1/models/*")
                .flatMap(models -> Stream.of(":", "%3A", "%3a").map(colon -> models + colon))
                .flatMap(models -> VERBS.stream().map(verb -> models + verb))
                .collect(Collectors.toMap(path -> path, _ -> Surface.VENDOR));
    }

    @Override
    public Reading read(Inbound inbound) {
        return RequestReader.read(inbound);
    }

    @Override
    public Prompt prompt(GenerationRequest request) {
        JsonNode body = JsonTree.read(request.body());
        return request.operation() == Operation.EMBED ? EmbedRequests.read(body) : RequestParser.chat(body);
    }

    @Override
    public AnswerRenderer renderer(GenerationRequest request, AnswerTerms terms) {
        return switch (request.operation()) {
            case EMBED, RERANK -> new CountSaying(true, request.headers().containsKey(RequestReader.SINGLE));
            case COUNT -> new CountSaying(false, false);
            case CHAT -> new AnswerSaying(terms, thoughts(request), isList(request), frameWriter(request));
        };
    }

    @Override
    public FrameWriter frameWriter(GenerationRequest request) {
        if (!request.stream()) {
            return WholeFrame.writer();
        }
        return isList(request) ? new ListWriter() : SseFrames.writer();
    }

    @Override
    public byte[] error(Failure failure, Surface surface, @Nullable String generationId) {
        return ErrorBodies.body(failure, generationId);
    }

    @Override
    public byte[] errorFrame(Failure failure, Inbound inbound, GenerationRequest request) {
        byte[] error = ErrorBodies.body(failure, inbound.id());
        return isList(request)
                ? new ByteSink(error.length + 2)
                        .append("[")
                        .append(error)
                        .append("]")
                        .take()
                : error;
    }

    @Override
    public String contentType(GenerationRequest request) {
        return request.stream() && !isList(request) ? "text/event-stream; charset=utf-8" : "application/json";
    }

    @Override
    public byte[] keepAlive(boolean stream) {
        return stream ? NOTHING.clone() : BLANK.clone();
    }

    @Override
    public byte[] keepAlive(GenerationRequest request) {
        return keepAlive(request.stream() && !isList(request));
    }

    @Override
    public boolean splices(GenerationRequest request) {
        // Counts and vectors are asked for in several ways, which AI Studio and Vertex AI do not share.
        return request.operation() == Operation.CHAT;
    }

    @Override
    public boolean name(String event, ObjectNode frame, AnswerTerms terms) {
        frame.put("modelVersion", terms.servedModel()).put("responseId", terms.generationId());
        return true;
    }

    @Override
    public boolean charge(String event, ObjectNode frame, Usage usage, Charge charge) {
        if (frame.get("usageMetadata") instanceof ObjectNode counts) {
            boolean counted = counts.has("promptTokenCount") || counts.has("candidatesTokenCount");
            if (!counted) {
                counts.setAll(Usages.write(usage, charge));
            }
            Usages.cost(counts, usage, charge);
            return true;
        }
        boolean last = frame.path("candidates").path(0).has("finishReason");
        if (last) {
            frame.set("usageMetadata", Usages.write(usage, charge));
        }
        return last;
    }

    @Override
    public boolean takes(Operation operation) {
        return operation != Operation.RERANK;
    }

    @Override
    public JsonNode body(Prompt prompt, Outbound outbound) {
        return switch (prompt) {
            case Prompt.Chat chat -> RequestWriter.body(chat, outbound);
            case Prompt.Embed embed -> EmbedRequests.write(embed, outbound);
            case Prompt.Rerank _ -> throw new IllegalArgumentException("prompt: a rerank, which is not taken here");
        };
    }

    @Override
    public FrameReader frames(boolean stream, FrameReader.Sink sink) {
        return stream ? new StreamFrames(sink) : new WholeFrame(sink);
    }

    @Override
    public AnswerParser parser(Endpoint endpoint, Operation operation, boolean stream, EventSink sink) {
        return operation == Operation.CHAT ? new AnswerEvents(endpoint, stream, sink) : new CountEvents(endpoint, sink);
    }

    @Override
    public boolean takesSeal(Endpoint endpoint, String format) {
        return format.equals(Seal.GEMINI);
    }

    @Override
    public String path(Endpoint endpoint, Operation operation, boolean stream) {
        String id = Objects.requireNonNull(endpoint.upstreamId(), "upstreamId");
        String verb = switch (operation) {
            case CHAT -> stream ? ":streamGenerateContent?alt=sse" : ":generateContent";
            case COUNT -> ":countTokens";
            case EMBED, RERANK -> Vertex.is(endpoint) ? ":predict" : ":batchEmbedContents";
        };
        return "/models/" + encoded(id) + verb;
    }

    @Override
    public Map<String, String> headers() {
        return Map.of();
    }

    @Override
    public UpstreamFault refusal(Endpoint endpoint, int status, byte[] body, long retryAfterSeconds) {
        return Faults.refusal(endpoint.provider(), status, body, retryAfterSeconds);
    }

    private static boolean isList(GenerationRequest request) {
        return request.headers().containsKey(RequestReader.LIST);
    }

    private static boolean thoughts(GenerationRequest request) {
        return !RequestParser.thinking(request).exclude();
    }

    // Ids may hold slashes and signs that paths allow.
    private static String encoded(String id) {
        return URLEncoder.encode(Address.bare(id), StandardCharsets.UTF_8)
                .replace("+", "%20")
                .replace("%2F", "/")
                .replace("%40", "@");
    }
}
