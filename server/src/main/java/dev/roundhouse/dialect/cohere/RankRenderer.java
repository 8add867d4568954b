package dev.roundhouse.dialect.cohere;

import dev.roundhouse.dialect.AnswerRenderer;
import dev.roundhouse.dialect.JsonTree;
import dev.roundhouse.exchange.AnswerTerms;
import dev.roundhouse.exchange.ByteSink;
import dev.roundhouse.exchange.Charge;
import dev.roundhouse.exchange.Event;
import dev.roundhouse.exchange.Failure;
import dev.roundhouse.exchange.Prompt;
import dev.roundhouse.exchange.Surface;
import dev.roundhouse.exchange.Usage;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Says an order of documents, the most relevant first: in Cohere's shape, or in OpenRouter's at its door.
final class RankRenderer implements AnswerRenderer {
    private final AnswerTerms terms;
    private final Prompt.Rerank asked;
    private final boolean firstApi;
    private final List<Event.Ranked> ranks = new ArrayList<>();

    RankRenderer(AnswerTerms terms, Prompt.Rerank asked, boolean firstApi) {
        this.terms = terms;
        this.asked = asked;
        this.firstApi = firstApi;
    }

    @Override
    public void event(Event event, ByteSink out) {
        if (event instanceof Event.Ranked rank) {
            ranks.add(rank);
        }
    }

    @Override
    public void finish(Usage usage, Charge charge, ByteSink out) {
        ObjectNode json = JsonTree.object().put("id", terms.generationId());
        boolean router = terms.surface() == Surface.OPENROUTER;
        if (router) {
            json.put("model", terms.servedModel()).put("provider", terms.provider());
        }
        results(json.putArray("results"));
        if (router) {
            ObjectNode used = json.putObject("usage").put("cost", Usages.cost(charge));
            if (usage.searchUnits() > 0) {
                used.put("search_units", usage.searchUnits());
            }
            used.put("total_tokens", usage.inputTotal());
        } else {
            ObjectNode meta = json.putObject("meta");
            meta.putObject("api_version").put("version", firstApi ? "1" : "2");
            ObjectNode billed = meta.putObject("billed_units");
            if (usage.searchUnits() > 0) {
                billed.put("search_units", usage.searchUnits());
            }
            if (usage.inputTotal() > 0) {
                billed.put("input_tokens", usage.inputTotal());
            }
            meta.put("cost", Usages.cost(charge));
        }
        out.append(JsonTree.bytes(json));
    }

    @Override
    public void fail(Failure failure, ByteSink out) {}

    private void results(ArrayNode results) {
        ranks.sort(Comparator.comparingDouble(Event.Ranked::score).reversed());
        int top = asked.top() == null ? ranks.size() : asked.top();
        for (Event.Ranked rank : ranks.subList(0, Math.min(top, ranks.size()))) {
            ObjectNode result = results.addObject().put("index", rank.index()).put("relevance_score", rank.score());
            if (asked.documentsWanted()
                    && rank.index() >= 0
                    && rank.index() < asked.documents().size()) {
                JsonNode document = asked.documents().get(rank.index());
                result.set("document", document.isString() ? JsonTree.object().set("text", document) : document);
            }
        }
    }
}
