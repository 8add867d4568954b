package dev.roundhouse.dialect.gemini;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.roundhouse.Corpus;
import dev.roundhouse.Corpus.Interaction;
import dev.roundhouse.catalog.Dialect;
import dev.roundhouse.dialect.AnswerParser;
import dev.roundhouse.dialect.ClientDialect.Understood;
import dev.roundhouse.dialect.Cursor.Unacceptable;
import dev.roundhouse.dialect.FrameReader;
import dev.roundhouse.dialect.HubClient;
import dev.roundhouse.dialect.HubUpstream;
import dev.roundhouse.dialect.JsonTree;
import dev.roundhouse.dialect.anthropic.AnthropicMessages;
import dev.roundhouse.dialect.bedrock.BedrockConverse;
import dev.roundhouse.dialect.cohere.Cohere;
import dev.roundhouse.dialect.openai.OpenAiChat;
import dev.roundhouse.exchange.Event;
import dev.roundhouse.exchange.FinishReason;
import dev.roundhouse.exchange.GenerationRequest;
import dev.roundhouse.exchange.Inbound;
import dev.roundhouse.exchange.Message;
import dev.roundhouse.exchange.Operation;
import dev.roundhouse.exchange.Part;
import dev.roundhouse.exchange.Prompt;
import dev.roundhouse.exchange.Role;
import dev.roundhouse.exchange.Surface;
import dev.roundhouse.exchange.Tool;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import tools.jackson.core.JacksonException;

/// Recorded answers of other providers mean the same to a Gemini client, streamed and whole.
class GeminiCrossedTest {
    private static final Map<String, HubUpstream> UPSTREAMS = Map.of(
            "openai-chat", new OpenAiChat(),
            "anthropic-messages", new AnthropicMessages(),
            "bedrock-converse", new BedrockConverse(InstantSource.system()),
            "cohere", new Cohere());

    @Test
    void everyAnswerMeansTheSameToAGeminiClient() {
        GenerationRequest plain =
                Samples.understood("generateContent", "{\"contents\":[{\"parts\":[{\"text\":\"Hi\"}]}]}");
        List<String> wrong = new ArrayList<>();
        Map<String, Integer> kept = new LinkedHashMap<>();
        for (Map.Entry<String, HubUpstream> upstream : UPSTREAMS.entrySet()) {
            for (Interaction one : Corpus.of(upstream.getKey())) {
                if (one.status() != 200
                        || !List.of("chat", "messages", "converse").contains(one.operation())) {
                    continue;
                }
                List<Event> events = events(upstream.getValue(), one);
                if (!(events.getLast() instanceof Event.Ended)) {
                    continue; // broken, as its own tests know
                }
                boolean counted = events.stream().anyMatch(Event.Used.class::isInstance);
                String meant = Meaning.of(events, counted);
                for (boolean stream : new boolean[] {true, false}) {
                    GenerationRequest request = stream ? Samples.streamed("alt=sse") : plain;
                    byte[] said = Heard.said(request, stream, events);
                    String heard = Meaning.of(Heard.whole("gemini-3-flash", Operation.CHAT, stream, said), counted);
                    if (heard.equals(meant)) {
                        kept.merge(upstream.getKey(), 1, Integer::sum);
                    } else {
                        wrong.add(one.id() + " stream " + stream + ": " + brief(meant, heard));
                    }
                }
            }
        }
        System.out.println("answers said to Gemini clients: " + kept);
        assertThat(wrong).isEmpty();
    }

    @Test
    void everyRequestOfOthersReachesGeminiWithItsTurnsAndTools() {
        Map<String, HubClient> clients = Map.of(
                "openai-chat", new OpenAiChat(),
                "anthropic-messages", new AnthropicMessages(),
                "cohere", new Cohere());
        List<String> wrong = new ArrayList<>();
        Map<String, Integer> kept = new LinkedHashMap<>();
        for (Map.Entry<String, HubClient> client : clients.entrySet()) {
            for (Interaction one : Corpus.of(client.getKey())) {
                if (one.request() == null || !List.of("chat", "messages").contains(one.operation())) {
                    continue;
                }
                Prompt.Chat chat = chat(client.getValue(), one);
                if (chat == null) {
                    continue; // refused, as its own tests know
                }
                for (String model : List.of("gemini-2.5-flash", "gemini-3-flash", "gemini-2.0-flash")) {
                    Prompt.Chat heard = RequestParser.chat(Samples.sent(chat, model));
                    String meant = told(chat);
                    if (meant.equals(told(heard))) {
                        kept.merge(client.getKey(), 1, Integer::sum);
                    } else {
                        wrong.add(one.id() + " to " + model + ": " + brief(meant, told(heard)));
                    }
                }
            }
        }
        System.out.println("requests told to Gemini: " + kept);
        assertThat(wrong).isEmpty();
    }

    private static Prompt.@Nullable Chat chat(HubClient client, Interaction one) {
        try {
            return client.read(inbound(client, one)) instanceof Understood understood
                            && client.prompt(understood.request()) instanceof Prompt.Chat chat
                    ? chat
                    : null;
        } catch (Unacceptable _) {
            return null;
        }
    }

    private static Inbound inbound(HubClient client, Interaction one) {
        byte[] body = Objects.requireNonNull(one.request());
        return new Inbound(
                "gen-1",
                Instant.EPOCH,
                Surface.VENDOR,
                client.name(),
                "/v1/chat/completions",
                "",
                null,
                Map.of(),
                body);
    }

    // Texts by turn, calls and results with their ids, and what tools there are.
    private static String told(Prompt.Chat chat) {
        StringBuilder all = new StringBuilder();
        Role last = Role.SYSTEM;
        boolean leading = true;
        for (Message message : chat.messages()) {
            boolean instruction = message.role() == Role.SYSTEM || message.role() == Role.DEVELOPER;
            leading &= instruction;
            Role role = instruction ? (leading ? Role.SYSTEM : Role.USER) : message.role();
            for (Part part : message.parts()) {
                String said = said(part);
                if (!said.isEmpty()) {
                    all.append(role == last ? "" : " [" + role + "] ").append(said);
                    last = role;
                }
            }
        }
        for (Tool tool : chat.tools()) {
            all.append(
                    switch (tool) {
                        case Tool.Function f -> " tool " + f.name() + f.description();
                        case Tool.Custom c -> " tool " + c.name() + c.description();
                        case Tool.WebSearch _, Tool.Native _ -> "";
                    });
        }
        return all.toString().replaceAll("\\s+", "");
    }

    private static String said(Part part) {
        return switch (part) {
            case Part.Text t -> t.text();
            case Part.Refusal r -> r.text();
            case Part.ToolCall c -> {
                var arguments =
                        c.custom() ? JsonTree.object().put("input", c.arguments()) : JsonTree.readObject(c.arguments());
                yield " call " + c.id() + c.name() + (arguments == null ? "{}" : JsonTree.text(arguments));
            }
            case Part.ToolResult r -> {
                StringBuilder text = new StringBuilder(" result " + r.callId());
                r.content().forEach(inner -> text.append(inner instanceof Part.Text t ? t.text() : ""));
                yield text.toString();
            }
            case Part.Thinking _, Part.MediaPart _, Part.Native _, Part.Made _ -> "";
        };
    }

    private static List<Event> events(HubUpstream upstream, Interaction one) {
        boolean stream = !one.wire().equals("json");
        byte[] answer = one.wire().equals("event-json-lines") ? framed(one, upstream.name()) : one.response();
        List<Event> events = new ArrayList<>();
        AnswerParser parser = upstream.parser(Samples.endpoint(one.model()), Operation.CHAT, stream, events::add);
        FrameReader frames = upstream.frames(stream, frame -> {
            String text = new String(frame.bytes(), frame.from(), frame.to() - frame.from(), UTF_8);
            try {
                if (text.equals("[DONE]")) {
                    parser.done();
                } else {
                    parser.frame(frame.event(), JsonTree.read(text));
                }
            } catch (JacksonException _) {
                throw new FrameReader.Malformed("sent no JSON");
            }
        });
        events.add(new Event.Opened(null, null, null));
        try {
            frames.read(answer, 0, answer.length);
            frames.end();
            if (!(events.getLast() instanceof Event.Ended)) {
                parser.end();
            }
        } catch (FrameReader.Malformed _) {
            events.add(new Event.Opened(null, null, null));
        }
        return events;
    }

    private static byte[] framed(Interaction one, Dialect dialect) {
        StringBuilder frames = new StringBuilder();
        for (String line : new String(one.response(), UTF_8).split("\n", -1)) {
            if (!line.isBlank() && dialect != Dialect.BEDROCK_CONVERSE) {
                String type = JsonTree.readObject(line) == null
                        ? ""
                        : JsonTree.read(line).path("type").asString("");
                frames.append(type.isEmpty() ? "" : "event: " + type + "\n")
                        .append("data: ")
                        .append(line)
                        .append("\n\n");
            }
        }
        return frames.append(dialect == Dialect.OPENAI_CHAT ? "data: [DONE]\n\n" : "")
                .toString()
                .getBytes(UTF_8);
    }

    private static String brief(String meant, String heard) {
        int same = 0;
        while (same < Math.min(meant.length(), heard.length()) && meant.charAt(same) == heard.charAt(same)) {
            same++;
        }
        int from = Math.max(0, same - 30);
        return meant.substring(from, Math.min(meant.length(), same + 90)) + " became "
                + heard.substring(from, Math.min(heard.length(), same + 90));
    }

    /// What counts.
    private static final class Meaning {
        private final Map<String, StringBuilder> texts = new java.util.TreeMap<>();
        private final Map<String, String> names = new LinkedHashMap<>();
        private final List<String> seals = new ArrayList<>();
        private final java.util.Set<String> cited = new java.util.TreeSet<>();
        private final java.util.Set<String> ends = new java.util.TreeSet<>();
        private String usage = "";

        static String of(List<Event> events, boolean counted) {
            Meaning meaning = new Meaning();
            events.forEach(meaning::event);
            StringBuilder calls = new StringBuilder();
            meaning.names.forEach((key, name) -> {
                String input = String.valueOf(meaning.texts.getOrDefault("input " + key, new StringBuilder()));
                var parsed = JsonTree.readObject(input);
                boolean none = input.isBlank() || input.equals("null");
                calls.append(name)
                        .append(' ')
                        .append(none ? "{}" : parsed == null ? "?" : JsonTree.text(parsed))
                        .append(';');
            });
            return "usage " + (counted ? meaning.usage : "") + " ends " + meaning.ends + " calls " + calls + " seals "
                    + meaning.seals + " cited " + meaning.cited + " texts " + meaning.text("text") + " thoughts "
                    + meaning.text("thinking");
        }

        private String text(String kind) {
            StringBuilder all = new StringBuilder();
            texts.forEach((key, text) -> all.append(key.startsWith(kind) ? text : ""));
            return all.toString();
        }

        private void event(Event event) {
            switch (event) {
                case Event.Text t -> more("text " + t.choice()).append(t.text());
                case Event.Refusal t -> more("text " + t.choice()).append(t.text());
                case Event.Thinking t -> more("thinking " + t.choice()).append(t.text());
                case Event.ToolStarted t -> names.put(t.choice() + " " + t.part(), t.id() + " " + t.name());
                case Event.ToolInput t ->
                    more("input " + t.choice() + " " + t.part()).append(t.piece());
                case Event.Sealed s ->
                    seals.add(
                            s.seal().format() + s.seal().signature() + s.seal().redacted());
                case Event.Cited c -> {
                    if (c.citation().url() != null) {
                        cited.add(c.citation().url());
                    }
                }
                case Event.Finished f -> {
                    // Who calls a tool and says stop means the call.
                    boolean calls = names.keySet().stream().anyMatch(key -> key.startsWith(f.choice() + " "));
                    boolean stop = f.reason() == FinishReason.STOP && calls;
                    ends.add(f.choice() + " " + (stop ? FinishReason.TOOL_CALLS : f.reason()));
                }
                case Event.Used u ->
                    usage = u.usage().inputTotal() + "/" + u.usage().outputTotal();
                default -> {}
            }
        }

        private StringBuilder more(String key) {
            return texts.computeIfAbsent(key, _ -> new StringBuilder());
        }
    }
}
