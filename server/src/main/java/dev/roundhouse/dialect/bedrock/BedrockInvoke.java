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
import dev.roundhouse.dialect.HubUpstream;
import dev.roundhouse.dialect.InnerBodies;
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

/// Bedrock's InvokeModel and InvokeModelWithResponseStream, whose bodies are the models' own. Claude's and
/// OpenAI's are
/// given from outside; Nova's, and those of models of text, vectors and rankings, are known here.
///
/// @see "Amazon Bedrock API reference: InvokeModel; user guide: inference parameters of models"
public final class BedrockInvoke implements HubDialect {
    private static final byte[] BLANK = JsonText.ascii("\n");
    private static final int TEXT_CHARS_MIN = 1_024;

    private final InstantSource clock;
    private final InnerBodies claude;
    private final @Nullable HubUpstream chat;
    private final InvokeEvents.Inner inner;

    /// @param clock tells how long answers took
    /// @param claude Anthropic's Messages in Bedrock's envelope
    /// @param chat OpenAI's chat; null when it is not in the hub
    public BedrockInvoke(InstantSource clock, InnerBodies claude, @Nullable HubUpstream chat) {
        this.clock = clock;
        this.claude = claude;
        this.chat = chat;
        inner = new InvokeEvents.Inner() {
            @Override
            public AnswerParser claude(Endpoint endpoint, EventSink sink) {
                return claude.parser(endpoint, sink);
            }

            @Override
            public @Nullable AnswerParser chat(Endpoint endpoint, boolean stream, EventSink sink) {
                return chat == null ? null : chat.parser(endpoint, Operation.CHAT, stream, sink);
            }
        };
    }

    @Override
    public Dialect name() {
        return Dialect.BEDROCK_INVOKE;
    }

    @Override
    public Map<String, Surface> doors() {
        return Map.of("/model/*/invoke", Surface.VENDOR, "/model/*/invoke-with-response-stream", Surface.VENDOR);
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
        Skim skim = Skim.of(inbound.body());
        String model = Paths.model(inbound.path());
        Schema schema = Schema.of(skim.spans().keySet(), model);
        Set<String> needs = new HashSet<>();
        boolean tools = !skim.member("tools").isEmpty()
                || !skim.member("toolConfig").path("tools").isEmpty();
        if (tools) {
            needs.add("tools");
        }
        if (skim.kinds().contains("image") || skim.kinds().contains("image_url")) {
            needs.add("image");
        }
        if (skim.kinds().contains("document")) {
            needs.add("file");
        }
        boolean claude = schema == Schema.CLAUDE || schema == Schema.CHAT;
        boolean text = schema.operation() == Operation.CHAT && !claude && schema != Schema.NOVA;
        Long most = text
                ? TextNames.of(schema).read(JsonTree.read(inbound.body())).maxOutput()
                : Long.valueOf(
                        claude
                                ? skim.count("max_tokens")
                                : JsonTree.count(skim.member("inferenceConfig"), "maxTokens"));
        return new GenerationRequest(
                name(),
                schema.operation(),
                inbound.surface(),
                skim.models(model),
                Paths.verb(inbound.path()).endsWith("-stream"),
                true,
                null,
                most == null ? 0 : most,
                1,
                needs,
                skim.preferences(),
                skim.labels(inbound.headers(), null),
                Map.of(),
                inbound.body(),
                skim.spans());
    }

    private static Schema schema(GenerationRequest request) {
        return Schema.of(request.spans().keySet(), request.models().getFirst());
    }

    @Override
    public Prompt prompt(GenerationRequest request) {
        if (!(JsonTree.read(request.body()) instanceof ObjectNode body)) {
            throw new Unacceptable("body", "not an object (expected: a model's body)");
        }
        Schema schema = schema(request);
        return switch (schema) {
            case CLAUDE -> claude.read(body);
            case NOVA -> NovaBody.read(body, request.models().getFirst());
            case CHAT ->
                throw new Unacceptable(
                        "model", "such a body reaches models of Bedrock only (expected: /v1/chat/completions)");
            case TITAN, LLAMA, MISTRAL, COMMAND, COMMAND_R, CLAUDE_TEXT, JURASSIC -> TextPrompts.read(schema, body);
            case TITAN_EMBED, COHERE_EMBED, NOVA_EMBED, COHERE_RERANK -> Vectors.read(schema, body);
        };
    }

    @Override
    public String promptText(GenerationRequest request, int charsMax) {
        if (schema(request) != Schema.CHAT) {
            return HubDialect.super.promptText(request, charsMax);
        }
        String text = JsonTree.text(JsonTree.read(request.body()).path("messages"));
        return text.substring(0, Math.min(text.length(), Math.max(TEXT_CHARS_MIN, charsMax)));
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
        new TextRenderer(Schema.MISTRAL, true).fail(failure, out);
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
        Schema schema = schema(request);
        return switch (schema) {
            case CLAUDE -> claude.renderer(JsonTree.read(request.body()), terms, InvokeFrames.writer());
            case NOVA ->
                request.stream()
                        ? new ConverseStream(Elapsed.from(clock), NovaBody.writer())
                        : new ConverseWhole(Elapsed.from(clock));
            case CHAT, TITAN, LLAMA, MISTRAL, COMMAND, COMMAND_R, CLAUDE_TEXT, JURASSIC ->
                new TextRenderer(schema, request.stream());
            case TITAN_EMBED, COHERE_EMBED, NOVA_EMBED, COHERE_RERANK ->
                new VectorRenderer(schema, terms.generationId());
        };
    }

    @Override
    public boolean takes(Operation operation) {
        return operation != Operation.COUNT;
    }

    @Override
    public String path(Endpoint endpoint, Operation operation, boolean stream) {
        String model = Objects.requireNonNull(endpoint.upstreamId(), "upstreamId");
        return Paths.of(model, stream ? "invoke-with-response-stream" : "invoke");
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
            case Prompt.Rerank rerank -> Vectors.write(rerank);
            case Prompt.Embed embed ->
                Vectors.write(Schema.of(outbound.endpoint(), Operation.EMBED), embed, outbound.losses());
            case Prompt.Chat said -> chat(said, outbound);
        };
    }

    private JsonNode chat(Prompt.Chat said, Outbound outbound) {
        Schema schema = Schema.of(outbound.endpoint(), Operation.CHAT);
        return switch (schema) {
            case CLAUDE -> claude.write(said, outbound);
            case NOVA -> NovaBody.write(said, outbound);
            case CHAT -> {
                if (chat == null) {
                    throw new Unacceptable("model", "takes bodies of OpenAI's chat, which is not served to it here");
                }
                JsonNode body = chat.body(said, outbound);
                if (body instanceof ObjectNode object) {
                    object.remove(Set.of("model", "stream", "stream_options")); // the envelope says these
                }
                yield body;
            }
            case TITAN, LLAMA, MISTRAL, COMMAND, COMMAND_R, CLAUDE_TEXT, JURASSIC ->
                TextPrompts.write(schema, said, outbound.losses());
            case TITAN_EMBED, COHERE_EMBED, NOVA_EMBED, COHERE_RERANK ->
                throw new Unacceptable("messages", "the model answers no conversation (expected: another)");
        };
    }

    @Override
    public FrameReader frames(boolean stream, FrameReader.Sink sink) {
        return stream ? new InvokeFrames(sink) : new WholeFrame(sink);
    }

    @Override
    public AnswerParser parser(Endpoint endpoint, Operation operation, boolean stream, EventSink sink) {
        return new InvokeEvents(inner, endpoint, operation, stream, sink);
    }

    @Override
    public boolean takesSeal(Endpoint endpoint, String format) {
        return Family.of(endpoint).sealFormat().equals(format) && !format.equals(dev.roundhouse.exchange.Seal.UNKNOWN);
    }

    @Override
    public FrameWriter frameWriter(GenerationRequest request) {
        return request.stream() ? InvokeFrames.writer() : WholeFrame.writer();
    }

    @Override
    public boolean name(String event, ObjectNode frame, AnswerTerms terms) {
        String type = JsonTree.string(frame, "type");
        ObjectNode message = "message".equals(type)
                ? frame
                : "message_start".equals(type) && frame.path("message") instanceof ObjectNode begun ? begun : null;
        if (message == null) {
            return false;
        }
        message.put("id", terms.generationId()).put("model", terms.servedModel());
        return true;
    }

    @Override
    public boolean charge(String event, ObjectNode frame, Usage usage, Charge charge) {
        BigDecimal cost = new BigDecimal(charge.total().toUsd());
        boolean charged = false;
        for (JsonNode block : new JsonNode[] {
            frame.path("usage"), frame.path("metadata").path("usage"), frame.path(TextAnswers.METRICS)
        }) {
            if (block instanceof ObjectNode object) {
                object.put("cost", cost);
                charged = true;
            }
        }
        return charged;
    }
}
