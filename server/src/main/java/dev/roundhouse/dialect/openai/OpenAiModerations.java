package dev.roundhouse.dialect.openai;

import dev.roundhouse.catalog.Dialect;
import dev.roundhouse.catalog.Endpoint;
import dev.roundhouse.catalog.Provider;
import dev.roundhouse.dialect.AnswerParser;
import dev.roundhouse.dialect.AnswerRenderer;
import dev.roundhouse.dialect.Cursor.Unacceptable;
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
import dev.roundhouse.exchange.Charge;
import dev.roundhouse.exchange.ErrorType;
import dev.roundhouse.exchange.Event;
import dev.roundhouse.exchange.EventSink;
import dev.roundhouse.exchange.Failure;
import dev.roundhouse.exchange.Failure.CallerFault;
import dev.roundhouse.exchange.Failure.UpstreamFault;
import dev.roundhouse.exchange.FinishReason;
import dev.roundhouse.exchange.GenerationRequest;
import dev.roundhouse.exchange.Inbound;
import dev.roundhouse.exchange.Operation;
import dev.roundhouse.exchange.Prompt;
import dev.roundhouse.exchange.Surface;
import dev.roundhouse.exchange.Usage;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.node.StringNode;

/// OpenAI's moderations: texts and pictures judged by a model that does nothing else. No other dialect can say
/// it, so
/// it only goes from its own clients to its own upstreams.
///
/// @see "OpenAI API: moderations"
public final class OpenAiModerations implements HubDialect {
    // What OpenAI takes where the client names none.
    private static final String DEFAULT_MODEL = "openai/omni-moderation-latest";
    private static final String INPUT = "input";
    private static final String MODEL = "model";
    private static final byte[] BLANK = JsonText.ascii("\n");

    @Override
    public Dialect name() {
        return Dialect.OPENAI_MODERATIONS;
    }

    @Override
    public Map<String, Surface> doors() {
        return Map.of("/api/v1/moderations", Surface.OPENROUTER, "/v1/moderations", Surface.VENDOR);
    }

    @Override
    public Reading read(Inbound inbound) {
        try {
            return new Understood(request(inbound, Skim.of(inbound.body())));
        } catch (Unacceptable e) {
            String field = e.field().equals("body") ? null : e.field();
            return new Refused(new CallerFault(ErrorType.INVALID_REQUEST, e.field() + ": " + e.reason(), field));
        }
    }

    private static GenerationRequest request(Inbound inbound, Skim skim) {
        JsonNode input = skim.member(INPUT);
        boolean fits = input.isString() || (input.isArray() && !input.isEmpty());
        if (!fits) {
            String found = input.isMissingNode() ? "missing" : "no text and no list with anything in it";
            throw new Unacceptable(INPUT, found + " (expected: a text, or a list of texts or of parts)");
        }
        String model = skim.text(MODEL);
        return new GenerationRequest(
                Dialect.OPENAI_MODERATIONS,
                Operation.CHAT,
                inbound.surface(),
                skim.models(model == null && !skim.spans().containsKey("models") ? DEFAULT_MODEL : null),
                false,
                true,
                null,
                1,
                1,
                Set.of(),
                skim.preferences(),
                skim.labels(inbound.headers(), null),
                Map.of(),
                inbound.body(),
                skim.spans());
    }

    @Override
    public Prompt prompt(GenerationRequest request) {
        throw new Unacceptable(MODEL, "'" + request.models().getFirst() + "' (expected: a model that moderates)");
    }

    @Override
    public String promptText(GenerationRequest request, int charsMax) {
        return EmbeddingRequests.text(JsonTree.read(request.body()), charsMax);
    }

    @Override
    public AnswerRenderer renderer(GenerationRequest request, AnswerTerms terms) {
        // Asked for nothing but an error that ends an answer.
        return new EmbeddingRenderer(terms, false);
    }

    @Override
    public byte[] error(Failure failure, Surface surface, @Nullable String generationId) {
        return ErrorBodies.body(failure, surface, generationId);
    }

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
        return false;
    }

    @Override
    public String path(Endpoint endpoint, Operation operation, boolean stream) {
        return "/moderations";
    }

    @Override
    public Map<String, String> headers() {
        return Map.of();
    }

    @Override
    public Patch patch(GenerationRequest request, Endpoint endpoint) {
        String id = Objects.requireNonNull(endpoint.upstreamId(), "upstreamId");
        return new Patch(Set.of(), Map.of(MODEL, StringNode.valueOf(id)));
    }

    @Override
    public JsonNode body(Prompt prompt, Outbound outbound) {
        throw new Unacceptable(MODEL, "only moderates (expected: one that does what was asked)");
    }

    @Override
    public FrameReader frames(boolean stream, FrameReader.Sink sink) {
        return new WholeFrame(sink);
    }

    @Override
    public AnswerParser parser(Endpoint endpoint, Operation operation, boolean stream, EventSink sink) {
        return new Judged(endpoint.provider(), sink);
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
        frame.put("id", terms.generationId()).put(MODEL, terms.servedModel()).put("provider", terms.provider());
        return true;
    }

    @Override
    public boolean charge(String event, ObjectNode frame, Usage usage, Charge charge) {
        ObjectNode block = frame.path("usage") instanceof ObjectNode told ? told : frame.putObject("usage");
        block.put("cost", new BigDecimal(charge.total().toUsd()));
        return true;
    }

    /// Reads what was found.
    private record Judged(Provider provider, EventSink sink) implements AnswerParser {
        @Override
        public void frame(String event, JsonNode answer) {
            JsonNode results = answer.path("results");
            if (!results.isArray()) {
                byte[] told = JsonTree.bytes(answer.path("error").isContainer() ? answer.path("error") : answer);
                sink.accept(new Event.Broke(UpstreamErrors.inBand(provider, told, 0, told.length)));
                return;
            }
            String id = JsonTree.string(answer, "id");
            for (Event said : List.of(
                    new Event.Opened(id, JsonTree.string(answer, MODEL), null),
                    new Event.Native(0, 0, Dialect.OPENAI_MODERATIONS, results),
                    new Event.Finished(0, FinishReason.STOP, null, null),
                    // OpenAI counts nothing, and charges nothing.
                    new Event.Used(
                            ChatEvents.used(provider, answer.path("usage")).orElse(Usage.NONE)),
                    new Event.Ended())) {
                sink.accept(said);
            }
        }

        @Override
        public void end() {}
    }
}
