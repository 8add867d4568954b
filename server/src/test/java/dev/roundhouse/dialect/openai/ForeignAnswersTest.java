package dev.roundhouse.dialect.openai;

import static org.assertj.core.api.Assertions.assertThat;

import dev.roundhouse.Corpus;
import dev.roundhouse.Corpus.Interaction;
import dev.roundhouse.dialect.FrameReader;
import dev.roundhouse.dialect.HubTrips;
import dev.roundhouse.dialect.HubUpstream;
import dev.roundhouse.dialect.anthropic.AnthropicMessages;
import dev.roundhouse.dialect.bedrock.BedrockConverse;
import dev.roundhouse.dialect.cohere.Cohere;
import dev.roundhouse.dialect.gemini.Gemini;
import dev.roundhouse.dialect.responses.OpenAiResponses;
import dev.roundhouse.exchange.Event;
import dev.roundhouse.exchange.GenerationRequest;
import dev.roundhouse.exchange.Operation;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/// Recorded answers of other dialects, said to a client of this one, streamed and not, mean the same.
class ForeignAnswersTest {
    private static final Map<String, HubUpstream> OTHERS = Map.of(
            "anthropic-messages", new AnthropicMessages(),
            "gemini", new Gemini(),
            "openai-responses", new OpenAiResponses(InstantSource.system(), false),
            "bedrock-converse", new BedrockConverse(InstantSource.system()),
            "cohere", new Cohere());

    /// Without the framing that these had.
    private static final Set<String> BARE = Set.of("event-json-lines", "text");

    @Test
    void everyAnswerMeansTheSameToAChatClient() {
        List<String> wrong = new ArrayList<>();
        Map<String, Integer> kept = new TreeMap<>();
        for (Map.Entry<String, HubUpstream> other : OTHERS.entrySet()) {
            for (Interaction one : Corpus.of(other.getKey())) {
                if (one.status() != 200 || BARE.contains(one.wire())) {
                    continue;
                }
                List<Event> events;
                try {
                    events = HubTrips.events(
                            other.getValue(), Operation.CHAT, !one.wire().equals("json"), one.response(), null);
                } catch (FrameReader.Malformed e) {
                    continue;
                }
                if (events.isEmpty() || !(events.getLast() instanceof Event.Ended)) {
                    continue; // another operation, or broken
                }
                List<String> meaning = said(Told.meaning(events));
                for (boolean stream : new boolean[] {true, false}) {
                    byte[] answer = Told.rendered(renderer(stream), events);
                    List<String> again = said(
                            Told.meaning(Told.events(Samples.CHAT, Operation.CHAT, stream, answer, answer.length)));
                    if (!again.equals(meaning)) {
                        wrong.add(one.id() + (stream ? " streamed" : " whole") + ":\n  was " + meaning + "\n  is  "
                                + again);
                    }
                }
                kept.merge(other.getKey(), 1, Integer::sum);
            }
        }
        System.out.println("answers of other dialects behind chat: " + kept);
        assertThat(wrong).isEmpty();
    }

    private static dev.roundhouse.dialect.AnswerRenderer renderer(boolean stream) {
        GenerationRequest request =
                Samples.understood("{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":\"x\"}]}");
        return Samples.CHAT.renderer(request, Samples.terms(stream, true));
    }

    // What this dialect has no place for: other dialects' own blocks. Where nothing was counted, we count.
    private static List<String> said(List<String> meaning) {
        return meaning.stream()
                .filter(line -> !line.startsWith("used ") && !line.contains(": native "))
                .toList();
    }
}
