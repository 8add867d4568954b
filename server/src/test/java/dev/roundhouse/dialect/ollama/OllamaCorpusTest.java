package dev.roundhouse.dialect.ollama;

import static org.assertj.core.api.Assertions.assertThat;

import dev.roundhouse.Corpus;
import dev.roundhouse.Corpus.Interaction;
import dev.roundhouse.catalog.Dialect;
import dev.roundhouse.dialect.HubTrips;
import dev.roundhouse.dialect.JsonTree;
import dev.roundhouse.dialect.Losses;
import dev.roundhouse.dialect.Meanings;
import dev.roundhouse.dialect.Outbound;
import dev.roundhouse.exchange.Event;
import dev.roundhouse.exchange.GenerationRequest;
import dev.roundhouse.exchange.Operation;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Recorded traffic of Ollama, to the neutral form and back.
class OllamaCorpusTest {
    private static final Ollama OLLAMA = new Ollama(() -> 0);

    @Test
    void recordedAnswersAreReadTheSameHoweverTheyAreCutAndSaidAgain() {
        int read = 0;
        List<String> wrong = new ArrayList<>();
        for (Interaction one : Corpus.of("ollama")) {
            if (one.status() != 200) {
                continue;
            }
            try {
                answer(one);
                read++;
            } catch (AssertionError | RuntimeException e) {
                wrong.add(one.id() + ": " + e);
            }
        }
        System.out.println("ollama answers: " + read + " kept");
        assertThat(wrong).isEmpty();
        assertThat(read).isGreaterThan(20);
    }

    @Test
    void recordedRequestsKeepTheirMeaning() {
        int kept = 0;
        List<String> wrong = new ArrayList<>();
        for (Interaction one : Corpus.of("ollama")) {
            byte[] body = one.request();
            if (body == null) {
                continue;
            }
            try {
                request(one.id(), body);
                kept++;
            } catch (AssertionError | RuntimeException e) {
                wrong.add(one.id() + ": " + e);
            }
        }
        System.out.println("ollama requests: " + kept + " kept");
        assertThat(wrong).isEmpty();
        assertThat(kept).isGreaterThan(10);
    }

    private static void answer(Interaction one) {
        Operation operation = one.id().contains("-embeddings-") ? Operation.EMBED : Operation.CHAT;
        List<Event> whole = HubTrips.events(OLLAMA, operation, one.streaming(), one.response(), null);
        for (int seed = 0; seed < 3; seed++) {
            assertThat(HubTrips.events(OLLAMA, operation, one.streaming(), one.response(), new Random(seed)))
                    .isEqualTo(whole);
        }
        Meanings meaning = Meanings.of(whole);
        assertThat(meaning.end()).contains("ended");
        boolean[] ways = operation == Operation.CHAT ? new boolean[] {true, false} : new boolean[] {false};
        for (String path :
                operation == Operation.CHAT ? List.of("/api/chat", "/api/generate") : List.of("/api/embed")) {
            GenerationRequest request = HubTrips.understood(OLLAMA, path, """
                    {"model":"m","prompt":"a","input":"a","messages":[{"role":"user","content":"a"}]}""");
            for (boolean stream : ways) {
                byte[] said = HubTrips.rendered(OLLAMA, request, whole, stream);
                Meanings again = Meanings.of(HubTrips.events(OLLAMA, operation, stream, said, null));
                assertThat(counted(again)).as(path).isEqualTo(counted(meaning));
            }
        }
    }

    // An answer without counts is said again with zeroes.
    private static String counted(Meanings meaning) {
        boolean counts = meaning.end().stream().anyMatch(e -> e.startsWith("used") && !e.contains("[input=0"));
        return counts ? meaning.toString() : meaning.toString().replaceAll("used Usage\\[[^\\]]*\\], ", "");
    }

    private static void request(String id, byte[] body) {
        boolean generate = id.contains("-generate-");
        GenerationRequest request = HubTrips.understood(OLLAMA, generate ? "/api/generate" : "/api/chat", body);
        Losses losses = new Losses();
        Outbound outbound =
                new Outbound(HubTrips.endpoint(Dialect.OLLAMA, request.models().getFirst()), request.stream(), losses);
        JsonNode sent = OLLAMA.body(OLLAMA.prompt(request), outbound);
        ObjectNode expected = (ObjectNode) JsonTree.read(body);
        if (generate) {
            String prompt = expected.path("prompt").asString("");
            expected.remove(List.of("prompt", "system"));
            ObjectNode message = expected.putArray("messages").addObject();
            message.put("role", "user").put("content", prompt);
        }
        assertThat(normal(sent)).isEqualTo(normal(expected));
        assertThat(losses.all()).isEmpty();
    }

    // What says the same: what is empty, and what we add to join calls and results.
    private static JsonNode normal(JsonNode json) {
        ObjectNode body = ((ObjectNode) json).deepCopy();
        body.properties()
                .removeIf(member -> member.getValue().isNull()
                        || (member.getValue().isContainer() && member.getValue().isEmpty())
                        || member.getValue().asString("x").isEmpty());
        for (JsonNode message : body.path("messages")) {
            ((ObjectNode) message).remove(List.of("tool_call_id", "tool_name"));
            for (JsonNode call : message.path("tool_calls")) {
                ((ObjectNode) call).remove("id");
                ((ObjectNode) call.path("function")).remove("index");
            }
        }
        body.remove(List.of("raw", "stream"));
        return HubTrips.numbersAlike(body);
    }
}
