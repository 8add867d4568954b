package dev.roundhouse.dialect.responses;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.roundhouse.Corpus;
import dev.roundhouse.Corpus.Interaction;
import dev.roundhouse.catalog.Dialect;
import dev.roundhouse.dialect.AnswerParser;
import dev.roundhouse.dialect.AnswerRenderer;
import dev.roundhouse.dialect.FrameReader;
import dev.roundhouse.dialect.HubTrips;
import dev.roundhouse.dialect.HubUpstream;
import dev.roundhouse.dialect.JsonTree;
import dev.roundhouse.dialect.anthropic.AnthropicMessages;
import dev.roundhouse.dialect.bedrock.BedrockConverse;
import dev.roundhouse.dialect.cohere.Cohere;
import dev.roundhouse.dialect.gemini.Gemini;
import dev.roundhouse.dialect.ollama.Ollama;
import dev.roundhouse.dialect.openai.OpenAiChat;
import dev.roundhouse.exchange.ByteSink;
import dev.roundhouse.exchange.Event;
import dev.roundhouse.exchange.FinishReason;
import dev.roundhouse.exchange.GenerationRequest;
import dev.roundhouse.exchange.Operation;
import dev.roundhouse.exchange.Seal;
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

/// Recorded answers of other dialects mean the same to clients of this one, streamed or not.
class ForeignToResponsesTest {
    private static final Map<String, HubUpstream> UPSTREAMS = Map.of(
            "openai-chat", new OpenAiChat(),
            "anthropic-messages", new AnthropicMessages(),
            "gemini", new Gemini(),
            "bedrock-converse", new BedrockConverse(() -> Instant.EPOCH),
            "cohere", new Cohere(),
            "ollama", new Ollama(() -> 0));

    /// Answers of which something is lost, and why.
    private static final Map<String, String> EXCEPTIONS =
            Map.of("gemini-generateContent-67f9deb69e", "sources of a picture: only texts have annotations here");

    @Test
    void answersOfOtherDialectsKeepTheirMeaning() {
        Map<String, String> lost = new TreeMap<>();

        new TreeMap<>(UPSTREAMS).forEach((name, upstream) -> {
            int[] counts = new int[2];
            for (Interaction one : Corpus.of(name)) {
                if (one.status() != 200 || one.wire().equals("event-json-lines")) {
                    continue;
                }
                List<Event> events = events(upstream, !one.wire().equals("json"), one.response());
                String meaning = meaning(events);
                if (!meaning.endsWith("ended")) {
                    continue;
                }
                counts[1]++;
                for (boolean stream : List.of(true, false)) {
                    Told told = Told.of(Samples.endpoint("openai"), stream, rendered(events, stream));
                    String heard = meaning(told.events);
                    if (!heard.equals(meaning)) {
                        lost.put(one.id(), (stream ? "streamed\n" : "whole\n") + meaning + "\n-->\n" + heard);
                    }
                }
                counts[0] += lost.containsKey(one.id()) ? 0 : 1;
            }
            System.out.println(name + " > openai-responses: " + counts[0] + " of " + counts[1]);
        });

        assertThat(lost.keySet()).as(lost.toString()).isEqualTo(EXCEPTIONS.keySet());
    }

    private static List<Event> events(HubUpstream upstream, boolean stream, byte[] answer) {
        List<Event> events = new ArrayList<>();
        AnswerParser parser =
                upstream.parser(HubTrips.endpoint(Dialect.OPENAI_CHAT, "swift"), Operation.CHAT, stream, events::add);
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
        GenerationRequest request = Samples.understood("{\"model\":\"m\",\"input\":\"x\",\"stream\":" + stream + "}");
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

    // Of the first choice: others cannot be said here, nor natives of another dialect. Sound that was made has no
    // item,
    // its transcript neither. Usage by the totals that a client sees.
    private static String meaning(List<Event> events) {
        StringBuilder text = new StringBuilder();
        StringBuilder thinking = new StringBuilder();
        Map<Integer, StringBuilder> calls = new LinkedHashMap<>();
        TreeSet<String> cited = new TreeSet<>();
        TreeSet<String> seals = new TreeSet<>();
        String finish = "";
        String usage = "0/0";
        String end = "";
        for (Event event : events) {
            switch (event) {
                case Event.Text t when t.choice() == 0 -> text.append(t.text());
                case Event.Refusal r when r.choice() == 0 -> text.append(r.text());
                case Event.Thinking t when t.choice() == 0 -> thinking.append(t.text());
                case Event.ToolStarted t
                when t.choice() == 0 -> calls.put(t.part(), new StringBuilder(t.id() + " " + t.name() + " "));
                case Event.ToolInput t
                when t.choice() == 0 ->
                    calls.getOrDefault(t.part(), new StringBuilder()).append(t.piece());
                case Event.Cited c
                when c.choice() == 0 ->
                    cited.add(c.citation().url() + " "
                            + java.util.Objects.requireNonNullElse(c.citation().title(), ""));
                case Event.Sealed s when s.choice() == 0 -> seals.add(seal(s.seal()));
                case Event.Finished f
                when f.choice() == 0 ->
                    finish = f.reason() == FinishReason.TOOL_CALLS || !calls.isEmpty()
                            ? calls.isEmpty() ? FinishReason.STOP.name() : called(f.reason())
                            : f.reason().name();
                case Event.Used(Usage u) -> usage = u.inputTotal() + "/" + u.outputTotal();
                case Event.Broke _ -> end = "broke";
                case Event.Ended _ -> end = "ended";
                default -> {}
            }
        }
        List<String> all = new ArrayList<>();
        calls.values().forEach(call -> all.add(call(call.toString())));
        cited.removeIf(one -> one.startsWith("null "));
        return String.join(
                "\n", List.of(text, thinking, all.toString(), cited.toString(), seals.toString(), finish, usage, end));
    }

    // A response that calls a tool is completed, however its provider names that.
    private static String called(FinishReason reason) {
        return reason == FinishReason.STOP ? FinishReason.TOOL_CALLS.name() : reason.name();
    }

    private static String seal(Seal seal) {
        return seal.format() + " " + seal.signature() + " " + seal.redacted();
    }

    private static String call(String call) {
        int brace = call.indexOf('{');
        JsonNode input = brace < 0 ? null : JsonTree.readObject(call.substring(brace));
        String said = input == null ? call.strip() : call.substring(0, brace).strip() + input;
        return said.endsWith("{}") ? said.substring(0, said.length() - 2) : said;
    }
}
