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
/// It reports two: `tokens`, with its own preamble and marks in them, which are shown; and `billed_units`, which
/// its
/// prices are per, and which are charged: a short question would else cost its caller fifteen times what Cohere
/// asks
/// for it. `cached_tokens` are inside the input and `reasoning_tokens` inside the output; `image_tokens` are
/// outside.
/// Where only one of the two is reported, it is both.
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
        boolean isCounted = tokens.has(INPUT) || tokens.has(OUTPUT);
        if (!isBilled && !isCounted) {
            return null;
        }
        JsonNode counts = isCounted ? tokens : billed;
        long input = JsonTree.count(counts, INPUT);
        long output = JsonTree.count(counts, OUTPUT);
        long cached = Math.min(input, JsonTree.count(usage, "cached_tokens"));
        long images = JsonTree.count(counts, "image_tokens");
        long reasoning = Math.min(output, JsonTree.count(counts, "reasoning_tokens"));
        Usage used = new Usage(input - cached, cached, 0, 0, 0, images, output - reasoning, reasoning, 0, 0, 0, false);
        return isBilled ? used.billedAs(JsonTree.count(billed, INPUT), JsonTree.count(billed, OUTPUT)) : used;
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
        Usage.Billed billed =
                usage.billed() == null ? new Usage.Billed(usage.inputTotal(), usage.outputTotal()) : usage.billed();
        json.putObject(BILLED).put(INPUT, billed.input()).put(OUTPUT, billed.output());
        ObjectNode tokens =
                json.putObject("tokens").put(INPUT, usage.inputTotal()).put(OUTPUT, usage.outputTotal());
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
