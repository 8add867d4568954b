package dev.roundhouse.dialect.responses;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.roundhouse.catalog.Endpoint;
import dev.roundhouse.dialect.AnswerParser;
import dev.roundhouse.dialect.AnswerRenderer;
import dev.roundhouse.dialect.FrameReader;
import dev.roundhouse.dialect.JsonTree;
import dev.roundhouse.exchange.ByteSink;
import dev.roundhouse.exchange.Event;
import dev.roundhouse.exchange.EventSink;
import dev.roundhouse.exchange.FinishReason;
import dev.roundhouse.exchange.GenerationRequest;
import dev.roundhouse.exchange.Operation;
import dev.roundhouse.exchange.Usage;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;

/// What an answer means: its events, however many pieces they came in.
final class Told implements EventSink {
    final List<Event> events = new ArrayList<>();
    private final Map<Integer, Piece> pieces = new TreeMap<>();
    private final ArrayNode logprobs = JsonTree.array();
    private final TreeMap<String, JsonNode> extras = new TreeMap<>();

    @Nullable
    FinishReason finish;

    @Nullable
    Usage usage;

    Event.@Nullable Broke broke;

    boolean ended;

    private static final class Piece {
        private String kind = "";
        private final StringBuilder text = new StringBuilder();
        private final List<String> marks = new ArrayList<>();

        @Override
        public String toString() {
            return kind + " " + (kind.startsWith("call") ? canonical(text.toString()) : text) + " " + marks;
        }

        private static String canonical(String arguments) {
            JsonNode object = JsonTree.readObject(arguments);
            return object == null ? arguments : object.toString();
        }
    }

    @Override
    public void accept(Event event) {
        events.add(event);
        switch (event) {
            case Event.Text t -> say("text", t.part(), t.text());
            case Event.Thinking t -> say(t.summary() ? "summary" : "thought", t.part(), t.text());
            case Event.Refusal t -> say("refusal", t.part(), t.text());
            case Event.ToolStarted t -> say("call " + t.id() + " " + t.name() + " " + t.custom(), t.part(), "");
            case Event.ToolInput t -> piece(t.part()).text.append(t.piece());
            case Event.Sealed s ->
                piece(s.part())
                        .marks
                        .add(s.seal().format() + s.seal().signature() + s.seal().redacted());
            case Event.Cited c -> piece(c.part()).marks.add(c.citation().toString());
            case Event.Made m -> say("made", m.part(), m.made().media().toString());
            case Event.Native n -> say("native", n.part(), n.value().toString());
            case Event.Logprobs l -> logprobs.addAll((ArrayNode) l.content());
            case Event.Extra e -> extras.put(e.name(), e.value());
            case Event.Finished f -> finish = f.reason();
            case Event.Used u -> usage = u.usage();
            case Event.Broke b -> broke = b;
            case Event.Ended _ -> ended = true;
            case Event.Opened _, Event.Embedded _, Event.Ranked _ -> {}
        }
    }

    private void say(String kind, int part, String text) {
        Piece piece = piece(part);
        piece.kind = kind;
        piece.text.append(text);
    }

    private Piece piece(int part) {
        return pieces.computeIfAbsent(part, _ -> new Piece());
    }

    /// All of it, for comparing.
    String meaning() {
        return String.join(
                        "\n",
                        List.copyOf(pieces.values()).stream()
                                .map(Piece::toString)
                                .toList())
                + "\n" + logprobs + "\n" + extras + "\n" + finish + " " + usage + " " + (broke != null) + " " + ended;
    }

    String text() {
        StringBuilder all = new StringBuilder();
        pieces.values().stream().filter(p -> p.kind.equals("text")).forEach(p -> all.append(p.text));
        return all.toString();
    }

    /// Reads an answer whole.
    static Told of(Endpoint endpoint, boolean stream, byte[] answer) {
        return of(endpoint, stream, answer, answer.length, new Random(1));
    }

    /// Reads an answer in pieces.
    ///
    /// @param size of a piece; 0 of chance
    static Told of(Endpoint endpoint, boolean stream, byte[] answer, int size, Random random) {
        Told told = new Told();
        AnswerParser parser = Samples.DIALECT.parser(endpoint, Operation.CHAT, stream, told);
        FrameReader reader = Samples.DIALECT.frames(stream, frame -> {
            String text = new String(frame.bytes(), frame.from(), frame.to() - frame.from(), UTF_8);
            if (text.equals("[DONE]")) {
                parser.done();
                return;
            }
            try {
                parser.frame(frame.event(), JsonTree.read(frame.bytes(), frame.from(), frame.to()));
            } catch (JacksonException _) {
                throw new FrameReader.Malformed("sent no JSON");
            }
        });
        try {
            int at = 0;
            while (at < answer.length) {
                int more = size == 0 ? 1 + random.nextInt(random.nextBoolean() ? 8 : 400) : size;
                int to = Math.min(answer.length, at + Math.max(1, more));
                reader.read(answer, at, to);
                at = to;
            }
            reader.end();
            parser.end();
        } catch (FrameReader.Malformed e) {
            told.extras.put("malformed", JsonTree.object().put("what", e.getMessage()));
        }
        return told;
    }

    /// Says this answer to a client.
    byte[] rendered(GenerationRequest request, boolean stream) {
        AnswerRenderer renderer = Samples.DIALECT.renderer(request, Samples.terms(stream));
        ByteSink out = new ByteSink(1024);
        for (Event event : events) {
            if (!(event instanceof Event.Broke) && !(event instanceof Event.Ended)) {
                renderer.event(event, out);
            }
        }
        renderer.finish(Objects.requireNonNullElse(usage, Usage.NONE), Samples.CHARGE, out);
        return out.take();
    }
}
