package dev.roundhouse.dialect.cohere;

import dev.roundhouse.dialect.AnswerRenderer;
import dev.roundhouse.dialect.JsonTree;
import dev.roundhouse.dialect.PackedFloats;
import dev.roundhouse.exchange.AnswerTerms;
import dev.roundhouse.exchange.ByteSink;
import dev.roundhouse.exchange.Charge;
import dev.roundhouse.exchange.Event;
import dev.roundhouse.exchange.Failure;
import dev.roundhouse.exchange.Usage;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Says vectors.
final class VectorRenderer implements AnswerRenderer {
    private final AnswerTerms terms;
    private final JsonNode request;
    private final List<Event.Embedded> vectors = new ArrayList<>();

    /// @param request the client's body, whose texts the answer repeats
    VectorRenderer(AnswerTerms terms, JsonNode request) {
        this.terms = terms;
        this.request = request;
    }

    @Override
    public void event(Event event, ByteSink out) {
        if (event instanceof Event.Embedded vector) {
            vectors.add(vector);
        }
    }

    @Override
    public void finish(Usage usage, Charge charge, ByteSink out) {
        ObjectNode json = JsonTree.object().put("id", terms.generationId());
        ObjectNode embeddings = json.putObject("embeddings");
        for (String form : VectorRequests.forms(request)) {
            ArrayNode list = embeddings.putArray(form);
            for (Event.Embedded vector : vectors) {
                JsonNode said = said(form, vector.vector());
                if (said != null) {
                    list.add(said);
                }
            }
        }
        if (request.path("texts").isArray()) {
            json.set("texts", request.path("texts"));
        }
        ObjectNode meta = json.putObject("meta");
        meta.putObject("api_version").put("version", "2");
        ObjectNode billed = meta.putObject("billed_units").put("input_tokens", usage.inputTotal() - usage.imageInput());
        if (usage.imageInput() > 0) {
            billed.put("image_tokens", usage.imageInput());
        }
        meta.put("cost", Usages.cost(charge));
        json.put("response_type", "embeddings_by_type");
        out.append(JsonTree.bytes(json));
    }

    @Override
    public void fail(Failure failure, ByteSink out) {}

    // Whole numbers are passed on as they are where the client asked for such.
    private static @Nullable JsonNode said(String form, JsonNode vector) {
        return switch (form) {
            case "base64" -> PackedFloats.packed(vector);
            default -> PackedFloats.list(vector);
        };
    }
}
