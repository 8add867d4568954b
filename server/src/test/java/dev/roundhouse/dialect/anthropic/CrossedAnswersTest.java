package dev.roundhouse.dialect.anthropic;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.roundhouse.Corpus;
import dev.roundhouse.catalog.Dialect;
import dev.roundhouse.catalog.Endpoint;
import dev.roundhouse.dialect.AnswerParser;
import dev.roundhouse.dialect.AnswerRenderer;
import dev.roundhouse.dialect.FrameReader;
import dev.roundhouse.dialect.HubTrips;
import dev.roundhouse.dialect.HubUpstream;
import dev.roundhouse.dialect.JsonTree;
import dev.roundhouse.dialect.cohere.Cohere;
import dev.roundhouse.dialect.gemini.Gemini;
import dev.roundhouse.dialect.openai.OpenAiChat;
import dev.roundhouse.dialect.responses.OpenAiResponses;
import dev.roundhouse.exchange.ByteSink;
import dev.roundhouse.exchange.Event;
import dev.roundhouse.exchange.FinishReason;
import dev.roundhouse.exchange.GenerationRequest;
import dev.roundhouse.exchange.Operation;
import dev.roundhouse.exchange.Usage;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/// Recorded answers of other dialects to a client of this one: what they mean is kept.
class CrossedAnswersTest {
    /// Answers of which something is lost, each with its reason.
    private static final Map<String, String> EXCEPTIONS = Map.of();

    @Test
    void answersOfOtherDialectsKeepTheirMeaning() {
        Map<String, String> changed = new TreeMap<>();
        Map<String, int[]> counts = new TreeMap<>();
        Map<String, HubUpstream> upstreams = Map.of(
                "openai-chat", new OpenAiChat(),
                "gemini", new Gemini(),
                "cohere", new Cohere(),
                "openai-responses", new OpenAiResponses(() -> Instant.EPOCH, false));
        upstreams.forEach((name, upstream) -> {
            for (Corpus.Interaction one : Corpus.of(name)) {
                if (one.status() != 200 || one.wire().equals("event-json-lines")) {
                    continue;
                }
                boolean stream = !one.wire().equals("json");
                List<Event> events = events(upstream, stream, one.response());
                Means said = Means.of(events);
                if (!said.ended || said.isEmpty()) {
                    continue;
                }
                int[] count = counts.computeIfAbsent(name, _ -> new int[2]);
                count[1]++;
                List<String> lost = new ArrayList<>();
                for (boolean to : List.of(true, false)) {
                    Means heard = Means.of(Heard.whole(rendered(events, to), to).events());
                    lost.addAll(said.differences(heard));
                }
                count[0] += lost.isEmpty() ? 1 : 0;
                if (!lost.isEmpty()) {
                    changed.put(one.id(), String.join("; ", lost));
                }
            }
        });
        counts.forEach(
                (name, count) -> System.out.println(name + " > anthropic-messages: " + count[0] + " of " + count[1]));
        changed.forEach((id, how) -> System.out.println("  " + id + ": " + how));
        changed.keySet().removeAll(EXCEPTIONS.keySet());
        assertThat(changed.keySet()).as("changed and not listed").isEmpty();
    }

    private static List<Event> events(HubUpstream upstream, boolean stream, byte[] answer) {
        List<Event> events = new ArrayList<>();
        Endpoint endpoint = HubTrips.endpoint(Dialect.OPENAI_CHAT, "swift");
        AnswerParser parser = upstream.parser(endpoint, Operation.CHAT, stream, events::add);
        FrameReader frames = upstream.frames(stream, frame -> {
            String text = new String(frame.bytes(), frame.from(), frame.to() - frame.from(), UTF_8);
            if (text.strip().equals("[DONE]")) {
                parser.done();
            } else {
                parser.frame(frame.event(), JsonTree.read(frame.bytes(), frame.from(), frame.to()));
            }
        });
        try {
            frames.read(answer, 0, answer.length);
            frames.end();
            parser.end();
        } catch (JacksonException | FrameReader.Malformed _) {
            return List.of(); // recorded without its framing
        }
        return events;
    }

    private static byte[] rendered(List<Event> events, boolean stream) {
        GenerationRequest request = Samples.understood("{\"model\":\"m\",\"messages\":[],\"stream\":" + stream + "}");
        AnswerRenderer renderer = Samples.DIALECT.renderer(request, Samples.terms(stream));
        ByteSink out = new ByteSink(256);
        Usage usage = Usage.NONE;
        for (Event event : events) {
            if (event instanceof Event.Used used) {
                usage = used.usage();
            }
            if (!(event instanceof Event.Ended)) {
                renderer.event(event, out);
            }
        }
        renderer.finish(usage, Samples.CHARGE, out);
        return out.take();
    }

    /// What an answer's first choice means.
    private static final class Means {
        private final StringBuilder text = new StringBuilder();
        private final StringBuilder thinking = new StringBuilder();
        private final Map<Integer, StringBuilder> calls = new LinkedHashMap<>();
        private final TreeSet<String> cited = new TreeSet<>();
        private final TreeSet<String> seals = new TreeSet<>();
        private String finish = "";
        private String usage = "";
        private boolean ended;

        static Means of(List<Event> events) {
            Means means = new Means();
            events.forEach(means::add);
            return means;
        }

        boolean isEmpty() {
            return text.isEmpty() && thinking.isEmpty() && calls.isEmpty();
        }

        private void add(Event event) {
            switch (event) {
                case Event.Text t when t.choice() == 0 -> text.append(t.text());
                case Event.Refusal r when r.choice() == 0 -> text.append(r.text());
                case Event.Thinking t when t.choice() == 0 -> thinking.append(t.text());
                case Event.ToolStarted s
                when s.choice() == 0 -> calls.put(s.part(), new StringBuilder(s.id() + " " + s.name() + " "));
                case Event.ToolInput i
                when i.choice() == 0 ->
                    calls.computeIfAbsent(i.part(), _ -> new StringBuilder()).append(i.piece());
                case Event.Cited c
                when c.choice() == 0 && c.citation().url() != null ->
                    cited.add(c.citation().url());
                case Event.Sealed s
                when s.choice() == 0 -> {
                    String mark = s.seal().signature() == null
                            ? s.seal().redacted()
                            : s.seal().signature();
                    if (mark != null && !mark.isEmpty()) {
                        seals.add(mark.startsWith(SealText.MARK) ? mark.split(":", 5)[4] : mark);
                    }
                }
                case Event.Finished f
                when f.choice() == 0 -> finish = f.reason().name();
                case Event.Used u ->
                    usage = u.usage().inputTotal() + "/" + u.usage().outputTotal();
                case Event.Ended _ -> ended = true;
                default -> {}
            }
        }

        List<String> differences(Means heard) {
            List<String> found = new ArrayList<>();
            differ(found, "text", text.toString(), heard.text.toString());
            differ(found, "thinking", thinking.toString(), heard.thinking.toString());
            differ(found, "calls", calls(), heard.calls());
            boolean sayable = !finish.equals(FinishReason.ERROR.name());
            if (sayable) {
                differ(found, "finish", finish, heard.finish);
            }
            if (!usage.isEmpty()) {
                differ(found, "usage", usage, heard.usage);
            }
            if (!heard.cited.containsAll(cited)) {
                found.add("cited " + cited + " / " + heard.cited);
            }
            if (!heard.seals.containsAll(seals)) {
                found.add("seals " + seals.size() + " / " + heard.seals.size());
            }
            return found;
        }

        private String calls() {
            List<String> all = new ArrayList<>();
            calls.values().forEach(call -> {
                int brace = call.indexOf("{");
                JsonNode input = brace < 0 ? null : JsonTree.readObject(call.substring(brace));
                all.add(
                        input == null
                                ? call.toString().strip()
                                : call.substring(0, brace).strip() + input);
            });
            return all.toString().replace("{}", "").replace(" null]", "]"); // both are no arguments
        }

        private static void differ(List<String> found, String what, String one, String other) {
            if (!one.equals(other)) {
                found.add(what + " " + cut(one) + " / " + cut(other));
            }
        }

        private static String cut(String text) {
            return text.length() <= 200 ? text : text.substring(0, 200) + "…";
        }
    }
}
