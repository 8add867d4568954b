package dev.roundhouse.dialect.anthropic;

import dev.roundhouse.catalog.Dialect;
import dev.roundhouse.catalog.Endpoint;
import dev.roundhouse.catalog.Provider;
import dev.roundhouse.catalog.Quirk;
import dev.roundhouse.dialect.AnswerParser;
import dev.roundhouse.dialect.AnswerRenderer;
import dev.roundhouse.dialect.Cursor.Unacceptable;
import dev.roundhouse.dialect.FrameReader;
import dev.roundhouse.dialect.FrameWriter;
import dev.roundhouse.dialect.HubDialect;
import dev.roundhouse.dialect.JsonText;
import dev.roundhouse.dialect.JsonTree;
import dev.roundhouse.dialect.Outbound;
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
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.LongNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.node.StringNode;

/// Anthropic's Messages and its count of tokens: clients and upstreams, Claude on Vertex AI among them.
///
/// @see "Anthropic API: POST /v1/messages, POST /v1/messages/count_tokens"
public final class AnthropicMessages implements HubDialect {
    private static final byte[] PING = JsonText.ascii("event: ping\ndata: {\"type\": \"ping\"}\n\n");
    private static final byte[] BLANK = JsonText.ascii("\n");
    private static final String USAGE = "usage";
    private static final String VERSION = "anthropic_version";
    private static final String MAX_TOKENS = "max_tokens";

    /// Members of a request that a count of its tokens takes.
    private static final Set<String> COUNTED =
            Set.of("system", "messages", "tools", "tool_choice", "thinking", "mcp_servers");

    /// Members for which there is no price: a faster answer costs several times as much. And `user`, which is
    /// OpenRouter's.
    private static final Set<String> UNSOLD = Set.of("speed", "user");

    private static final String MODEL = "model";

    /// Holds no state.
    public AnthropicMessages() {}

    @Override
    public Dialect name() {
        return Dialect.ANTHROPIC_MESSAGES;
    }

    @Override
    public Map<String, Surface> doors() {
        return Map.of(
                "/api/v1/messages", Surface.OPENROUTER,
                "/api/v1/messages/count_tokens", Surface.OPENROUTER,
                "/v1/messages", Surface.VENDOR,
                "/v1/messages/count_tokens", Surface.VENDOR);
    }

    @Override
    public Reading read(Inbound inbound) {
        return RequestReader.read(inbound);
    }

    @Override
    public byte[] error(Failure failure, Surface surface, @Nullable String generationId) {
        return JsonTree.bytes(ErrorBodies.body(failure, generationId));
    }

    @Override
    public byte[] errorFrame(Failure failure, Inbound inbound, GenerationRequest request) {
        ByteSink out = new ByteSink(512);
        SseFrames.writer().frame("error", error(failure, inbound.surface(), inbound.id()), out);
        return out.take();
    }

    @Override
    public byte[] keepAlive(boolean stream) {
        return stream ? PING.clone() : BLANK.clone();
    }

    @Override
    public Prompt prompt(GenerationRequest request) {
        return RequestParser.read(JsonTree.read(request.body()));
    }

    @Override
    public AnswerRenderer renderer(GenerationRequest request, AnswerTerms terms) {
        if (request.operation() == Operation.COUNT) {
            return new Answers.Count();
        }
        JsonNode thinking = RequestReader.member(request, "thinking");
        ObjectNode asked = JsonTree.object();
        if (thinking != null) {
            asked.set("thinking", thinking);
        }
        return AnthropicBodies.renderer(asked, terms, SseFrames.writer());
    }

    @Override
    public FrameWriter frameWriter(GenerationRequest request) {
        return request.stream() ? SseFrames.writer() : WholeFrame.writer();
    }

    @Override
    public boolean name(String event, ObjectNode frame, AnswerTerms terms) {
        ObjectNode message = switch (JsonTree.string(frame, "type")) {
            case "message" -> frame;
            case "message_start" -> frame.path("message") instanceof ObjectNode inner ? inner : null;
            case null, default -> null;
        };
        if (message == null) {
            return false;
        }
        message.put("id", terms.generationId());
        message.put(MODEL, terms.servedModel());
        Answers.provider(message, terms);
        return true;
    }

    @Override
    public boolean charge(String event, ObjectNode frame, Usage usage, Charge charge) {
        String type = JsonTree.string(frame, "type");
        if (!"message".equals(type) && !"message_delta".equals(type)) {
            return false;
        }
        ObjectNode block = frame.path(USAGE) instanceof ObjectNode given ? given : null;
        if (block == null) {
            block = Usages.write(usage, null);
            frame.set(USAGE, block);
        }
        Usages.charge(block, usage, charge);
        return true;
    }

    @Override
    public String path(Endpoint endpoint, Operation operation, boolean stream) {
        boolean count = operation == Operation.COUNT;
        if (!isRaw(endpoint)) {
            return count ? "/messages/count_tokens" : "/messages";
        }
        if (count) {
            return "/models/count-tokens:rawPredict";
        }
        // Vertex AI's names of versions hold an `@`, which stands in a path as it is.
        String id =
                URLEncoder.encode(upstreamId(endpoint), StandardCharsets.UTF_8).replace("%40", "@");
        return "/models/" + id + (stream ? ":streamRawPredict" : ":rawPredict");
    }

    @Override
    public Map<String, String> headers() {
        return Map.of("anthropic-version", "2023-06-01");
    }

    @Override
    public Map<String, String> headers(GenerationRequest request) {
        return request.headers();
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
            throw new Unacceptable("body", "no conversation (expected: messages)");
        }
        boolean count = outbound.operation() == Operation.COUNT;
        boolean raw = isRaw(outbound.endpoint());
        ObjectNode body = JsonTree.object();
        if (!raw || count) {
            body.put(MODEL, upstreamId(outbound.endpoint()));
        }
        if (raw) {
            body.put(VERSION, AnthropicBodies.VERTEX_VERSION);
        }
        RequestWriter.write(chat, outbound).forEachEntry((name, value) -> {
            if (!count || COUNTED.contains(name)) {
                body.set(name, value);
            }
        });
        if (outbound.stream() && !count) {
            body.put("stream", true);
        }
        return body;
    }

    @Override
    public Patch patch(GenerationRequest request, Endpoint endpoint) {
        Map<String, JsonNode> put = new HashMap<>();
        Set<String> removed = new HashSet<>(UNSOLD);
        boolean count = request.operation() == Operation.COUNT;
        if (isRaw(endpoint)) {
            put.put(VERSION, StringNode.valueOf(AnthropicBodies.VERTEX_VERSION));
            if (!count) {
                removed.add(MODEL);
            }
        } else {
            removed.add(VERSION);
        }
        if (!count && !request.spans().containsKey(MAX_TOKENS)) {
            put.put(MAX_TOKENS, LongNode.valueOf(RequestWriter.unsaid(endpoint)));
        }
        String tier = request.serviceTier();
        if (tier != null && !tier.equals("auto") && !tier.equals("standard_only")) {
            removed.add("service_tier"); // a name of OpenRouter's, by which the endpoint was chosen
        }
        return new Patch(removed, put);
    }

    @Override
    public boolean isForeign(GenerationRequest request) {
        return request.operation() == Operation.CHAT && request.spans().containsKey(RequestReader.FOREIGN);
    }

    @Override
    public boolean editsBriefly(GenerationRequest request) {
        return !isForeign(request);
    }

    @Override
    public FrameReader frames(boolean stream, FrameReader.Sink sink) {
        return stream ? new SseFrames(sink) : new WholeFrame(sink);
    }

    @Override
    public AnswerParser parser(Endpoint endpoint, Operation operation, boolean stream, EventSink sink) {
        return operation == Operation.COUNT ? new CountEvents(sink) : AnthropicBodies.parser(endpoint, sink);
    }

    @Override
    public boolean takesSeal(Endpoint endpoint, String format) {
        return AnthropicBodies.takesSeal(format);
    }

    // Vertex AI, by its address: its models stand under their publisher, and their names in the path.
    private static boolean isRaw(Endpoint endpoint) {
        Provider provider = endpoint.provider();
        if (provider.quirks().contains(Quirk.VERTEX_RAW)) {
            return true;
        }
        String base =
                provider.access() instanceof Provider.Open open ? open.base().getPath() : provider.baseUrl();
        return base != null && base.contains("/publishers/");
    }

    private static String upstreamId(Endpoint endpoint) {
        return Objects.requireNonNull(endpoint.upstreamId(), "upstreamId");
    }
}
