package dev.roundhouse.dialect.bedrock;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.roundhouse.catalog.Auth;
import dev.roundhouse.catalog.DataPolicy;
import dev.roundhouse.catalog.Dialect;
import dev.roundhouse.catalog.Endpoint;
import dev.roundhouse.catalog.Limits;
import dev.roundhouse.catalog.PriceBook;
import dev.roundhouse.catalog.Provider;
import dev.roundhouse.catalog.Timeouts;
import dev.roundhouse.dialect.AnswerParser;
import dev.roundhouse.dialect.AnswerRenderer;
import dev.roundhouse.dialect.ClientDialect;
import dev.roundhouse.dialect.ClientDialect.Refused;
import dev.roundhouse.dialect.ClientDialect.Understood;
import dev.roundhouse.dialect.Frame;
import dev.roundhouse.dialect.FrameReader;
import dev.roundhouse.dialect.FrameWriter;
import dev.roundhouse.dialect.HubUpstream;
import dev.roundhouse.dialect.InnerBodies;
import dev.roundhouse.dialect.JsonTree;
import dev.roundhouse.dialect.Losses;
import dev.roundhouse.dialect.Outbound;
import dev.roundhouse.dialect.anthropic.AnthropicBodies;
import dev.roundhouse.exchange.AnswerTerms;
import dev.roundhouse.exchange.ByteSink;
import dev.roundhouse.exchange.Charge;
import dev.roundhouse.exchange.Event;
import dev.roundhouse.exchange.EventSink;
import dev.roundhouse.exchange.Failure;
import dev.roundhouse.exchange.GenerationRequest;
import dev.roundhouse.exchange.Inbound;
import dev.roundhouse.exchange.Operation;
import dev.roundhouse.exchange.Prompt;
import dev.roundhouse.exchange.Surface;
import dev.roundhouse.exchange.Usage;
import dev.roundhouse.money.Nanos;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Requests, endpoints and answers for the tests of this room.
final class Samples {
    static final BedrockConverse CONVERSE = new BedrockConverse(() -> Instant.EPOCH);
    static final BedrockInvoke INVOKE = new BedrockInvoke(() -> Instant.EPOCH, new Claude(), null);
    static final Charge CHARGE = new Charge(new Nanos(12_345), new Nanos(2_345), new Nanos(10_000), new Nanos(11_000));
    static final String CLAUDE = "us.anthropic.claude-sonnet-4-5-20250929-v1:0";

    private Samples() {}

    static GenerationRequest understood(ClientDialect dialect, String path, byte[] body) {
        Inbound inbound =
                new Inbound("gen-1", Instant.EPOCH, Surface.VENDOR, dialect.name(), path, "", null, Map.of(), body);
        return switch (dialect.read(inbound)) {
            case Understood(GenerationRequest request) -> request;
            case Refused(Failure failure) -> throw new AssertionError("refused: " + failure.message());
        };
    }

    static GenerationRequest converse(String body, boolean stream) {
        String path = "/model/acme%2Fswift-1/converse" + (stream ? "-stream" : "");
        return understood(CONVERSE, path, body.getBytes(UTF_8));
    }

    static Prompt.Chat chat(String body) {
        return (Prompt.Chat) CONVERSE.prompt(converse(body, false));
    }

    static Endpoint endpoint(Dialect dialect, String upstreamId, String... capabilities) {
        Provider provider = new Provider(
                "amazon-bedrock",
                "Amazon Bedrock",
                "cloud",
                dialect,
                "http://127.0.0.1:9001",
                Auth.BEARER,
                List.of(),
                Map.of(),
                Map.of(),
                Set.of(),
                Timeouts.DEFAULT,
                Limits.DEFAULT,
                DataPolicy.UNSTATED,
                Provider.Facts.NONE,
                new Provider.Closed("a test"));
        return new Endpoint(
                "acme/swift-1",
                provider,
                upstreamId,
                dialect,
                null,
                false,
                128_000,
                4_096,
                null,
                Set.of(capabilities),
                Set.of(),
                PriceBook.UNKNOWN,
                null,
                false);
    }

    static Endpoint converseEndpoint(String upstreamId, String... capabilities) {
        return endpoint(Dialect.BEDROCK_CONVERSE, upstreamId, capabilities);
    }

    static JsonNode body(Prompt prompt, String upstreamId, Losses losses) {
        return CONVERSE.body(prompt, new Outbound(converseEndpoint(upstreamId), false, losses));
    }

    /// The same conversation as another dialect's client would have said it: nothing is taken by its word.
    static Prompt.Chat foreign(Prompt.Chat chat) {
        return new Prompt.Chat(
                Dialect.OPENAI_CHAT,
                chat.messages(),
                chat.tools(),
                chat.toolChoice(),
                chat.parallelTools(),
                chat.sampling(),
                chat.reasoning(),
                chat.format(),
                chat.serviceTier(),
                chat.user(),
                chat.metadata(),
                chat.verbosity(),
                chat.modalities(),
                JsonTree.object());
    }

    static AnswerTerms terms(boolean stream) {
        return new AnswerTerms(
                "gen-1", "acme/swift-1", "Amazon Bedrock", 1_700_000_000, stream, true, false, Surface.VENDOR);
    }

    /// How an answer's bytes are cut.
    interface Cut {
        int size(int left);

        Cut WHOLE = left -> left;
        Cut BYTES = _ -> 1;

        static Cut split(long seed) {
            Random random = new Random(seed);
            return left -> Math.min(left, 1 + random.nextInt(random.nextBoolean() ? 8 : 400));
        }
    }

    /// The events of an answer.
    static List<Event> events(HubUpstream dialect, Endpoint endpoint, Operation operation, Answer answer) {
        List<Event> events = new ArrayList<>();
        var parser = dialect.parser(endpoint, operation, answer.stream, events::add);
        try {
            FrameReader frames = dialect.frames(answer.stream, frame -> parser.frame(frame.event(), json(frame)));
            int at = 0;
            while (at < answer.bytes.length) {
                int to = at + answer.cut.size(answer.bytes.length - at);
                byte[] piece = Arrays.copyOfRange(answer.bytes, at, to);
                frames.read(piece, 0, piece.length);
                Arrays.fill(piece, (byte) '!');
                at = to;
            }
            frames.end();
            parser.end();
        } catch (FrameReader.Malformed e) {
            throw new AssertionError(e.getMessage(), e);
        }
        return events;
    }

    /// An answer's bytes and how they come.
    record Answer(byte[] bytes, boolean stream, Cut cut) {}

    static JsonNode json(Frame frame) {
        return JsonTree.read(frame.bytes(), frame.from(), frame.to());
    }

    static JsonNode json(String text) {
        return JsonTree.read(text.replace('\'', '"'));
    }

    /// What a client gets for these events.
    static byte[] rendered(AnswerRenderer renderer, List<Event> events) {
        ByteSink out = new ByteSink(256);
        Usage usage = Usage.NONE;
        for (Event event : events) {
            if (event instanceof Event.Used used) {
                usage = used.usage();
            }
            boolean outside = event instanceof Event.Ended || event instanceof Event.Broke;
            if (!outside) {
                renderer.event(event, out);
            }
        }
        renderer.finish(usage, CHARGE, out);
        return out.take();
    }

    /// Frames of a stream by name and payload.
    static List<Map.Entry<String, JsonNode>> frames(byte[] stream) {
        List<Map.Entry<String, JsonNode>> frames = new ArrayList<>();
        var reader = new dev.roundhouse.dialect.EventStreamFrames(
                frame -> frames.add(Map.entry(frame.event(), json(frame))));
        reader.read(stream, 0, stream.length);
        reader.end();
        return frames;
    }

    /// What events mean, pieces joined: by part the text, thinking, call, seal and sources; the end; the usage.
    static List<String> meaning(List<Event> events) {
        Map<Integer, StringBuilder> parts = new java.util.LinkedHashMap<>();
        Map<Integer, String> arguments = new HashMap<>();
        List<String> rest = new ArrayList<>();
        for (Event event : events) {
            switch (event) {
                case Event.Text t -> joined(parts, t.part(), "text ", t.text());
                case Event.Refusal t -> joined(parts, t.part(), "text ", t.text());
                case Event.Thinking t -> joined(parts, t.part(), "thinking ", t.text());
                case Event.Sealed s ->
                    rest.add("seal " + s.seal().format() + " " + s.seal().signature() + " "
                            + s.seal().redacted());
                case Event.ToolStarted t -> {
                    joined(parts, t.part(), "call ", t.id() + " " + t.name() + " ");
                    arguments.put(t.part(), "");
                }
                case Event.ToolInput t -> arguments.merge(t.part(), t.piece(), String::concat);
                case Event.Cited c ->
                    rest.add("cited " + c.citation().url() + c.citation().title()
                            + c.citation().quote() + c.citation().document());
                case Event.Made m -> rest.add("made " + m.made().media());
                case Event.Native n ->
                    joined(parts, n.part(), "native ", n.value().toString());
                case Event.Finished f -> rest.add("finished " + f.reason() + " " + f.stopSequence());
                case Event.Used u -> rest.add("used " + u.usage());
                case Event.Broke b -> rest.add("broke " + b.failure());
                case Event.Embedded e -> rest.add("embedded " + e.index() + " " + e.vector());
                case Event.Ranked r -> rest.add("ranked " + r.index() + " " + r.score());
                case Event.Ended _ -> rest.add("ended");
                case Event.Opened _, Event.Logprobs _, Event.Extra _ -> {}
            }
        }
        arguments.forEach((part, text) -> joined(parts, part, "call ", arguments(text)));
        List<String> all = new ArrayList<>();
        parts.values().stream()
                .map(StringBuilder::toString)
                .filter(text -> !text.equals("text "))
                .forEach(all::add);
        all.addAll(rest);
        return all;
    }

    private static String arguments(String text) {
        JsonNode read = text.isBlank() ? JsonTree.object() : JsonTree.readObject(text);
        return read == null ? text : read.toString();
    }

    private static void joined(Map<Integer, StringBuilder> parts, int part, String kind, String text) {
        parts.computeIfAbsent(part, _ -> new StringBuilder(kind)).append(text);
    }

    /// Anthropic's bodies, as `app` gives them.
    private static final class Claude implements InnerBodies {
        @Override
        public Prompt.Chat read(JsonNode body) {
            return AnthropicBodies.read(body);
        }

        @Override
        public ObjectNode write(Prompt.Chat said, Outbound outbound) {
            return AnthropicBodies.write(said, outbound, AnthropicBodies.BEDROCK_VERSION);
        }

        @Override
        public AnswerParser parser(Endpoint endpoint, EventSink sink) {
            return AnthropicBodies.parser(endpoint, sink);
        }

        @Override
        public AnswerRenderer renderer(JsonNode body, AnswerTerms terms, FrameWriter writer) {
            return AnthropicBodies.renderer(body, terms, writer);
        }
    }
}
