package dev.roundhouse.dialect.cohere;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.roundhouse.Corpus;
import dev.roundhouse.Corpus.Interaction;
import dev.roundhouse.dialect.HubTrips;
import dev.roundhouse.dialect.Meanings;
import dev.roundhouse.exchange.Event;
import dev.roundhouse.exchange.GenerationRequest;
import dev.roundhouse.exchange.Operation;
import dev.roundhouse.exchange.Usage;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// Recorded answers of Cohere, read, said again and read again.
class CohereAnswersTest {
    private static final Cohere COHERE = new Cohere();

    // Of the first API, which is not this schema: `message` and `event_type` where this has `messages` and
    // `type`.
    private static final Set<String> FIRST_API =
            Set.of("cohere-chat-271d56f67b", "cohere-chat-bbaaa3afec", "cohere-generate-d95d9b48ed");

    // Bedrock's own shape of rerank: camel case, no id.
    private static final Set<String> OTHER_SHAPE = Set.of("bedrock-rerank-620d53ceee");

    @Test
    void recordedAnswersAreReadTheSameHoweverTheyAreCutAndSaidAgain() {
        int read = 0;
        int skipped = 0;
        List<String> wrong = new ArrayList<>();
        for (Interaction one : Corpus.of("cohere", "rerank")) {
            if (one.status() != 200 || FIRST_API.contains(one.id()) || OTHER_SHAPE.contains(one.id())) {
                skipped++;
                continue;
            }
            try {
                check(one);
                read++;
            } catch (AssertionError | RuntimeException e) {
                wrong.add(one.id() + ": " + e);
            }
        }
        System.out.println("cohere answers: " + read + " kept, " + skipped + " of another shape or status");
        assertThat(wrong).isEmpty();
        assertThat(read).isGreaterThan(60);
    }

    private static void check(Interaction one) {
        Operation operation = operation(one.id());
        byte[] answer = wire(one);
        List<Event> whole = HubTrips.events(COHERE, operation, one.streaming(), answer, null);
        Meanings meaning = Meanings.of(whole);
        for (int seed = 0; seed < 3; seed++) {
            assertThat(HubTrips.events(COHERE, operation, one.streaming(), answer, new Random(seed)))
                    .isEqualTo(whole);
        }
        assertThat(meaning.end()).as("end").contains("ended");
        GenerationRequest request = request(operation, one.streaming());
        for (boolean stream : operation == Operation.CHAT ? new boolean[] {true, false} : new boolean[] {false}) {
            byte[] said = HubTrips.rendered(COHERE, request, whole, stream);
            assertThat(Meanings.of(HubTrips.events(COHERE, operation, stream, said, null)))
                    .as(stream ? "streamed" : "whole")
                    .isEqualTo(Meanings.of(picturesInInput(whole)));
        }
    }

    // Said again, the tokens of pictures are inside the input, where clients look for all of it.
    private static List<Event> picturesInInput(List<Event> events) {
        List<Event> all = new ArrayList<>(events);
        all.replaceAll(
                event -> event instanceof Event.Used(Usage used) ? new Event.Used(picturesInInput(used)) : event);
        return all;
    }

    private static Usage picturesInInput(Usage used) {
        Usage.Billed billed = used.billed();
        if (used.imageInput() == 0 || billed == null) {
            return used;
        }
        long input = used.input() + used.imageInput();
        return new Usage(input, used.cacheRead(), 0, 0, 0, 0, used.output(), used.reasoning(), 0, 0, 0, false)
                .billedAs(billed.input(), billed.output());
    }

    static byte[] wire(Interaction one) {
        if (!one.wire().equals("event-json-lines")) {
            return one.response();
        }
        StringBuilder framed = new StringBuilder();
        new String(one.response(), UTF_8)
                .lines()
                .filter(line -> !line.isBlank())
                .forEach(line -> framed.append("data: ").append(line).append("\n\n"));
        return framed.toString().getBytes(UTF_8);
    }

    private static Operation operation(String id) {
        if (id.contains("-rerank-")) {
            return Operation.RERANK;
        }
        return id.contains("-embeddings-") ? Operation.EMBED : Operation.CHAT;
    }

    private static GenerationRequest request(Operation operation, boolean stream) {
        return switch (operation) {
            case EMBED ->
                HubTrips.understood(
                        COHERE, "/v2/embed", "{\"model\":\"m\",\"input_type\":\"image\",\"texts\":[\"a\"]}");
            case RERANK ->
                HubTrips.understood(
                        COHERE, "/v1/rerank", "{\"model\":\"m\",\"query\":\"q\",\"documents\":[\"a\",\"b\"]}");
            case CHAT, COUNT ->
                HubTrips.understood(
                        COHERE,
                        "/v2/chat",
                        "{\"model\":\"m\",\"stream\":" + stream
                                + ",\"messages\":[{\"role\":\"user\",\"content\":\"a\"}]}");
        };
    }
}
