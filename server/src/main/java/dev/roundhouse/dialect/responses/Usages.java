package dev.roundhouse.dialect.responses;

import static dev.roundhouse.dialect.JsonTree.count;

import dev.roundhouse.dialect.JsonTree;
import dev.roundhouse.exchange.Charge;
import dev.roundhouse.exchange.Usage;
import java.math.BigDecimal;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// The `usage` block, both ways. Cached input is inside of `input_tokens`, reasoning inside of `output_tokens`.
final class Usages {
    private Usages() {}

    /// Reads a response's block.
    ///
    /// @param response the object that holds `usage` and, of newer ones, `tool_usage`
    /// @param searches how many searches its items show, for where nobody counted them
    static Usage read(JsonNode response, long searches) {
        JsonNode usage = response.path("usage");
        JsonNode inputs = usage.path("input_tokens_details");
        JsonNode outputs = usage.path("output_tokens_details");
        long input = count(usage, "input_tokens");
        long output = count(usage, "output_tokens");
        long cached = count(inputs, "cached_tokens");
        long written = count(inputs, "cache_write_tokens");
        long reasoning = count(outputs, "reasoning_tokens");
        long total = count(usage, "total_tokens");
        // Some hosts count reasoning beside the output; their own total tells.
        boolean outside = reasoning > output || (reasoning > 0 && total == input + output + reasoning);
        return new Usage(
                Math.max(0, input - cached - written),
                cached,
                written,
                0,
                0,
                0,
                outside ? output : output - reasoning,
                reasoning,
                0,
                0,
                searches(response, searches),
                false);
    }

    /// Writes the block for a client.
    static ObjectNode write(Usage usage, Charge charge) {
        ObjectNode block = JsonTree.object();
        price(block, usage, charge);
        return block;
    }

    /// Puts the charge, and counts that the provider did not send, into a provider's block.
    static void price(ObjectNode block, Usage usage, Charge charge) {
        absent(block, "input_tokens", usage.inputTotal());
        ObjectNode inputs = inner(block, "input_tokens_details");
        absent(inputs, "cached_tokens", usage.cacheRead());
        absent(inputs, "cache_write_tokens", usage.cacheWrite() + usage.cacheWrite1h());
        absent(block, "output_tokens", usage.outputTotal());
        absent(inner(block, "output_tokens_details"), "reasoning_tokens", usage.reasoning());
        absent(block, "total_tokens", usage.inputTotal() + usage.outputTotal());
        block.put("cost", new BigDecimal(charge.total().toUsd()));
        block.put("is_byok", false);
        ObjectNode details = inner(block, "cost_details");
        details.put("upstream_inference_cost", new BigDecimal(charge.upstream().toUsd()));
        details.put(
                "upstream_inference_input_cost", new BigDecimal(charge.input().toUsd()));
        details.put(
                "upstream_inference_output_cost", new BigDecimal(charge.output().toUsd()));
        if (usage.estimated()) {
            block.put("estimated", true);
        }
    }

    private static long searches(JsonNode response, long shown) {
        JsonNode counted = response.path("tool_usage").path("web_search").path("num_requests");
        JsonNode ofXai =
                response.path("usage").path("server_side_tool_usage_details").path("web_search_calls");
        if (counted.isNumber()) {
            return Math.max(0, counted.asLong(0));
        }
        return ofXai.isNumber() ? Math.max(0, ofXai.asLong(0)) : shown;
    }

    private static void absent(ObjectNode object, String name, long count) {
        if (!object.path(name).isNumber()) {
            object.put(name, count);
        }
    }

    private static ObjectNode inner(ObjectNode object, String name) {
        return object.path(name) instanceof ObjectNode inner ? inner : object.putObject(name);
    }
}
