package dev.roundhouse.dialect.bedrock;

import dev.roundhouse.catalog.Dialect;
import dev.roundhouse.catalog.Endpoint;
import dev.roundhouse.dialect.AnswerParser;
import dev.roundhouse.dialect.AnswerRenderer;
import dev.roundhouse.dialect.Cursor.Unacceptable;
import dev.roundhouse.dialect.EventStreamFrames;
import dev.roundhouse.dialect.FrameReader;
import dev.roundhouse.dialect.FrameWriter;
import dev.roundhouse.dialect.HubDialect;
import dev.roundhouse.dialect.JsonText;
import dev.roundhouse.dialect.JsonTree;
import dev.roundhouse.dialect.Outbound;
import dev.roundhouse.dialect.Skim;
import dev.roundhouse.dialect.UpstreamErrors;
import dev.roundhouse.dialect.WholeFrame;
import dev.roundhouse.exchange.AnswerTerms;
import dev.roundhouse.exchange.ByteSink;
import dev.roundhouse.exchange.Charge;
import dev.roundhouse.exchange.EventSink;
import dev.roundhouse.exchange.Failure;
import dev.roundhouse.exchange.Failure.CallerFault;
import dev.roundhouse.exchange.Failure.UpstreamFault;
import dev.roundhouse.exchange.GenerationRequest;
import dev.roundhouse.exchange.Inbound;
import dev.roundhouse.exchange.Operation;
import dev.roundhouse.exchange.Prompt;
import dev.roundhouse.exchange.Surface;
import dev.roundhouse.exchange.Usage;
import java.math.BigDecimal;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Bedrock's Converse, ConverseStream and CountTokens.
///
/// @see "Amazon Bedrock API reference: Converse, ConverseStream, CountTokens"
public final class BedrockConverse implements HubDialect {
    private static final byte[] BLANK = JsonText.ascii("\n");
    private static final String COUNT = "count-tokens";
    private static final Set<String> MEDIA = Set.of("image", "document", "video", "audio");

    private final InstantSource clock;

    /// @param clock tells how long answers took, which this schema says
    public BedrockConverse(InstantSource clock) {
        this.clock = clock;
    }

    @Override
    public Dialect name() {
        return Dialect.BEDROCK_CONVERSE;
    }

    @Override
    public Map<String, Surface> doors() {
        return Map.of(
                "/model/*/converse",
                Surface.VENDOR,
                "/model/*/converse-stream",
                Surface.VENDOR,
                "/model/*/count-tokens",
                Surface.VENDOR);
    }

    @Override
    public Reading read(Inbound inbound) {
        try {
            return new Understood(request(inbound));
        } catch (Unacceptable e) {
            return new Refused(CallerFault.field(e.field(), e.reason()));
        }
    }

    private GenerationRequest request(Inbound inbound) {
        String verb = Paths.verb(inbound.path());
        Skim skim = Skim.of(inbound.body());
        JsonNode inference = skim.member("inferenceConfig");
        JsonNode tier = skim.member("serviceTier");
        boolean count = verb.equals(COUNT);
        if (count && !skim.member("input").isObject()) {
            throw new Unacceptable("input", "missing (expected: an object)");
        }
        return new GenerationRequest(
                name(),
                count ? Operation.COUNT : Operation.CHAT,
                inbound.surface(),
                skim.models(Paths.model(inbound.path())),
                verb.endsWith("-stream"),
                true,
                JsonTree.string(tier, "type"),
                JsonTree.count(inference, "maxTokens"),
                1,
                needs(skim),
                skim.preferences(),
                skim.labels(inbound.headers(), null),
                Map.of(),
                inbound.body(),
                skim.spans());
    }

    private static Set<String> needs(Skim skim) {
        Set<String> needs = new HashSet<>();
        if (!skim.member("toolConfig").path("tools").isEmpty()) {
            needs.add("tools");
        }
        if (skim.member("outputConfig").has("textFormat")) {
            needs.add("json_schema");
        }
        // Schemas of tools have members of these names too; only blocks of the conversation count.
        if (MEDIA.stream().anyMatch(skim::names)) {
            for (JsonNode message : skim.member("messages")) {
                media(message.path("content"), needs);
            }
        }
        return needs;
    }

    private static void media(JsonNode blocks, Set<String> needs) {
        for (JsonNode block : blocks) {
            for (String kind : MEDIA) {
                if (block.has(kind)) {
                    needs.add(kind.equals("document") ? "file" : kind);
                }
            }
            media(block.path("toolResult").path("content"), needs);
        }
    }

    @Override
    public Prompt prompt(GenerationRequest request) {
        JsonNode body = JsonTree.read(request.body());
        JsonNode asked = body;
        if (request.operation() == Operation.COUNT) {
            asked = body.path("input").path("converse");
            if (asked.isMissingNode()) {
                throw new Unacceptable("input.converse", "missing (expected: a request of Converse)");
            }
        }
        if (!(asked instanceof ObjectNode object)) {
            throw new Unacceptable("body", "not an object (expected: a request of Converse)");
        }
        return ConverseRequest.read(object, request.models().getFirst());
    }

    @Override
    public boolean isForeign(GenerationRequest request) {
        return request.operation() == Operation.CHAT && SealLabel.isIn(request.body());
    }

    @Override
    public byte[] error(Failure failure, Surface surface, @Nullable String generationId) {
        return Exceptions.body(failure);
    }

    @Override
    public Map<String, String> errorHeaders(Failure failure) {
        return Map.of("x-amzn-errortype", Exceptions.name(failure.type()));
    }

    @Override
    public Map<String, String> answerHeaders(String generationId) {
        return Map.of("x-amzn-requestid", generationId);
    }

    @Override
    public byte[] errorFrame(Failure failure, Inbound inbound, GenerationRequest request) {
        ByteSink out = new ByteSink(256);
        new ConverseStream(Elapsed.from(clock), EventStreamFrames.writer()).fail(failure, out);
        return out.take();
    }

    @Override
    public String contentType(GenerationRequest request) {
        return request.stream() ? EventStreamFrames.CONTENT_TYPE : "application/json";
    }

    @Override
    public byte[] keepAlive(boolean stream) {
        return stream ? new byte[0] : BLANK.clone();
    }

    @Override
    public AnswerRenderer renderer(GenerationRequest request, AnswerTerms terms) {
        Elapsed elapsed = Elapsed.from(clock);
        if (request.operation() == Operation.COUNT) {
            return new CountWhole();
        }
        return request.stream() ? new ConverseStream(elapsed, EventStreamFrames.writer()) : new ConverseWhole(elapsed);
    }

    @Override
    public boolean takes(Operation operation) {
        return operation == Operation.CHAT;
    }

    @Override
    public String path(Endpoint endpoint, Operation operation, boolean stream) {
        String model = Objects.requireNonNull(endpoint.upstreamId(), "upstreamId");
        return Paths.of(model, operation == Operation.COUNT ? COUNT : stream ? "converse-stream" : "converse");
    }

    @Override
    public Map<String, String> headers() {
        return Map.of("accept", "*/*");
    }

    @Override
    public UpstreamFault refusal(Endpoint endpoint, int status, byte[] body, long retryAfterSeconds) {
        return UpstreamErrors.refusal(endpoint.provider(), status, body, retryAfterSeconds);
    }

    @Override
    public JsonNode body(Prompt prompt, Outbound outbound) {
        return switch (prompt) {
            case Prompt.Chat chat -> ConverseBody.of(chat, outbound);
            case Prompt.Embed _, Prompt.Rerank _ ->
                throw new Unacceptable("model", "Converse answers conversations only (expected: another endpoint)");
        };
    }

    @Override
    public FrameReader frames(boolean stream, FrameReader.Sink sink) {
        return stream ? new EventStreamFrames(sink) : new WholeFrame(sink);
    }

    @Override
    public AnswerParser parser(Endpoint endpoint, Operation operation, boolean stream, EventSink sink) {
        return new ConverseEvents(endpoint, operation, stream, sink);
    }

    @Override
    public boolean takesSeal(Endpoint endpoint, String format) {
        String own = Family.of(endpoint).sealFormat();
        return own.equals(format) && !own.equals(dev.roundhouse.exchange.Seal.UNKNOWN);
    }

    @Override
    public FrameWriter frameWriter(GenerationRequest request) {
        return request.stream() ? EventStreamFrames.writer() : WholeFrame.writer();
    }

    @Override
    public boolean name(String event, ObjectNode frame, AnswerTerms terms) {
        return false; // this schema's answers name no model
    }

    @Override
    public boolean charge(String event, ObjectNode frame, Usage usage, Charge charge) {
        boolean last = event.equals("metadata") || event.isEmpty();
        if (!last || !(frame.path("usage") instanceof ObjectNode block)) {
            return false;
        }
        block.put("cost", new BigDecimal(charge.total().toUsd()));
        return true;
    }
}
