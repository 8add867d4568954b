package dev.roundhouse.dialect;

import static org.assertj.core.api.Assertions.assertThat;

import dev.roundhouse.Corpus;
import dev.roundhouse.Corpus.Interaction;
import dev.roundhouse.dialect.anthropic.AnthropicMessages;
import dev.roundhouse.dialect.bedrock.BedrockConverse;
import dev.roundhouse.dialect.cohere.Cohere;
import dev.roundhouse.dialect.gemini.Gemini;
import dev.roundhouse.dialect.ollama.Ollama;
import dev.roundhouse.dialect.responses.OpenAiResponses;
import dev.roundhouse.exchange.Event;
import dev.roundhouse.exchange.FinishReason;
import dev.roundhouse.exchange.GenerationRequest;
import dev.roundhouse.exchange.Operation;
import dev.roundhouse.exchange.Usage;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// Recorded answers of other dialects, as clients of Cohere and of Ollama hear them, streamed and not.
class ForeignAnswersTest {
    private static final Map<String, HubUpstream> UPSTREAMS = Map.of(
            "anthropic-messages", new AnthropicMessages(),
            "gemini", new Gemini(),
            "openai-responses", new OpenAiResponses(() -> Instant.EPOCH, false),
            "bedrock-converse", new BedrockConverse(() -> Instant.EPOCH));
    private static final Set<FinishReason> UNSAID_BY_COHERE = Set.of(FinishReason.CONTENT_FILTER);

    private record Client(HubClient dialect, HubUpstream back, String path) {}

    @Test
    void clientsOfCohereAndOllamaHearWhatOthersAnswered() {
        Cohere cohere = new Cohere();
        Ollama ollama = new Ollama(() -> 0);
        List<Client> clients = List.of(new Client(cohere, cohere, "/v2/chat"), new Client(ollama, ollama, "/api/chat"));
        int kept = 0;
        List<String> wrong = new ArrayList<>();
        for (Map.Entry<String, HubUpstream> upstream : UPSTREAMS.entrySet()) {
            for (Interaction one : Corpus.of(upstream.getKey())) {
                if (one.status() != 200 || one.wire().equals("event-json-lines")) {
                    continue;
                }
                List<Event> events =
                        HubTrips.events(upstream.getValue(), Operation.CHAT, one.streaming(), one.response(), null);
                if (events.stream().noneMatch(Event.Ended.class::isInstance) || hasSeveralChoices(events)) {
                    continue;
                }
                for (Client client : clients) {
                    for (boolean stream : new boolean[] {true, false}) {
                        String difference = difference(client, stream, events);
                        kept++;
                        if (!difference.isEmpty()) {
                            wrong.add(one.id() + " " + client.dialect.name().wireName() + " " + stream + difference);
                        }
                    }
                }
            }
        }
        System.out.println("foreign answers heard: " + (kept - wrong.size()) + " of " + kept);
        assertThat(wrong).isEmpty();
        assertThat(kept).isGreaterThan(1_000);
    }

    private static boolean hasSeveralChoices(List<Event> events) {
        return events.stream().anyMatch(event -> event instanceof Event.Finished f && f.choice() > 0);
    }

    private static String difference(Client client, boolean stream, List<Event> events) {
        GenerationRequest request = HubTrips.understood(
                client.dialect,
                client.path,
                "{\"model\":\"m\",\"stream\":" + stream + ",\"messages\":[{\"role\":\"user\",\"content\":\"a\"}]}");
        byte[] said = HubTrips.rendered(client.dialect, request, events, stream);
        List<Event> heard = HubTrips.events(client.back, Operation.CHAT, stream, said, null);
        Meanings before = Meanings.of(events);
        Meanings after = Meanings.of(heard);
        StringBuilder found = new StringBuilder();
        differ("text", before.texts(), after.texts(), found);
        differ("thinking", before.thinking(), after.thinking(), found);
        differ("calls", before.calls().toString(), after.calls().toString(), found);
        differ("finish", finish(events, client), finish(heard, client), found);
        differ("usage", usage(events), usage(heard), found);
        return found.toString();
    }

    private static String finish(List<Event> events, Client client) {
        FinishReason reason = FinishReason.STOP;
        boolean called = false;
        for (Event event : events) {
            reason = event instanceof Event.Finished f ? f.reason() : reason;
            called |= event instanceof Event.ToolStarted;
        }
        if (client.dialect instanceof Cohere && UNSAID_BY_COHERE.contains(reason)) {
            return FinishReason.ERROR.name();
        }
        return called && reason == FinishReason.STOP ? FinishReason.TOOL_CALLS.name() : reason.name();
    }

    private static String usage(List<Event> events) {
        Usage usage = Usage.NONE;
        for (Event event : events) {
            usage = event instanceof Event.Used(Usage used) ? used : usage;
        }
        return usage.inputTotal() + " " + usage.outputTotal();
    }

    private static void differ(String what, String before, String after, StringBuilder found) {
        if (!before.equals(after)) {
            found.append("; ")
                    .append(what)
                    .append(": ")
                    .append(brief(before))
                    .append(" became ")
                    .append(brief(after));
        }
    }

    private static String brief(String text) {
        return text.length() <= 200 ? text : text.substring(0, 200) + "…";
    }
}
