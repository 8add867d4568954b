package dev.roundhouse.dialect;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.roundhouse.catalog.Auth;
import dev.roundhouse.catalog.DataPolicy;
import dev.roundhouse.catalog.Dialect;
import dev.roundhouse.catalog.Endpoint;
import dev.roundhouse.catalog.Limits;
import dev.roundhouse.catalog.PriceBook;
import dev.roundhouse.catalog.Provider;
import dev.roundhouse.catalog.Timeouts;
import dev.roundhouse.exchange.AnswerTerms;
import dev.roundhouse.exchange.ByteSink;
import dev.roundhouse.exchange.Charge;
import dev.roundhouse.exchange.Event;
import dev.roundhouse.exchange.Failure;
import dev.roundhouse.exchange.GenerationRequest;
import dev.roundhouse.exchange.Inbound;
import dev.roundhouse.exchange.Operation;
import dev.roundhouse.exchange.Surface;
import dev.roundhouse.exchange.Usage;
import dev.roundhouse.money.Nanos;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.NullMarked;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.DoubleNode;
import tools.jackson.databind.node.ObjectNode;

/// Trips of dialects to the neutral form and back, for tests.
@NullMarked
public final class HubTrips {
    public static final Charge CHARGE =
            new Charge(new Nanos(12_345), new Nanos(2_345), new Nanos(10_000), new Nanos(11_000));

    private HubTrips() {}

    /// An endpoint whose provider's own name for its model is `upstream`.
    public static Endpoint endpoint(Dialect dialect, String upstream) {
        Provider provider = new Provider(
                "acme",
                "Acme",
                "inference-host",
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
                upstream,
                dialect,
                null,
                false,
                128_000,
                4_096,
                null,
                Set.of(),
                Set.of(),
                PriceBook.UNKNOWN,
                null,
                false);
    }

    /// A request as it comes by a path.
    public static ClientDialect.Reading read(ClientDialect dialect, String path, byte[] body) {
        Surface surface = path.startsWith("/api/v1/") ? Surface.OPENROUTER : Surface.VENDOR;
        return dialect.read(
                new Inbound("gen-1", Instant.EPOCH, surface, dialect.name(), path, "", null, Map.of(), body));
    }

    /// A request that is understood.
    public static GenerationRequest understood(ClientDialect dialect, String path, byte[] body) {
        return switch (read(dialect, path, body)) {
            case ClientDialect.Understood(GenerationRequest request) -> request;
            case ClientDialect.Refused(Failure failure) -> throw new AssertionError("refused: " + failure.message());
        };
    }

    /// A request that is understood.
    public static GenerationRequest understood(ClientDialect dialect, String path, String body) {
        return understood(dialect, path, body.getBytes(UTF_8));
    }

    /// What the client's copy must say.
    public static AnswerTerms terms(boolean stream, Surface surface) {
        return new AnswerTerms("gen-1", "acme/swift-1", "Acme", 1_700_000_000, stream, true, true, surface);
    }

    /// The events of an answer, pieces of one part joined.
    ///
    /// @param random cuts the bytes; null delivers them whole
    public static List<Event> events(
            HubUpstream dialect, Operation operation, boolean stream, byte[] answer, @Nullable Random random) {
        List<Event> events = new ArrayList<>();
        AnswerParser parser = dialect.parser(endpoint(dialect.name(), "swift"), operation, stream, events::add);
        FrameReader frames = dialect.frames(stream, frame -> {
            String text = new String(frame.bytes(), frame.from(), frame.to() - frame.from(), UTF_8);
            if (text.equals("[DONE]")) {
                parser.done();
                return;
            }
            try {
                parser.frame(frame.event(), JsonTree.read(frame.bytes(), frame.from(), frame.to()));
            } catch (JacksonException e) {
                throw new FrameReader.Malformed("sent no JSON");
            }
        });
        int at = 0;
        while (at < answer.length) {
            int to = random == null ? answer.length : Math.min(answer.length, at + 1 + random.nextInt(40));
            byte[] piece = Arrays.copyOfRange(answer, at, to);
            frames.read(piece, 0, piece.length);
            at = to;
        }
        frames.end();
        parser.end();
        return joined(events);
    }

    /// What a client gets of these events.
    public static byte[] rendered(HubClient dialect, GenerationRequest request, List<Event> events) {
        return rendered(dialect, request, events, request.stream());
    }

    /// What a client gets of these events.
    public static byte[] rendered(HubClient dialect, GenerationRequest request, List<Event> events, boolean stream) {
        AnswerRenderer renderer = dialect.renderer(request, terms(stream, request.surface()));
        ByteSink out = new ByteSink(256);
        Usage usage = Usage.NONE;
        for (Event event : events) {
            switch (event) {
                case Event.Used(Usage used) -> usage = used;
                case Event.Broke _, Event.Ended _ -> {}
                default -> renderer.event(event, out);
            }
        }
        renderer.finish(usage, CHARGE, out);
        return out.toByteArray();
    }

    /// The same tree with numbers that are equal written alike.
    public static JsonNode numbersAlike(JsonNode json) {
        return switch (json) {
            case ObjectNode object -> {
                ObjectNode alike = JsonTree.object();
                object.properties().forEach(member -> alike.set(member.getKey(), numbersAlike(member.getValue())));
                yield alike;
            }
            case ArrayNode array -> {
                ArrayNode alike = JsonTree.array();
                array.forEach(one -> alike.add(numbersAlike(one)));
                yield alike;
            }
            default -> json.isNumber() ? DoubleNode.valueOf(json.asDouble()) : json;
        };
    }

    private static List<Event> joined(List<Event> events) {
        List<Event> all = new ArrayList<>();
        for (Event event : events) {
            Event last = all.isEmpty() ? null : all.getLast();
            Event both = last == null ? null : both(last, event);
            if (both == null) {
                all.add(event);
            } else {
                all.set(all.size() - 1, both);
            }
        }
        return all;
    }

    private static @Nullable Event both(Event a, Event b) {
        if (a instanceof Event.Text x && b instanceof Event.Text y && x.part() == y.part()) {
            return new Event.Text(x.choice(), x.part(), x.text() + y.text());
        }
        if (a instanceof Event.Thinking x && b instanceof Event.Thinking y && x.part() == y.part()) {
            return new Event.Thinking(x.choice(), x.part(), x.text() + y.text(), x.summary());
        }
        if (a instanceof Event.ToolInput x && b instanceof Event.ToolInput y && x.part() == y.part()) {
            return new Event.ToolInput(x.choice(), x.part(), x.piece() + y.piece());
        }
        return null;
    }
}
