package dev.roundhouse.dialect.gemini;

import dev.roundhouse.catalog.Dialect;
import dev.roundhouse.catalog.Endpoint;
import dev.roundhouse.dialect.AnswerParser;
import dev.roundhouse.exchange.Event;
import dev.roundhouse.exchange.EventSink;
import dev.roundhouse.exchange.FinishReason;
import dev.roundhouse.exchange.Usage;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/// Reads answers that are no conversation's: counts of tokens, and vectors of AI Studio and Vertex AI.
final class CountEvents implements AnswerParser {
    private static final Set<String> KNOWN = Set.of("totalTokens", "embedding", "embeddings", "predictions");

    private final Endpoint endpoint;
    private final EventSink sink;
    private boolean complete;

    CountEvents(Endpoint endpoint, EventSink sink) {
        this.endpoint = endpoint;
        this.sink = sink;
    }

    @Override
    public void frame(String event, JsonNode payload) {
        if (Members.get(payload, "error").isObject()) {
            sink.accept(new Event.Broke(Faults.inBand(endpoint.provider(), payload)));
            return;
        }
        sink.accept(new Event.Opened(null, null, null));
        JsonNode total = Members.get(payload, "totalTokens");
        if (total.isNumber()) {
            long tokens = Math.max(0, total.asLong(0));
            sink.accept(new Event.Used(new Usage(tokens, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, false)));
            complete = true;
        }
        int index = 0;
        for (JsonNode one : Members.list(payload, "embeddings")) {
            vector(index++, one.path("values"));
        }
        for (JsonNode one : Members.list(payload, "predictions")) {
            vector(index++, one.path("embeddings").path("values"));
        }
        if (payload.has("embedding")) {
            vector(index, payload.path("embedding").path("values"));
        }
        Usage usage = Usages.embedded(payload);
        if (usage != null) {
            sink.accept(new Event.Used(usage));
        }
        for (Map.Entry<String, JsonNode> member : payload.properties()) {
            if (!KNOWN.contains(member.getKey()) && !member.getValue().isNull()) {
                sink.accept(new Event.Extra(Dialect.GEMINI, member.getKey(), member.getValue()));
            }
        }
        if (complete) {
            sink.accept(new Event.Finished(0, FinishReason.STOP, null, null));
        }
    }

    @Override
    public void end() {
        if (complete) {
            sink.accept(new Event.Ended());
        }
    }

    private void vector(int index, JsonNode values) {
        complete = true;
        sink.accept(new Event.Embedded(index, values));
    }
}
