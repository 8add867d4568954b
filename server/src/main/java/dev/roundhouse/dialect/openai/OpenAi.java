package dev.roundhouse.dialect.openai;

import dev.roundhouse.catalog.Dialect;
import dev.roundhouse.catalog.Endpoint;
import dev.roundhouse.dialect.ClientDialect;
import dev.roundhouse.dialect.JsonText;
import dev.roundhouse.dialect.Losses;
import dev.roundhouse.dialect.Translation;
import dev.roundhouse.dialect.UpstreamDialect;
import dev.roundhouse.dialect.UpstreamErrors;
import dev.roundhouse.exchange.AnswerReader;
import dev.roundhouse.exchange.AnswerTerms;
import dev.roundhouse.exchange.ByteSink;
import dev.roundhouse.exchange.Failure;
import dev.roundhouse.exchange.Failure.UpstreamFault;
import dev.roundhouse.exchange.GenerationRequest;
import dev.roundhouse.exchange.Inbound;
import dev.roundhouse.exchange.Operation;
import dev.roundhouse.exchange.OutboundBody;
import dev.roundhouse.exchange.Surface;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What both of OpenAI's completion schemas share: all but their tables of members.
abstract sealed class OpenAi implements ClientDialect, UpstreamDialect, Translation
        permits OpenAiChat, OpenAiCompletions {
    // What OpenRouter sends, and its clients know to pass over.
    private static final byte[] COMMENT = JsonText.ascii(": ROUNDHOUSE PROCESSING\n\n");
    private static final String ROUTER = "Roundhouse";
    private static final byte[] BLANK = JsonText.ascii("\n");

    private final Dialect name;
    private final String path;
    private final RequestReader reader;

    OpenAi(Dialect name, String path, RequestReader reader) {
        this.name = name;
        this.path = path;
        this.reader = reader;
    }

    @Override
    public final Dialect name() {
        return name;
    }

    @Override
    public final Map<String, Surface> doors() {
        return Map.of("/api/v1" + path, Surface.OPENROUTER, "/v1" + path, Surface.VENDOR);
    }

    @Override
    public final Reading read(Inbound inbound) {
        return reader.read(inbound);
    }

    @Override
    public final String promptText(GenerationRequest request, int charsMax) {
        return PromptText.of(request.body(), charsMax);
    }

    @Override
    public final byte[] error(Failure failure, Surface surface, @Nullable String generationId) {
        return ErrorBodies.body(failure, surface, generationId);
    }

    @Override
    public final byte[] errorFrame(Failure failure, Inbound inbound, GenerationRequest request) {
        long created = inbound.at().getEpochSecond();
        // Nobody has served it, so it names what was asked for.
        String asked = request.models().getFirst();
        AnswerTerms terms = new AnswerTerms(inbound.id(), asked, ROUTER, created, true, false, true, inbound.surface());
        ByteSink frame = new ByteSink(512);
        new AnswerParts(name, terms).errorChunk(failure, created, frame);
        return frame.take();
    }

    @Override
    public final byte[] keepAlive(boolean stream) {
        return stream ? COMMENT.clone() : BLANK.clone();
    }

    @Override
    public final String path(Endpoint endpoint, Operation operation, boolean stream) {
        return path;
    }

    @Override
    public final Map<String, String> headers() {
        return Map.of();
    }

    @Override
    public final UpstreamFault refusal(Endpoint endpoint, int status, byte[] body, long retryAfterSeconds) {
        return UpstreamErrors.refusal(endpoint.provider(), status, body, retryAfterSeconds);
    }

    @Override
    public final OutboundBody request(GenerationRequest request, Endpoint endpoint) {
        return RequestSplicer.splice(request, endpoint);
    }

    @Override
    public final AnswerReader answer(GenerationRequest request, Endpoint endpoint, AnswerTerms terms) {
        return answer(endpoint, terms);
    }

    final AnswerReader answer(Endpoint endpoint, AnswerTerms terms) {
        return terms.stream()
                ? new StreamAnswer(name, endpoint.provider(), terms)
                : new JsonAnswer(endpoint.provider(), terms);
    }

    @Override
    public final Losses losses(GenerationRequest request, Endpoint endpoint) {
        return new Losses();
    }

    @Override
    public final boolean splices() {
        return true;
    }
}
