package dev.roundhouse.dialect.openai;

import dev.roundhouse.catalog.Provider;
import dev.roundhouse.catalog.Quirk;
import dev.roundhouse.dialect.AnswerParser;
import dev.roundhouse.dialect.JsonTree;
import dev.roundhouse.dialect.UpstreamErrors;
import dev.roundhouse.exchange.Event;
import dev.roundhouse.exchange.EventSink;
import dev.roundhouse.exchange.FinishReason;
import java.util.Base64;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.StringNode;

/// Reads an answer full of vectors.
final class EmbeddingEvents implements AnswerParser {
    private final Provider provider;
    private final EventSink sink;
    private final boolean bytes;

    EmbeddingEvents(Provider provider, EventSink sink) {
        this.provider = provider;
        this.sink = sink;
        bytes = provider.quirks().contains(Quirk.PACKED_BYTES);
    }

    @Override
    public void frame(String event, JsonNode answer) {
        JsonNode data = answer.path("data");
        if (!data.isArray()) {
            byte[] told = JsonTree.bytes(answer.path("error").isContainer() ? answer.path("error") : answer);
            sink.accept(new Event.Broke(UpstreamErrors.inBand(provider, told, 0, told.length)));
            return;
        }
        sink.accept(new Event.Opened(JsonTree.string(answer, "id"), JsonTree.string(answer, "model"), null));
        int place = 0;
        for (JsonNode one : data) {
            JsonNode vector = one.path("embedding");
            if (!vector.isArray() && !vector.isString()) {
                sink.accept(new Event.Broke(UpstreamErrors.broken(provider, "sent an embedding without its vector")));
                return;
            }
            int index = one.path("index").isNumber() ? one.path("index").asInt(place) : place;
            sink.accept(new Event.Embedded(index, bytes && vector.isString() ? numbers(vector.stringValue()) : vector));
            place++;
        }
        sink.accept(new Event.Finished(0, FinishReason.STOP, null, null));
        if (answer.path("usage").isObject()) {
            ChatEvents.used(provider, answer.path("usage")).ifPresent(used -> sink.accept(new Event.Used(used)));
        }
        sink.accept(new Event.Ended());
    }

    private static JsonNode numbers(String packed) {
        ArrayNode list = JsonTree.array();
        try {
            for (byte number : Base64.getDecoder().decode(packed)) {
                list.add((int) number);
            }
        } catch (IllegalArgumentException _) {
            return StringNode.valueOf(packed);
        }
        return list;
    }

    @Override
    public void end() {}
}
