package dev.roundhouse.dialect.bedrock;

import dev.roundhouse.dialect.JsonTree;
import dev.roundhouse.exchange.Charge;
import dev.roundhouse.exchange.Usage;
import java.math.BigDecimal;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Converse's usage: what a cache gave or took is beside `inputTokens`, reasoning inside `outputTokens`.
final class Usages {
    private Usages() {}

    /// Reads a block.
    static Usage read(JsonNode usage) {
        long written = Math.max(
                JsonTree.count(usage, "cacheWriteInputTokens"), JsonTree.count(usage, "cacheWriteInputTokenCount"));
        long hour = 0;
        for (JsonNode detail : usage.path("cacheDetails")) {
            if ("1h".equals(JsonTree.string(detail, "ttl"))) {
                hour += JsonTree.count(detail, "inputTokens");
            }
        }
        hour = Math.min(hour, written);
        long read = Math.max(
                JsonTree.count(usage, "cacheReadInputTokens"), JsonTree.count(usage, "cacheReadInputTokenCount"));
        return new Usage(
                JsonTree.count(usage, "inputTokens"),
                read,
                written - hour,
                hour,
                0,
                0,
                JsonTree.count(usage, "outputTokens"),
                0,
                0,
                0,
                0,
                false);
    }

    /// Reads what Bedrock itself counted, in the last frame of a streamed InvokeModel.
    static Usage ofMetrics(JsonNode metrics) {
        return new Usage(
                JsonTree.count(metrics, "inputTokenCount"),
                JsonTree.count(metrics, "cacheReadInputTokenCount"),
                JsonTree.count(metrics, "cacheWriteInputTokenCount"),
                0,
                0,
                0,
                JsonTree.count(metrics, "outputTokenCount"),
                0,
                0,
                0,
                0,
                false);
    }

    /// The same as [#ofMetrics] reads, with the charge in USD.
    static ObjectNode metrics(Usage usage, Charge charge) {
        long written = usage.cacheWrite() + usage.cacheWrite1h();
        ObjectNode said = JsonTree.object();
        said.put("inputTokenCount", usage.inputTotal() - usage.cacheRead() - written);
        said.put("outputTokenCount", usage.outputTotal());
        if (usage.cacheRead() + written > 0) {
            said.put("cacheReadInputTokenCount", usage.cacheRead());
            said.put("cacheWriteInputTokenCount", written);
        }
        said.put("cost", new BigDecimal(charge.total().toUsd()));
        return said;
    }

    /// Says one, with the charge in USD.
    static ObjectNode write(Usage usage, Charge charge) {
        long written = usage.cacheWrite() + usage.cacheWrite1h();
        long input = usage.inputTotal() - usage.cacheRead() - written;
        ObjectNode said = JsonTree.object();
        said.put("inputTokens", input);
        said.put("outputTokens", usage.outputTotal());
        said.put("totalTokens", usage.inputTotal() + usage.outputTotal());
        said.put("cacheReadInputTokens", usage.cacheRead());
        said.put("cacheWriteInputTokens", written);
        if (usage.cacheWrite1h() > 0) {
            said.putArray("cacheDetails").addObject().put("ttl", "1h").put("inputTokens", usage.cacheWrite1h());
        }
        said.put("cost", new BigDecimal(charge.total().toUsd()));
        if (usage.estimated()) {
            said.put("estimated", true);
        }
        return said;
    }
}
