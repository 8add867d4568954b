package dev.roundhouse.dialect.cohere;

import dev.roundhouse.catalog.Provider;
import dev.roundhouse.dialect.AnswerParser;
import dev.roundhouse.dialect.JsonTree;
import dev.roundhouse.dialect.UpstreamErrors;
import dev.roundhouse.exchange.Event;
import dev.roundhouse.exchange.EventSink;
import dev.roundhouse.exchange.FinishReason;
import dev.roundhouse.exchange.Usage;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// Reads the answers of embed and rerank, which are never streamed.
final class VectorEvents implements AnswerParser {
    // Of several forms of the same vector, the one that loses least.
    private static final List<String> FORMS = List.of("float", "base64", "int8", "uint8", "binary", "ubinary");

    private final Provider provider;
    private final boolean ranking;
    private final EventSink sink;

    /// @param ranking rerank, not embed
    VectorEvents(Provider provider, boolean ranking, EventSink sink) {
        this.provider = provider;
        this.ranking = ranking;
        this.sink = sink;
    }

    @Override
    public void frame(String event, JsonNode answer) {
        JsonNode list = ranking ? results(answer) : vectors(answer.path("embeddings"));
        if (!list.isArray()) {
            byte[] bytes = JsonTree.bytes(answer);
            sink.accept(new Event.Broke(UpstreamErrors.inBand(provider, bytes, 0, bytes.length)));
            return;
        }
        sink.accept(new Event.Opened(JsonTree.string(answer, "id"), JsonTree.string(answer, "model"), null));
        int place = 0;
        for (JsonNode one : list) {
            if (ranking) {
                sink.accept(new Event.Ranked(one.path("index").asInt(place), score(one)));
            } else {
                sink.accept(new Event.Embedded(place, one));
            }
            place++;
        }
        sink.accept(new Event.Finished(0, FinishReason.STOP, null, null));
        Usage usage = ranking ? Usages.ofRanking(answer) : Usages.ofEmbedding(answer.path("meta"));
        if (usage != null) {
            sink.accept(new Event.Used(usage));
        }
        sink.accept(new Event.Ended());
    }

    @Override
    public void end() {}

    // Others who speak this schema call the list `data`.
    private static JsonNode results(JsonNode answer) {
        return answer.path("results").isArray() ? answer.path("results") : answer.path("data");
    }

    private static double score(JsonNode result) {
        JsonNode score = result.has("relevance_score") ? result.path("relevance_score") : result.path("score");
        return score.isNumber() ? score.asDouble() : 0;
    }

    // The first API gives a plain list where no forms were asked for.
    private static JsonNode vectors(JsonNode embeddings) {
        String form = embeddings.isArray() ? null : form(embeddings);
        return form == null ? embeddings : embeddings.path(form);
    }

    private static @Nullable String form(JsonNode embeddings) {
        for (String form : FORMS) {
            if (embeddings.path(form).isArray()) {
                return form;
            }
        }
        return null;
    }
}
