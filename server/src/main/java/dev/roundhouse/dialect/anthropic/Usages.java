package dev.roundhouse.dialect.anthropic;

import dev.roundhouse.dialect.JsonTree;
import dev.roundhouse.exchange.Charge;
import dev.roundhouse.exchange.Usage;
import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Anthropic's `usage`: what is read from a cache and written to one stands beside `input_tokens`, not in it;
/// thinking
/// is in `output_tokens`.
final class Usages {
    private static final String INPUT = "input_tokens";
    private static final String OUTPUT = "output_tokens";
    private static final String READ = "cache_read_input_tokens";
    private static final String WRITTEN = "cache_creation_input_tokens";
    private static final String CREATION = "cache_creation";
    private static final String FIVE_MINUTES = "ephemeral_5m_input_tokens";
    private static final String HOUR = "ephemeral_1h_input_tokens";
    private static final String DETAILS = "output_tokens_details";
    private static final String THINKING = "thinking_tokens";
    private static final String SERVER = "server_tool_use";
    private static final String SEARCHES = "web_search_requests";

    private Usages() {}

    /// A stream's usage so far with a later report laid over it: counts are cumulative, and what a report leaves
    /// out,
    /// or says null, stays as it was.
    static void merge(ObjectNode whole, JsonNode later) {
        later.forEachEntry((name, value) -> {
            if (!value.isNull()) {
                whole.set(name, value);
            }
        });
    }

    /// The units. `iterations` are not added: the totals hold those that are of this model.
    static Usage read(JsonNode usage) {
        long written = JsonTree.count(usage, WRITTEN);
        long hour = JsonTree.count(usage.path(CREATION), HOUR);
        long five = usage.path(CREATION).isObject()
                ? Math.max(JsonTree.count(usage.path(CREATION), FIVE_MINUTES), written - hour)
                : written;
        long output = JsonTree.count(usage, OUTPUT);
        long thinking = Math.min(output, JsonTree.count(usage.path(DETAILS), THINKING));
        return new Usage(
                JsonTree.count(usage, INPUT),
                JsonTree.count(usage, READ),
                Math.max(0, five),
                hour,
                0,
                0,
                output - thinking,
                thinking,
                0,
                0,
                JsonTree.count(usage.path(SERVER), SEARCHES),
                false);
    }

    /// Anthropic's block for units that another dialect counted.
    ///
    /// @param tier as the upstream served; null unsaid
    static ObjectNode write(Usage usage, @Nullable String tier) {
        ObjectNode block = JsonTree.object();
        block.put(INPUT, usage.input() + usage.audioInput() + usage.imageInput());
        block.put(WRITTEN, usage.cacheWrite() + usage.cacheWrite1h());
        block.put(READ, usage.cacheRead());
        block.putObject(CREATION).put(FIVE_MINUTES, usage.cacheWrite()).put(HOUR, usage.cacheWrite1h());
        block.put(OUTPUT, usage.outputTotal());
        if (usage.reasoning() > 0) {
            block.putObject(DETAILS).put(THINKING, usage.reasoning());
        }
        if (usage.webSearches() > 0) {
            block.putObject(SERVER).put(SEARCHES, usage.webSearches());
        }
        if (tier != null) {
            block.put("service_tier", tier.equals("default") ? "standard" : tier);
        }
        return block;
    }

    /// Writes what the caller pays into a block, as OpenRouter does. What a provider called `cost` is not the
    /// client's.
    static void charge(ObjectNode block, Usage usage, Charge charge) {
        block.put("cost", usd(charge.total().toUsd()));
        block.put("is_byok", false);
        block.putObject("cost_details")
                .put("upstream_inference_cost", usd(charge.upstream().toUsd()))
                .put("upstream_inference_prompt_cost", usd(charge.input().toUsd()))
                .put("upstream_inference_completions_cost", usd(charge.output().toUsd()));
        if (usage.estimated()) {
            block.put("estimated", true);
        }
    }

    private static BigDecimal usd(String text) {
        return new BigDecimal(text);
    }
}
