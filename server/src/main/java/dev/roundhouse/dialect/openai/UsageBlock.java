package dev.roundhouse.dialect.openai;

import static dev.roundhouse.dialect.JsonText.ascii;

import dev.roundhouse.dialect.Edits;
import dev.roundhouse.dialect.JsonPatch;
import dev.roundhouse.dialect.JsonPatch.Ensure;
import dev.roundhouse.dialect.JsonPatch.Inside;
import dev.roundhouse.dialect.JsonPatch.Put;
import dev.roundhouse.dialect.JsonSpans;
import dev.roundhouse.exchange.ByteSink;
import dev.roundhouse.exchange.Charge;
import dev.roundhouse.exchange.Usage;
import java.util.LinkedHashMap;
import java.util.Map;

/// The `usage` that a client gets: the provider's own block with all its members, and in it what OpenRouter's
/// clients look for. `cost` is the charge, whatever the provider called its own: what the provider bills is in
/// `cost_details`.
final class UsageBlock {
    private static final byte[] EMPTY = ascii("{}");

    private UsageBlock() {}

    /// Appends the block.
    ///
    /// @param block the provider's, JSON object; empty when it sent none
    static void append(byte[] block, Usage usage, Charge charge, ByteSink out) {
        byte[] source = block.length == 0 ? EMPTY : block;
        Edits edits = new Edits();
        JsonSpans json = JsonSpans.plain(source, 0, source.length);
        json.nextToken();
        JsonPatch.patch(json, members(usage, charge), edits);
        json.close();
        edits.apply(source, 0, source.length, out);
    }

    private static Map<String, JsonPatch> members(Usage usage, Charge charge) {
        Map<String, JsonPatch> all = new LinkedHashMap<>();
        all.put("prompt_tokens", ensure(usage.inputTotal()));
        all.put("completion_tokens", ensure(usage.outputTotal()));
        all.put("total_tokens", ensure(usage.inputTotal() + usage.outputTotal()));
        all.put("prompt_tokens_details", new Inside(promptDetails(usage)));
        all.put("completion_tokens_details", new Inside(completionDetails(usage)));
        all.put("cost", new Put(ascii(charge.total().toUsd())));
        all.put("is_byok", new Put(ascii("false")));
        all.put("cost_details", new Inside(costDetails(charge)));
        if (usage.estimated()) {
            all.put("estimated", new Put(ascii("true")));
        }
        return all;
    }

    private static Map<String, JsonPatch> promptDetails(Usage usage) {
        Map<String, JsonPatch> all = new LinkedHashMap<>();
        all.put("cached_tokens", ensure(usage.cacheRead()));
        all.put("cache_write_tokens", ensure(usage.cacheWrite() + usage.cacheWrite1h()));
        all.put("audio_tokens", ensure(usage.audioInput()));
        return all;
    }

    private static Map<String, JsonPatch> completionDetails(Usage usage) {
        Map<String, JsonPatch> all = new LinkedHashMap<>();
        all.put("reasoning_tokens", ensure(usage.reasoning()));
        all.put("audio_tokens", ensure(usage.audioOutput()));
        all.put("image_tokens", ensure(usage.imageOutput()));
        return all;
    }

    private static Map<String, JsonPatch> costDetails(Charge charge) {
        Map<String, JsonPatch> all = new LinkedHashMap<>();
        all.put("upstream_inference_cost", new Put(ascii(charge.upstream().toUsd())));
        all.put("upstream_inference_prompt_cost", new Put(ascii(charge.input().toUsd())));
        all.put(
                "upstream_inference_completions_cost",
                new Put(ascii(charge.output().toUsd())));
        return all;
    }

    private static JsonPatch ensure(long count) {
        return new Ensure(ascii(Long.toString(count)));
    }
}
