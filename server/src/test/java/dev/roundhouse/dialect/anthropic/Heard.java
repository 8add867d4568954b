package dev.roundhouse.dialect.anthropic;

import dev.roundhouse.catalog.Dialect;
import dev.roundhouse.dialect.AnswerParser;
import dev.roundhouse.dialect.AnswerRenderer;
import dev.roundhouse.dialect.FrameReader;
import dev.roundhouse.dialect.JsonTree;
import dev.roundhouse.exchange.ByteSink;
import dev.roundhouse.exchange.Charge;
import dev.roundhouse.exchange.Event;
import dev.roundhouse.exchange.GenerationRequest;
import dev.roundhouse.exchange.Operation;
import dev.roundhouse.exchange.Usage;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// The events of one answer.
record Heard(List<Event> events) {
    private static final Dialect OWN = Dialect.ANTHROPIC_MESSAGES;

    /// Parses an answer in pieces.
    ///
    /// @param random how long each; null for one piece
    static Heard of(byte[] answer, boolean stream, int size, @Nullable Random random) {
        List<Event> events = new ArrayList<>();
        AnswerParser parser = Samples.DIALECT.parser(Samples.endpoint(), Operation.CHAT, stream, events::add);
        FrameReader frames = Samples.DIALECT.frames(
                stream, frame -> parser.frame(frame.event(), JsonTree.read(frame.bytes(), frame.from(), frame.to())));
        int at = 0;
        while (at < answer.length) {
            int to = Math.min(answer.length, at + (random == null ? size : 1 + random.nextInt(size)));
            byte[] piece = Arrays.copyOfRange(answer, at, to);
            frames.read(piece, 0, piece.length);
            Arrays.fill(piece, (byte) '!');
            at = to;
        }
        frames.end();
        parser.end();
        return new Heard(events);
    }

    static Heard whole(byte[] answer, boolean stream) {
        return of(answer, stream, Math.max(1, answer.length), null);
    }

    /// Says the events to a client of our own.
    byte[] rendered(boolean stream) {
        GenerationRequest request = Samples.understood("{\"model\":\"m\",\"messages\":[],\"stream\":" + stream + "}");
        AnswerRenderer renderer = Samples.DIALECT.renderer(request, Samples.terms(stream));
        ByteSink out = new ByteSink(256);
        Usage usage = Usage.NONE;
        for (Event event : events) {
            if (event instanceof Event.Used used) {
                usage = used.usage();
            }
            if (!(event instanceof Event.Ended) && !(event instanceof Event.Broke)) {
                renderer.event(event, out);
            }
        }
        renderer.finish(usage, Charge.NONE, out);
        return out.take();
    }

    /// What the events come to: pieces put together, one line for each part and each fact.
    List<String> meaning() {
        TreeMap<Integer, StringBuilder> parts = new TreeMap<>();
        List<String> facts = new ArrayList<>();
        for (Event event : events) {
            switch (event) {
                case Event.Text t -> part(parts, t.part(), "text ").append(t.text());
                case Event.Thinking t -> part(parts, t.part(), "thinking ").append(t.text());
                case Event.ToolStarted s -> part(parts, s.part(), "tool " + s.id() + " " + s.name() + " ");
                case Event.ToolInput i -> part(parts, i.part(), "").append(i.piece());
                case Event.Native n -> part(parts, n.part(), "native " + sorted(n.value()));
                case Event.Sealed s -> facts.add("seal " + s.seal());
                case Event.Cited c ->
                    facts.add("cited " + c.citation().start() + "-"
                            + c.citation().end() + " " + sorted(c.citation().raw()));
                case Event.Finished f ->
                    facts.add("finished " + f.reason() + " " + f.nativeReason() + " " + f.stopSequence());
                case Event.Extra e -> facts.add("extra " + (e.dialect() == OWN) + e.name() + sorted(e.value()));
                case Event.Ended _ -> facts.add("ended");
                case Event.Broke b -> facts.add("broke " + b.failure().type());
                default -> {}
            }
        }
        events.stream()
                .filter(Event.Used.class::isInstance)
                .reduce((_, last) -> last)
                .ifPresent(last -> facts.add(last.toString()));
        List<String> all = new ArrayList<>();
        parts.values().forEach(text -> all.add(canonical(text.toString())));
        all.addAll(facts);
        return all;
    }

    private static StringBuilder part(TreeMap<Integer, StringBuilder> parts, int part, String start) {
        return parts.computeIfAbsent(part, _ -> new StringBuilder(start));
    }

    private static String canonical(String text) {
        int brace = text.startsWith("tool ") ? text.indexOf('{') : -1;
        JsonNode input = brace < 0 ? null : JsonTree.readObject(text.substring(brace));
        return input == null ? text : text.substring(0, brace) + sorted(input);
    }

    private static String sorted(JsonNode node) {
        if (node.isObject()) {
            TreeMap<String, String> members = new TreeMap<>();
            node.forEachEntry((name, value) -> members.put(name, sorted(value)));
            return members.toString();
        }
        if (node.isArray()) {
            List<String> items = new ArrayList<>();
            node.forEach(item -> items.add(sorted(item)));
            return items.toString();
        }
        return node.toString();
    }
}
