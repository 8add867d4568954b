package dev.roundhouse.dialect.openai;

import dev.roundhouse.dialect.JsonSpans;
import dev.roundhouse.exchange.Usage;
import java.util.Optional;
import tools.jackson.core.JsonToken;

/// Reads a provider's `usage` block into classes that do not overlap. Each provider nests its totals in its own
/// way: what is inside what is decided here, once, by what the block itself adds up to.
///
/// | provider | cached input | reasoning |
/// |---|---|---|
/// | OpenAI, Azure, Groq, OpenRouter, DeepSeek, Mistral, Moonshot, Alibaba | inside the prompt | inside the
/// completion
/// |
/// | xAI | inside, unless it exceeds the prompt | beside the completion |
/// | Perplexity's deep research | none | beside the completion |
/// | Anthropic behind a chat façade | beside the prompt where the total says so | inside |
///
/// @see "peers: token classes"
final class UsageReader {
    private static final long COUNT_MAX = 1L << 40; // no real count comes near, and sums of these do not overflow

    private long prompt = -1;
    private long completion = -1;
    private long total = -1;
    private long cacheRead;
    private long cacheWrite;
    private long cacheWrite1h;
    private long audioInput;
    private long imageInput;
    private long citations;
    private long reasoning;
    private long audioOutput;
    private long imageOutput;
    private long searches;
    private boolean neverBeside;
    private boolean reasoningAtTop;
    private boolean maybeBeside;

    private UsageReader() {}

    /// Reads a block.
    ///
    /// @param json at the block's start, which is an object that was read before
    /// @param reasoningOutside what the provider's quirks say; the block's own total may say it too
    /// @return empty when there is no count in it
    static Optional<Usage> read(JsonSpans json, boolean reasoningOutside) {
        UsageReader reader = new UsageReader();
        if (json.nextToken() == JsonToken.START_OBJECT) {
            reader.members(json);
        }
        return reader.usage(reasoningOutside);
    }

    private void members(JsonSpans json) {
        while (json.nextToken() != JsonToken.END_OBJECT) {
            String name = json.currentName();
            JsonToken token = json.nextToken();
            if (token != JsonToken.START_OBJECT) {
                long count = count(json, token);
                if (count >= 0) {
                    member(name, count);
                }
                continue;
            }
            switch (name) {
                case "prompt_tokens_details", "prompt_token_details", "input_tokens_details" -> details(json, true);
                case "completion_tokens_details", "output_tokens_details" -> details(json, false);
                case "server_tool_use", "server_tool_use_details" -> tools(json);
                case "cache_creation" -> cacheCreation(json);
                default -> json.skipChildren();
            }
        }
    }

    private void member(String name, long count) {
        switch (name) {
            case "prompt_tokens", "input_tokens" -> prompt = count;
            case "completion_tokens", "output_tokens" -> completion = count;
            case "total_tokens" -> total = count;
            case "cached_tokens", "cache_read_input_tokens", "cache_read_tokens" ->
                cacheRead = Math.max(cacheRead, count);
            case "num_cached_tokens", "prompt_cache_hit_tokens" -> {
                cacheRead = Math.max(cacheRead, count);
                neverBeside = true;
            }
            case "cache_write_tokens" -> cacheWrite = Math.max(cacheWrite, count);
            case "cache_creation_input_tokens" -> {
                cacheWrite = Math.max(cacheWrite, count);
                maybeBeside = true;
            }
            case "audio_prompt_tokens" -> audioInput = Math.max(audioInput, count);
            case "reasoning_tokens" -> {
                reasoning = Math.max(reasoning, count);
                reasoningAtTop = true;
            }
            case "citation_tokens" -> citations = count;
            case "num_search_queries" -> searches = Math.max(searches, count);
            default -> {}
        }
    }

    private void details(JsonSpans json, boolean input) {
        while (json.nextToken() != JsonToken.END_OBJECT) {
            String name = json.currentName();
            long count = count(json, json.nextToken());
            if (count < 0) {
                continue;
            }
            switch (name) {
                case "cached_tokens" -> cacheRead = Math.max(cacheRead, count);
                case "cache_write_tokens", "cache_creation_tokens", "cache_creation_input_tokens" ->
                    cacheWrite = Math.max(cacheWrite, count);
                case "reasoning_tokens" -> reasoning = Math.max(reasoning, count);
                case "audio_tokens" -> {
                    audioInput = input ? Math.max(audioInput, count) : audioInput;
                    audioOutput = input ? audioOutput : count;
                }
                case "image_tokens" -> {
                    imageInput = input ? count : imageInput;
                    imageOutput = input ? imageOutput : count;
                }
                default -> {}
            }
        }
    }

    private void tools(JsonSpans json) {
        while (json.nextToken() != JsonToken.END_OBJECT) {
            boolean isSearch = json.currentName().equals("web_search_requests");
            long count = count(json, json.nextToken());
            searches = isSearch ? Math.max(searches, count) : searches;
        }
    }

    private void cacheCreation(JsonSpans json) {
        while (json.nextToken() != JsonToken.END_OBJECT) {
            boolean isHour = json.currentName().equals("ephemeral_1h_input_tokens");
            long count = count(json, json.nextToken());
            cacheWrite1h = isHour ? Math.max(cacheWrite1h, count) : cacheWrite1h;
        }
    }

    // Negative, fractional, textual: whatever comes, a count is a whole number, or there is none (-1).
    private static long count(JsonSpans json, JsonToken token) {
        return switch (token) {
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT ->
                (long) Math.clamp(json.getDoubleValue(), 0, (double) COUNT_MAX);
            default -> {
                json.skipChildren();
                yield -1;
            }
        };
    }

    private Optional<Usage> usage(boolean reasoningOutside) {
        if (prompt < 0 && completion < 0 && total < 0) {
            return Optional.empty();
        }
        long knownPrompt = prompt >= 0 ? prompt : Math.max(0, total - Math.max(0, completion));
        long knownCompletion = completion >= 0 ? completion : Math.max(0, total - knownPrompt);
        boolean outside =
                reasoningOutside || isReasoningOutside(knownCompletion, total - knownPrompt - knownCompletion);
        reasoning = outside ? reasoning : Math.min(reasoning, knownCompletion);
        long inTotal = outside && total >= 0 ? total - reasoning : total;
        boolean cachedOutside = isCachedOutside(knownPrompt, inTotal - knownPrompt - knownCompletion);
        if (!cachedOutside) {
            // Mistral counts whole blocks of its cache, even where the prompt fills only a part of one;
            // OpenRouter tells the same tokens as written and as read.
            cacheRead = Math.min(cacheRead, knownPrompt);
            cacheWrite = Math.min(cacheWrite, knownPrompt - cacheRead);
        }
        long cached = cacheRead + cacheWrite;
        long hourWrite = Math.min(cacheWrite1h, cacheWrite);
        long text = cachedOutside ? knownPrompt : knownPrompt - cached;
        long audio = Math.min(audioInput, text);
        long image = Math.min(imageInput, text - audio);
        long answer = outside ? knownCompletion : knownCompletion - reasoning;
        long spoken = Math.min(audioOutput, answer);
        long drawn = Math.min(imageOutput, answer - spoken);
        return Optional.of(new Usage(
                text - audio - image + citations,
                cacheRead,
                cacheWrite - hourWrite,
                hourWrite,
                audio,
                image,
                answer - spoken - drawn,
                reasoning,
                spoken,
                drawn,
                searches,
                false));
    }

    // Beside the completion, when the total counts it on top (`rest` is what the total has over the two), or when
    // it does not fit in and no total says that it must.
    private boolean isReasoningOutside(long knownCompletion, long rest) {
        boolean fits = reasoning <= knownCompletion;
        return reasoning > 0 && (rest == reasoning || (!fits && (reasoningAtTop || total < 0)));
    }

    // Beside the prompt, when it does not fit in, or when the total counts it on top (`rest` is what the total
    // has over prompt and completion).
    private boolean isCachedOutside(long knownPrompt, long rest) {
        long cached = cacheRead + cacheWrite;
        if (cached == 0 || neverBeside) {
            return false;
        }
        return cacheRead > knownPrompt || (maybeBeside && cached > knownPrompt) || rest == cached;
    }
}
