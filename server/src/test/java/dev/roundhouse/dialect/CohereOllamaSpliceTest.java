package dev.roundhouse.dialect;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.roundhouse.Corpus;
import dev.roundhouse.Corpus.Interaction;
import dev.roundhouse.catalog.Dialect;
import dev.roundhouse.dialect.cohere.Cohere;
import dev.roundhouse.dialect.ollama.Ollama;
import dev.roundhouse.exchange.AnswerReader;
import dev.roundhouse.exchange.ByteSink;
import dev.roundhouse.exchange.GenerationRequest;
import dev.roundhouse.exchange.Surface;
import dev.roundhouse.exchange.Usage;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Recorded answers of Cohere and Ollama to clients of their own dialect: every frame arrives, in order, with its
/// members, but for what is ours to say.
class CohereOllamaSpliceTest {
    private static final Dialects DIALECTS = new Dialects(
            List.of(Dialects.Entry.hub(new Cohere()), Dialects.Entry.hub(new Ollama(() -> 0))),
            new Seals(() -> Instant.EPOCH));

    // Of Cohere's first API, of Bedrock's rerank, and of hosts whose rerank is spliced by nobody here.
    private static final Set<String> OTHER_SHAPE = Set.of(
            "cohere-chat-271d56f67b",
            "cohere-chat-bbaaa3afec",
            "cohere-generate-d95d9b48ed",
            "bedrock-rerank-620d53ceee");

    @Test
    void everyFrameArrivesHoweverItIsCut() {
        int kept = 0;
        List<String> wrong = new ArrayList<>();
        for (Interaction one : Corpus.of("cohere", "rerank", "ollama")) {
            if (one.status() != 200
                    || OTHER_SHAPE.contains(one.id())
                    || one.wire().equals("event-json-lines")) {
                continue;
            }
            byte[] whole = copy(one, null);
            boolean same =
                    Arrays.equals(whole, copy(one, new Random(1))) && Arrays.equals(whole, copy(one, new Random(2)));
            if (same && frames(one, whole).equals(frames(one, one.response()))) {
                kept++;
            } else {
                wrong.add(one.id() + (same ? ": other frames" : ": other bytes when cut"));
            }
        }
        System.out.println("spliced answers of cohere and ollama: " + kept + " kept");
        assertThat(wrong).isEmpty();
        assertThat(kept).isGreaterThan(90);
    }

    private static byte[] copy(Interaction one, @Nullable Random random) {
        Dialect dialect = one.dialect().equals("ollama") ? Dialect.OLLAMA : Dialect.COHERE;
        GenerationRequest request = request(one, dialect);
        AnswerReader reader = DIALECTS.between(request, dialect)
                .orElseThrow()
                .answer(request, HubTrips.endpoint(dialect, "m"), HubTrips.terms(one.streaming(), Surface.VENDOR));
        ByteSink out = new ByteSink(64);
        byte[] answer = one.response();
        int at = 0;
        while (at < answer.length) {
            int to = random == null ? answer.length : Math.min(answer.length, at + 1 + random.nextInt(60));
            reader.read(answer, at, to, out);
            at = to;
        }
        reader.end();
        assertThat(reader.stage()).as(one.id()).isEqualTo(AnswerReader.Stage.COMPLETE);
        reader.finish(Objects.requireNonNullElse(reader.summary().usage(), Usage.NONE), HubTrips.CHARGE, out);
        return out.toByteArray();
    }

    private static GenerationRequest request(Interaction one, Dialect dialect) {
        String stream = ",\"stream\":" + one.streaming() + "}";
        if (dialect == Dialect.OLLAMA) {
            boolean vectors = one.id().contains("-embeddings-");
            boolean generate = one.id().contains("-generate-");
            String path = vectors ? "/api/embed" : generate ? "/api/generate" : "/api/chat";
            return HubTrips.understood(
                    new Ollama(() -> 0),
                    path,
                    "{\"model\":\"m\",\"input\":\"a\",\"prompt\":\"a\",\"messages\":[]" + stream);
        }
        boolean vectors = one.id().contains("-embeddings-");
        String path = one.id().contains("-rerank-") ? "/v2/rerank" : vectors ? "/v2/embed" : "/v2/chat";
        return HubTrips.understood(
                new Cohere(),
                path,
                "{\"model\":\"m\",\"texts\":[\"a\"],\"query\":\"a\",\"documents\":[\"a\"],\"messages\":[{}]" + stream);
    }

    // The frames' trees without what is ours: ids, names and the charge.
    private static List<String> frames(Interaction one, byte[] bytes) {
        List<String> frames = new ArrayList<>();
        FrameReader.Sink sink = frame -> {
            String text = new String(frame.bytes(), frame.from(), frame.to() - frame.from(), UTF_8);
            frames.add(frame.event() + " " + (text.equals("[DONE]") ? text : bare(JsonTree.read(text))));
        };
        FrameReader reader = !one.streaming()
                ? new WholeFrame(sink)
                : one.dialect().equals("ollama") ? new LineFrames(sink) : new SseFrames(sink);
        reader.read(bytes, 0, bytes.length);
        reader.end();
        return frames;
    }

    private static JsonNode bare(JsonNode json) {
        ObjectNode frame = (ObjectNode) json.deepCopy();
        frame.remove(List.of("id", "model", "cost"));
        for (String holder : List.of("/usage", "/meta", "/delta/usage")) {
            if (frame.at(holder) instanceof ObjectNode inner) {
                inner.remove("cost");
            }
        }
        if (frame.path("meta").isEmpty()) {
            frame.remove("meta");
        }
        return frame;
    }
}
