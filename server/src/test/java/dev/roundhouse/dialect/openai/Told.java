package dev.roundhouse.dialect.openai;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.roundhouse.catalog.Endpoint;
import dev.roundhouse.dialect.AnswerParser;
import dev.roundhouse.dialect.AnswerRenderer;
import dev.roundhouse.dialect.Frame;
import dev.roundhouse.dialect.FrameReader;
import dev.roundhouse.dialect.HubUpstream;
import dev.roundhouse.dialect.JsonTree;
import dev.roundhouse.exchange.ByteSink;
import dev.roundhouse.exchange.Citation;
import dev.roundhouse.exchange.Event;
import dev.roundhouse.exchange.FinishReason;
import dev.roundhouse.exchange.Media;
import dev.roundhouse.exchange.Operation;
import dev.roundhouse.exchange.Seal;
import dev.roundhouse.exchange.Usage;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/// What an answer told, apart from how it was cut.
final class Told {
    private Told() {}

    /// The events of an answer whose bytes come in pieces of some size; -1: of chance.
    static List<Event> events(HubUpstream dialect, Operation operation, boolean stream, byte[] answer, int size) {
        return events(dialect, Samples.endpoint(), operation, stream, answer, size);
    }

    /// The same of one endpoint.
    static List<Event> events(
            HubUpstream dialect, Endpoint endpoint, Operation operation, boolean stream, byte[] answer, int size) {
        List<Event> events = new ArrayList<>();
        AnswerParser parser = dialect.parser(endpoint, operation, stream, events::add);
        FrameReader frames = dialect.frames(stream, frame -> frame(parser, frame));
        Random random = new Random(answer.length);
        int at = 0;
        while (at < answer.length) {
            int length = size > 0 ? size : 1 + random.nextInt(random.nextBoolean() ? 8 : 400);
            int to = Math.min(answer.length, at + length);
            frames.read(answer, at, to);
            at = to;
        }
        frames.end();
        parser.end();
        return events;
    }

    private static void frame(AnswerParser parser, Frame frame) {
        String text = new String(frame.bytes(), frame.from(), frame.to() - frame.from(), UTF_8);
        if (text.strip().equals("[DONE]")) {
            parser.done();
            return;
        }
        try {
            parser.frame(frame.event(), JsonTree.read(frame.bytes(), frame.from(), frame.to()));
        } catch (JacksonException e) {
            throw new AssertionError("no JSON in a frame", e);
        }
    }

    /// An answer said by a renderer.
    static byte[] rendered(AnswerRenderer renderer, List<Event> events) {
        ByteSink out = new ByteSink(256);
        Usage usage = Fed.COUNTED;
        for (Event event : events) {
            if (event instanceof Event.Used(Usage used)) {
                usage = used;
            }
            if (!(event instanceof Event.Ended)) {
                renderer.event(event, out);
            }
        }
        renderer.finish(usage, Samples.CHARGE, out);
        return out.toByteArray();
    }

    /// What events mean, one line for each thing that was told.
    static List<String> meaning(List<Event> events) {
        Map<Integer, Choice> choices = new TreeMap<>();
        List<String> all = new ArrayList<>();
        for (Event event : events) {
            switch (event) {
                case Event.Text e -> choice(choices, e.choice()).text.append(e.text());
                case Event.Refusal e -> choice(choices, e.choice()).refusal.append(e.text());
                case Event.Thinking e ->
                    thought(choices, e.choice(), e.part()).text.append(e.text());
                case Event.Sealed e -> choice(choices, e.choice()).sealed(e.part(), e.seal());
                case Event.ToolStarted e -> choice(choices, e.choice()).calls.put(e.part(), new Call(e));
                case Event.ToolInput e ->
                    Objects.requireNonNull(choice(choices, e.choice()).calls.get(e.part()), "call")
                            .input
                            .append(e.piece());
                case Event.Cited e -> choice(choices, e.choice()).others.add(cited(e.citation()));
                case Event.Made e ->
                    choice(choices, e.choice())
                            .others
                            .add("made " + made(e.made().media()));
                case Event.Logprobs e -> e.content().forEach(choice(choices, e.choice()).logprobs::add);
                case Event.Native e -> choice(choices, e.choice()).others.add("native " + e.value());
                case Event.Embedded e -> all.add("vector " + e.index() + " " + e.vector());
                case Event.Ranked e -> all.add("rank " + e.index() + " " + e.score());
                case Event.Finished e -> choice(choices, e.choice()).finished = e.reason();
                case Event.Used e -> all.add("used " + e.usage());
                case Event.Broke e -> all.add("broke " + e.failure().message());
                case Event.Ended _ -> all.add("ended");
                case Event.Opened _, Event.Extra _ -> {}
            }
        }
        choices.forEach((index, choice) -> choice.lines().forEach(line -> all.add(index + ": " + line)));
        return all;
    }

    private static Choice choice(Map<Integer, Choice> choices, int index) {
        return choices.computeIfAbsent(index, _ -> new Choice());
    }

    private static Thought thought(Map<Integer, Choice> choices, int index, int part) {
        return choice(choices, index).thoughts.computeIfAbsent(part, _ -> new Thought());
    }

    private static String cited(Citation citation) {
        return "cited " + filled(citation.url()) + " " + filled(citation.title()) + " " + filled(citation.quote());
    }

    private static String filled(@Nullable String text) {
        return text == null ? "" : text;
    }

    private static String made(Media media) {
        return media.kind() + " " + media.source();
    }

    private static final class Choice {
        final StringBuilder text = new StringBuilder();
        final StringBuilder refusal = new StringBuilder();
        final Map<Integer, Thought> thoughts = new LinkedHashMap<>();
        final Map<Integer, Call> calls = new LinkedHashMap<>();
        final List<JsonNode> logprobs = new ArrayList<>();
        final List<String> others = new ArrayList<>();

        @Nullable
        FinishReason finished;

        void sealed(int part, Seal seal) {
            Call call = calls.get(part);
            if (call != null) {
                others.add("sealed call " + call.id + " " + seal);
            } else if (thoughts.containsKey(part) || !seal.format().equals(Seal.GEMINI)) {
                thoughts.computeIfAbsent(part, _ -> new Thought()).seal = seal.toString();
            } else {
                others.add("sealed text " + seal);
            }
        }

        List<String> lines() {
            List<String> lines = new ArrayList<>();
            lines.add("text " + text);
            lines.add("refusal " + refusal);
            StringBuilder thinking = new StringBuilder();
            thoughts.values().forEach(t -> thinking.append(t.text));
            lines.add("thinking " + thinking);
            thoughts.values().stream().filter(t -> !t.seal.isEmpty()).forEach(t -> lines.add("sealed " + t.seal));
            calls.values().forEach(c -> lines.add(c.toString()));
            lines.add("logprobs " + logprobs);
            lines.addAll(others.stream().sorted().toList());
            // Of answers that call, some providers say stop.
            boolean called = !calls.isEmpty() && finished == FinishReason.STOP;
            lines.add("finished " + (called ? FinishReason.TOOL_CALLS : finished));
            return lines;
        }
    }

    private static final class Thought {
        final StringBuilder text = new StringBuilder();
        String seal = "";
    }

    private static final class Call {
        final String id;
        final String name;
        final StringBuilder input = new StringBuilder();

        Call(Event.ToolStarted started) {
            id = started.id();
            name = started.name() + (started.custom() ? " custom" : "");
        }

        @Override
        public String toString() {
            JsonNode parsed = input.isEmpty() ? JsonTree.object() : JsonTree.readObject(input.toString());
            return "call " + id + " " + name + " " + (parsed == null ? input : parsed);
        }
    }
}
