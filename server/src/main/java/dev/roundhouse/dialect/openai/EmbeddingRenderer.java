package dev.roundhouse.dialect.openai;

import dev.roundhouse.dialect.AnswerRenderer;
import dev.roundhouse.dialect.JsonTree;
import dev.roundhouse.dialect.PackedFloats;
import dev.roundhouse.exchange.AnswerTerms;
import dev.roundhouse.exchange.ByteSink;
import dev.roundhouse.exchange.Charge;
import dev.roundhouse.exchange.Event;
import dev.roundhouse.exchange.Failure;
import dev.roundhouse.exchange.Usage;
import java.math.BigDecimal;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Vectors as OpenAI's clients read them.
final class EmbeddingRenderer implements AnswerRenderer {
    private final AnswerTerms terms;
    private final boolean packed;
    private final Map<Integer, JsonNode> vectors = new TreeMap<>();

    /// @param packed whether the client wants packed floats
    EmbeddingRenderer(AnswerTerms terms, boolean packed) {
        this.terms = terms;
        this.packed = packed;
    }

    @Override
    public void event(Event event, ByteSink out) {
        if (event instanceof Event.Embedded(int index, JsonNode vector)) {
            JsonNode said = packed ? PackedFloats.packed(vector) : PackedFloats.list(vector);
            vectors.put(index, said == null ? vector : said);
        }
    }

    @Override
    public void finish(Usage usage, Charge charge, ByteSink out) {
        ObjectNode answer = JsonTree.object().put("object", "list").put("id", terms.generationId());
        ArrayNode data = answer.putArray("data");
        vectors.forEach((index, vector) ->
                data.addObject().put("object", "embedding").put("index", index).set("embedding", vector));
        answer.put("model", terms.servedModel()).put("provider", terms.provider());
        usage(answer.putObject("usage"), usage, charge);
        out.append(JsonTree.bytes(answer));
    }

    @Override
    public void fail(Failure failure, ByteSink out) {
        out.append(ErrorBodies.body(failure, terms.surface(), terms.generationId()));
    }

    /// Writes what was used and what it costs.
    ///
    /// @param block the provider's own, or an empty one
    static void usage(ObjectNode block, Usage usage, Charge charge) {
        long tokens = usage.inputTotal();
        if (!block.path("prompt_tokens").isNumber()) {
            block.put("prompt_tokens", tokens);
        }
        if (!block.path("total_tokens").isNumber()) {
            block.put("total_tokens", tokens + usage.outputTotal());
        }
        if (usage.imageInput() > 0 && tokens > usage.imageInput() && !block.has("prompt_tokens_details")) {
            block.putObject("prompt_tokens_details")
                    .put("text_tokens", tokens - usage.imageInput())
                    .put("image_tokens", usage.imageInput());
        }
        block.put("cost", new BigDecimal(charge.total().toUsd())).put("is_byok", false);
        block.putObject("cost_details")
                .put("upstream_inference_cost", new BigDecimal(charge.upstream().toUsd()));
        if (usage.estimated()) {
            block.put("estimated", true);
        }
    }
}
