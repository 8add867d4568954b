package dev.roundhouse.dialect.openai;

import static org.assertj.core.api.Assertions.assertThat;

import dev.roundhouse.Corpus;
import dev.roundhouse.Corpus.Interaction;
import dev.roundhouse.catalog.Dialect;
import dev.roundhouse.dialect.ClientDialect.Understood;
import dev.roundhouse.dialect.Cursor.Unacceptable;
import dev.roundhouse.dialect.Losses;
import dev.roundhouse.dialect.Outbound;
import dev.roundhouse.exchange.AnswerTerms;
import dev.roundhouse.exchange.Event;
import dev.roundhouse.exchange.GenerationRequest;
import dev.roundhouse.exchange.Operation;
import dev.roundhouse.exchange.Surface;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/// Recorded requests and answers go through the neutral form and come out with the same meaning.
class CorpusCrossingTest {
    /// Answers that are no whole ones, and why.
    private static final Map<String, String> BROKEN = Map.of(
            "groq-chat-4fbd290adf", "an error in the middle of the stream",
            "openrouter-chat-a8dee90a3b", "an error instead of the stream",
            "openrouter-chat-e50d099135", "an error in the middle of the stream");

    @Test
    void everyRequestKeepsItsMeaning() {
        List<String> wrong = new ArrayList<>();
        int kept = 0;
        for (Interaction one : Corpus.of("openai-chat")) {
            if (one.request() == null || one.request().length == 0) {
                continue;
            }
            if (!(Samples.read(Samples.CHAT, one.request()) instanceof Understood(GenerationRequest request))) {
                continue; // refused as its provider did
            }
            try {
                Losses losses = new Losses();
                JsonNode sent = Samples.CHAT.body(
                        Samples.CHAT.prompt(request), new Outbound(Samples.endpoint(), request.stream(), losses));
                String difference = Requests.difference(Samples.json(one.request()), sent);
                if (!difference.isEmpty()) {
                    wrong.add(one.id() + ": " + difference);
                } else if (!losses.all().isEmpty()) {
                    wrong.add(one.id() + ": " + losses.all());
                }
                kept++;
            } catch (Unacceptable e) {
                wrong.add(one.id() + ": " + e.getMessage());
            }
        }
        System.out.println("requests through the neutral form: " + kept);
        assertThat(wrong).isEmpty();
        assertThat(kept).isGreaterThan(830);
    }

    @Test
    void everyAnswerKeepsItsMeaningStreamedOrNot() {
        List<String> wrong = new ArrayList<>();
        int kept = 0;
        int broken = 0;
        for (Interaction one : Corpus.of("openai-chat")) {
            if (one.status() != 200) {
                continue;
            }
            boolean stream = !one.wire().equals("json");
            byte[] answer = CorpusAnswersTest.framed(one);
            List<Event> events = events(stream, answer, answer.length);
            List<String> meaning = Told.meaning(events);
            if (!(events.getLast() instanceof Event.Ended)) {
                broken++;
                if (!BROKEN.containsKey(one.id())) {
                    wrong.add(one.id() + ": " + (events.isEmpty() ? "nothing" : events.getLast()));
                }
                continue;
            }
            kept++;
            if (!Told.meaning(events(stream, answer, 1)).equals(meaning)
                    || !Told.meaning(events(stream, answer, -1)).equals(meaning)) {
                wrong.add(one.id() + ": depends on how it is cut");
            }
            for (boolean as : new boolean[] {true, false}) {
                byte[] said = Told.rendered(renderer(as), events);
                List<String> again = new ArrayList<>(Told.meaning(events(as, said, said.length)));
                if (meaning.stream().noneMatch(line -> line.startsWith("used "))) {
                    again.removeIf(line -> line.startsWith("used ")); // counted by us
                }
                if (!again.equals(meaning)) {
                    wrong.add(one.id() + (as ? " streamed" : " whole") + ":\n  was " + meaning + "\n  is  " + again);
                }
            }
        }
        System.out.println("answers through the neutral form: " + kept + ", broken as they should: " + broken);
        assertThat(wrong).isEmpty();
        assertThat(broken).isEqualTo(BROKEN.size());
    }

    private static List<Event> events(boolean stream, byte[] answer, int size) {
        return Told.events(Samples.CHAT, Operation.CHAT, stream, answer, size);
    }

    private static dev.roundhouse.dialect.AnswerRenderer renderer(boolean stream) {
        GenerationRequest request =
                Samples.understood("{\"model\":\"acme/swift-1\",\"messages\":[{\"role\":\"user\",\"content\":\"x\"}]}");
        AnswerTerms terms =
                new AnswerTerms("gen-1", "acme/swift-1", "Acme", 1_700_000_000, stream, true, true, Surface.OPENROUTER);
        assertThat(request.dialect()).isEqualTo(Dialect.OPENAI_CHAT);
        return Samples.CHAT.renderer(request, terms);
    }
}
