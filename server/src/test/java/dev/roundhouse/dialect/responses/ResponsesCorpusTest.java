package dev.roundhouse.dialect.responses;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.roundhouse.Corpus;
import dev.roundhouse.Corpus.Interaction;
import dev.roundhouse.dialect.JsonTree;
import dev.roundhouse.dialect.Losses;
import dev.roundhouse.dialect.Outbound;
import dev.roundhouse.exchange.GenerationRequest;
import dev.roundhouse.exchange.Prompt;
import dev.roundhouse.exchange.Surface;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Recorded traffic keeps its meaning through the neutral form and back.
class ResponsesCorpusTest {
    /// Recordings that are no whole answers, and why.
    private static final Map<String, String> BROKEN = Map.ofEntries(
            Map.entry("openai-responses-48e1575d7d", "failed in the middle"),
            Map.entry("openai-responses-c7f1ec0819", "an error in the middle: the quota"),
            Map.entry("openai-responses-8c7538e725", "queued, to be fetched later"),
            Map.entry("openai-responses-cf9b7542b0", "a brace is missing in its first event"),
            Map.entry("openai-responses-84b79be4a0", "an answer of completions, recorded under another name"),
            Map.entry("openai-responses-dae87e6b06", "a stream of completions, recorded under another name"),
            Map.entry("azure-responses-fa64540ea2", "an answer of chat, recorded under another name"),
            Map.entry("xai-responses-79d6e971c9", "an answer of chat, recorded under another name"),
            Map.entry("xai-responses-9c7733abec", "an answer of chat, recorded under another name"),
            Map.entry("xai-responses-abeb23448e", "a stream of chat, recorded under another name"));

    /// Requests that are refused, and why.
    private static final Map<String, String> REFUSED =
            Map.of("openai-responses-8c7538e725", "work in the background is not done here");

    private static final GenerationRequest STREAMED =
            Samples.understood("{\"model\":\"acme/swift-1\",\"input\":\"hello\",\"stream\":true}");
    private static final GenerationRequest WHOLE =
            Samples.understood("{\"model\":\"acme/swift-1\",\"input\":\"hello\"}");

    @Test
    void everyAnswerMeansTheSameAfterItWasSaidAnew() {
        List<String> wrong = new ArrayList<>();
        int same = 0;
        int broken = 0;

        for (Interaction one : answers()) {
            boolean stream = !one.wire().equals("json");
            Told told = Told.of(Samples.endpoint(one.provider()), stream, framed(one));
            if (!told.ended) {
                broken++;
                check(wrong, one, BROKEN.containsKey(one.id()), "broke: " + told.broke);
                continue;
            }
            check(wrong, one, !BROKEN.containsKey(one.id()), "should have broken");
            Told streamed = Told.of(Samples.endpoint(one.provider()), true, told.rendered(STREAMED, true));
            Told whole = Told.of(Samples.endpoint(one.provider()), false, told.rendered(WHOLE, false));
            String meaning = told.meaning();
            check(
                    wrong,
                    one,
                    meaning.equals(streamed.meaning()),
                    "streamed\n" + meaning + "\n-->\n" + streamed.meaning());
            check(wrong, one, meaning.equals(whole.meaning()), "whole\n" + meaning + "\n-->\n" + whole.meaning());
            same++;
        }

        System.out.println("answers of openai-responses said anew: " + same + ", broken as they should: " + broken);
        assertThat(wrong).isEmpty();
        assertThat(broken).isEqualTo(BROKEN.size());
    }

    @Test
    void cuttingTheBytesElsewhereChangesNothing() {
        Random random = new Random(20_261_125);
        List<String> wrong = new ArrayList<>();
        int count = 0;

        for (Interaction one : answers()) {
            boolean stream = !one.wire().equals("json");
            byte[] answer = framed(one);
            Told whole = Told.of(Samples.endpoint(one.provider()), stream, answer);
            Told single = Told.of(Samples.endpoint(one.provider()), stream, answer, 1, random);
            Told split = Told.of(Samples.endpoint(one.provider()), stream, answer, 0, random);
            check(wrong, one, whole.events.equals(single.events) || whole.broke != null, "in single bytes");
            check(wrong, one, whole.events.equals(split.events) || whole.broke != null, "in pieces of chance");
            check(wrong, one, whole.meaning().equals(single.meaning()), "in single bytes");
            count++;
        }

        System.out.println("answers of openai-responses cut: " + count);
        assertThat(wrong).isEmpty();
    }

    @Test
    void everyRequestKeepsItsMeaning() {
        List<String> wrong = new ArrayList<>();
        int same = 0;

        for (Interaction one : Corpus.of("openai-responses")) {
            byte[] body = one.request();
            if (body == null || one.status() != 200) {
                continue;
            }
            ObjectNode was = JsonTree.read(body).asObject();
            if (!was.has("model")) {
                was.put("model", "gpt-5"); // of its deployment's path, or of a stored prompt
                body = JsonTree.bytes(was);
            }
            GenerationRequest request;
            JsonNode is;
            try {
                request = Samples.understood(body, Surface.VENDOR);
                Prompt prompt = Samples.DIALECT.prompt(request);
                is = Samples.DIALECT.body(
                        prompt, new Outbound(Samples.endpoint(one.provider()), request.stream(), new Losses()));
            } catch (AssertionError | RuntimeException e) {
                check(wrong, one, REFUSED.containsKey(one.id()), e.toString());
                continue;
            }
            String before = Meaning.of(was);
            String after = Meaning.of(is);
            check(wrong, one, before.equals(after), "\n" + before + "\n-->\n" + after);
            same++;
        }

        System.out.println("requests of openai-responses there and back: " + same);
        assertThat(wrong).isEmpty();
    }

    private static List<Interaction> answers() {
        return Corpus.of("openai-responses").stream()
                .filter(one -> one.status() == 200)
                .toList();
    }

    private static void check(List<String> wrong, Interaction one, boolean holds, String why) {
        if (!holds) {
            wrong.add(one.id() + ": " + (why.length() > 6000 ? why.substring(0, 6000) : why));
        }
    }

    // Some recordings have one event's JSON a line, without the framing.
    private static byte[] framed(Interaction one) {
        if (!one.wire().equals("event-json-lines")) {
            return one.response();
        }
        StringBuilder frames = new StringBuilder();
        for (String line : new String(one.response(), UTF_8).split("\n", -1)) {
            if (!line.isBlank()) {
                frames.append("data: ").append(line).append("\n\n");
            }
        }
        return frames.toString().getBytes(UTF_8);
    }
}
