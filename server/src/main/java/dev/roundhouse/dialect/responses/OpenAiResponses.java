package dev.roundhouse.dialect.responses;

import dev.roundhouse.catalog.Dialect;
import dev.roundhouse.catalog.Endpoint;
import dev.roundhouse.dialect.Amendments;
import dev.roundhouse.dialect.AnswerParser;
import dev.roundhouse.dialect.AnswerRenderer;
import dev.roundhouse.dialect.Cursor.Unacceptable;
import dev.roundhouse.dialect.FrameReader;
import dev.roundhouse.dialect.FrameWriter;
import dev.roundhouse.dialect.HubDialect;
import dev.roundhouse.dialect.JsonText;
import dev.roundhouse.dialect.JsonTree;
import dev.roundhouse.dialect.Outbound;
import dev.roundhouse.dialect.Recall;
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
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// OpenAI's Responses, at `/v1/responses` and, as OpenRouter has it, at `/api/v1/responses`.
public final class OpenAiResponses implements HubDialect, Recall {
    private static final String PATH = "/responses";
    private static final byte[] COMMENT = JsonText.ascii(": ROUNDHOUSE PROCESSING\n\n");
    private static final byte[] BLANK = JsonText.ascii("\n");
    private static final byte[] DONE = JsonText.ascii("data: [DONE]\n\n");
    private static final String ROUTER = "Roundhouse";

    private final InstantSource clock;
    private final boolean keeps;

    /// @param clock says when a response was complete
    /// @param keeps whether the gateway keeps answers, for those who do not ask it not to
    public OpenAiResponses(InstantSource clock, boolean keeps) {
        this.clock = clock;
        this.keeps = keeps;
    }

    @Override
    public Dialect name() {
        return Dialect.OPENAI_RESPONSES;
    }

    @Override
    public Map<String, Surface> doors() {
        return Map.of(
                "/v1/responses", Surface.VENDOR,
                "/v1/responses/input_tokens", Surface.VENDOR,
                "/api/v1/responses", Surface.OPENROUTER);
    }

    @Override
    public Reading read(Inbound inbound) {
        return RequestReader.read(inbound);
    }

    @Override
    public Prompt prompt(GenerationRequest request) {
        return RequestParser.parse(request.body());
    }

    @Override
    public byte[] error(Failure failure, Surface surface, @Nullable String generationId) {
        return ErrorBodies.body(failure, surface, generationId);
    }

    @Override
    public byte[] errorFrame(Failure failure, Inbound inbound, GenerationRequest request) {
        // Nobody has served it, so it names what was asked for.
        AnswerTerms terms = new AnswerTerms(
                inbound.id(),
                request.models().getFirst(),
                ROUTER,
                inbound.at().getEpochSecond(),
                true,
                true,
                false,
                inbound.surface());
        ByteSink out = new ByteSink(1024);
        renderer(request, terms).fail(failure, out);
        return out.take();
    }

    @Override
    public byte[] keepAlive(boolean stream) {
        return stream ? COMMENT.clone() : BLANK.clone();
    }

    @Override
    public AnswerRenderer renderer(GenerationRequest request, AnswerTerms terms) {
        if (request.operation() == Operation.COUNT) {
            return new CountRenderer();
        }
        JsonNode reasoning = ResponseObject.member(request, "reasoning");
        boolean exclude = reasoning != null && Boolean.TRUE.equals(JsonTree.truth(reasoning, "exclude"));
        return new ResponseRenderer(
                new ResponseRenderer.Manner(
                        terms.stream(),
                        !exclude,
                        ResponseObject.suffix(terms.generationId()).replace('_', '-'),
                        Tools.customs(ResponseObject.member(request, "tools"))),
                ResponseObject.begun(request, terms, isKept(request)),
                frameWriter(request),
                clock);
    }

    @Override
    public FrameWriter frameWriter(GenerationRequest request) {
        if (!request.stream()) {
            return WholeFrame.writer();
        }
        FrameWriter events = SseFrames.writer();
        if (request.surface() != Surface.OPENROUTER) {
            return events;
        }
        return new FrameWriter() {
            @Override
            public void frame(String event, byte[] payload, int from, int to, ByteSink out) {
                events.frame(event, payload, from, to, out);
            }

            @Override
            public void end(ByteSink out) {
                out.append(DONE); // which OpenRouter ends these streams with, and OpenAI does not
            }
        };
    }

    // The frames of an answer are amended by one who knows the whole of it.
    @Override
    public boolean name(String event, ObjectNode frame, AnswerTerms terms) {
        return false;
    }

    @Override
    public boolean charge(String event, ObjectNode frame, Usage usage, Charge charge) {
        return false;
    }

    @Override
    public Amendments amendments(GenerationRequest request, Endpoint endpoint, AnswerTerms terms) {
        String format = SealBox.formatOf(endpoint.provider());
        return new SplicedResponse(request, terms, format, isKept(request), frameWriter(request));
    }

    @Override
    public Patch patch(GenerationRequest request, Endpoint endpoint) {
        return RequestEdits.make(request, endpoint, isKept(request));
    }

    @Override
    public boolean editsBriefly(GenerationRequest request) {
        return RequestEdits.areBrief(request);
    }

    @Override
    public Wish wish(GenerationRequest request) {
        JsonNode previous = ResponseObject.member(request, "previous_response_id");
        return new Wish(
                previous == null ? null : previous.asString(""), Histories.references(request), isKept(request));
    }

    @Override
    public GenerationRequest recalled(GenerationRequest request, List<Turn> before, Map<String, ObjectNode> items) {
        return RequestReader.again(request, Histories.body(request, before, items));
    }

    @Override
    public ArrayNode input(GenerationRequest request, int known, String generationId) {
        return Histories.own(request, known, ResponseObject.suffix(generationId));
    }

    @Override
    public String answerId(String generationId) {
        return ResponseObject.id(generationId);
    }

    private boolean isKept(GenerationRequest request) {
        if (!keeps
                || request.operation() == Operation.COUNT
                || request.preferences().zeroRetention()) {
            return false;
        }
        JsonNode store = ResponseObject.member(request, "store");
        return store == null || store.asBoolean(true);
    }

    @Override
    public String path(Endpoint endpoint, Operation operation, boolean stream) {
        return operation == Operation.COUNT ? PATH + "/input_tokens" : PATH;
    }

    @Override
    public Map<String, String> headers() {
        return Map.of();
    }

    @Override
    public UpstreamFault refusal(Endpoint endpoint, int status, byte[] body, long retryAfterSeconds) {
        return UpstreamErrors.refusal(endpoint.provider(), status, body, retryAfterSeconds);
    }

    @Override
    public boolean takes(Operation operation) {
        return operation == Operation.CHAT || operation == Operation.COUNT;
    }

    @Override
    public JsonNode body(Prompt prompt, Outbound outbound) {
        if (!(prompt instanceof Prompt.Chat chat)) {
            throw new Unacceptable("model", "is asked by Responses, which has conversations only");
        }
        return RequestWriter.write(chat, outbound);
    }

    @Override
    public FrameReader frames(boolean stream, FrameReader.Sink sink) {
        return stream ? new SseFrames(sink) : new WholeFrame(sink);
    }

    @Override
    public AnswerParser parser(Endpoint endpoint, Operation operation, boolean stream, EventSink sink) {
        return new AnswerEvents(endpoint.provider(), stream, sink);
    }

    @Override
    public boolean takesSeal(Endpoint endpoint, String format) {
        return format.equals(SealBox.formatOf(endpoint.provider()));
    }
}
