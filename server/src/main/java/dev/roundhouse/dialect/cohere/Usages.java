package dev.roundhouse.dialect.cohere;

import dev.roundhouse.dialect.JsonTree;
import dev.roundhouse.exchange.Charge;
import dev.roundhouse.exchange.Usage;
import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Cohere's counts, both ways.
///
/// It reports two: `tokens`, with its own preamble and marks in them, and `billed_units`, which its prices are per. The
/// second one counts here, else a short question would cost its caller fifteen times what Cohere asks for it. Then
/// `cached_tokens`, a part of `tokens` that is billed like any other, makes no class of its own. `reasoning_tokens` are
/// inside the output. Where nothing is billed apart, `tokens` count, and the cached ones are inside the input.
///
/// @see "peers.md, 3.0"
final class Usages {
    private static final String BILLED = "billed_units";
    private static final String INPUT = "input_tokens";
    private static final String OUTPUT = "output_tokens";

    private Usages() {}

    /// Of a chat; null where nothing was reported.
    ///
    /// @param usage `{"billed_units": {…}?, "tokens": {…}?, "cached_tokens": int?}`
    static @Nullable Usage ofChat(JsonNode usage) {
        JsonNode billed = usage.path(BILLED);
        JsonNode tokens = usage.path("tokens");
        boolean isBilled = billed.has(INPUT) || billed.has(OUTPUT);
        if (!isBilled && !tokens.has(INPUT) && !tokens.has(OUTPUT)) {
            return null;
        }
        JsonNode counts = isBilled ? billed : tokens;
        long images = isBilled ? 0 : JsonTree.count(tokens, "image_tokens");
        long input = JsonTree.count(counts, INPUT);
        long output = JsonTree.count(counts, OUTPUT);
        long cached = isBilled ? 0 : Math.min(input, JsonTree.count(usage, "cached_tokens"));
        long reasoning = Math.min(output, JsonTree.count(tokens, "reasoning_tokens"));
        return new Usage(
                input - cached, cached, 0, 0, 0, images, output - reasoning, reasoning, 0, 0, 0, false);
    }

    /// Of vectors; null where nothing was reported.
    ///
    /// @param meta `{"billed_units": {"input_tokens": int?, "image_tokens": int?}?}`
    static @Nullable Usage ofEmbedding(JsonNode meta) {
        JsonNode billed = meta.path(BILLED);
        if (!billed.has(INPUT) && !billed.has("image_tokens")) {
            return null;
        }
        long input = JsonTree.count(billed, INPUT);
        long images = JsonTree.count(billed, "image_tokens");
        return new Usage(input, 0, 0, 0, 0, images, 0, 0, 0, 0, 0, false);
    }

    /// Of an order of documents; null where nothing was reported. Other hosts of this schema count tokens.
    static @Nullable Usage ofRanking(JsonNode answer) {
        JsonNode billed = answer.path("meta").path(BILLED);
        JsonNode usage = answer.path("usage");
        long units = billed.has("search_units")
                ? JsonTree.count(billed, "search_units")
                : JsonTree.count(usage, "search_units");
        long tokens = Math.max(JsonTree.count(usage, "total_tokens"), JsonTree.count(billed, INPUT));
        return units == 0 && tokens == 0 ? null : Usage.ofSearches(tokens, units);
    }

    /// The `usage` of a chat, with its price.
    static ObjectNode said(Usage usage, Charge charge) {
        ObjectNode json = JsonTree.object();
        json.putObject(BILLED).put(INPUT, usage.inputTotal()).put(OUTPUT, usage.outputTotal());
        ObjectNode tokens = json.putObject("tokens").put(INPUT, usage.inputTotal()).put(OUTPUT, usage.outputTotal());
        if (usage.reasoning() > 0) {
            tokens.put("reasoning_tokens", usage.reasoning());
        }
        json.put("cached_tokens", usage.cacheRead());
        json.put("cost", cost(charge));
        if (usage.estimated()) {
            json.put("estimated", true);
        }
        return json;
    }

    /// US dollars.
    static BigDecimal cost(Charge charge) {
        return new BigDecimal(charge.total().toUsd());
    }
}
