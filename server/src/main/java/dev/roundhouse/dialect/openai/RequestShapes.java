package dev.roundhouse.dialect.openai;

import static dev.roundhouse.dialect.Shapes.any;
import static dev.roundhouse.dialect.Shapes.bool;
import static dev.roundhouse.dialect.Shapes.integer;
import static dev.roundhouse.dialect.Shapes.list;
import static dev.roundhouse.dialect.Shapes.listOf;
import static dev.roundhouse.dialect.Shapes.mapOf;
import static dev.roundhouse.dialect.Shapes.number;
import static dev.roundhouse.dialect.Shapes.object;
import static dev.roundhouse.dialect.Shapes.oneOf;
import static dev.roundhouse.dialect.Shapes.text;
import static dev.roundhouse.dialect.Shapes.textOrTexts;
import static dev.roundhouse.dialect.Shapes.texts;
import static java.util.Map.entry;

import dev.roundhouse.dialect.Shape;
import dev.roundhouse.dialect.Shapes;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tools.jackson.core.JsonToken;

/// The documented members of a request, as a table: what each must look like, and what is noted of it.
///
/// @see "OpenAI API: chat completions, completions; OpenRouter API: parameters, provider routing, reasoning,
///   plugins"
final class RequestShapes {
    private static final int MODELS_MAX = 32;
    private static final int CHOICES_MAX = 128;
    private static final int STOPS_MAX = 64;
    private static final int NAME_CHARS_MAX = 512;
    private static final List<String> QUANTIZATIONS =
            List.of("int4", "int8", "fp4", "mxfp4", "nvfp4", "fp6", "fp8", "mxfp8", "fp16", "bf16", "fp32", "unknown");

    /// The router's own members, which a provider with strict fields has never heard of.
    static final List<String> ROUTER_MEMBERS = List.of(
            "models",
            "provider",
            "route",
            "preset",
            "plugins",
            "transforms",
            "usage",
            "session_id",
            "trace",
            "debug",
            "cache_control",
            "stop_server_tools_when",
            "include_reasoning");

    /// Members whose place is noted for a splice.
    static final Set<String> SPANNED = spanned();

    /// Of `/chat/completions`.
    static final Map<String, Shape<RequestCursor>> CHAT = chat();

    /// Of `/completions`.
    static final Map<String, Shape<RequestCursor>> COMPLETIONS = completions();

    private RequestShapes() {}

    private static Set<String> spanned() {
        Set<String> names = new java.util.HashSet<>(ROUTER_MEMBERS);
        names.addAll(List.of("model", "stream", "stream_options", "max_tokens", "max_completion_tokens"));
        // What the renderers of other dialects' answers ask for.
        names.addAll(List.of("reasoning", "functions", "prompt", "echo"));
        return Set.copyOf(names);
    }

    private static Map<String, Shape<RequestCursor>> chat() {
        Map<String, Shape<RequestCursor>> all = new HashMap<>(common());
        all.put("messages", MessageShapes.messages().and(at -> at.hasInput = true));
        all.put("max_completion_tokens", at -> at.maxCompletionTokens = tokens(at));
        all.put("logprobs", bool());
        all.put("top_logprobs", integer(0, 20));
        all.put("tools", MessageShapes.tools());
        all.put("functions", MessageShapes.functions());
        all.put("tool_choice", MessageShapes.toolChoice());
        all.put("function_call", MessageShapes.toolChoice());
        all.put("parallel_tool_calls", bool());
        all.put("prediction", object(Map.of()));
        all.put("modalities", list(text(64)));
        all.put("audio", object(Map.of()));
        all.put("image_config", object(Map.of()));
        all.put("verbosity", oneOf("low", "medium", "high", "xhigh", "max"));
        all.put(
                "web_search_options",
                object(Map.ofEntries(
                        entry("search_context_size", oneOf("low", "medium", "high")),
                        entry("user_location", object(Map.of())))));
        all.put("structured_outputs", bool());
        all.put("reasoning", MessageShapes.reasoning());
        // A string and no choice of ours: Groq's `default` is as good as any.
        all.put("reasoning_effort", at -> at.shortEffort = at.text(64, "a string"));
        all.put("include_reasoning", bool());
        all.put("store", bool());
        all.put("safety_identifier", text(NAME_CHARS_MAX));
        return Map.copyOf(all);
    }

    private static Map<String, Shape<RequestCursor>> completions() {
        Map<String, Shape<RequestCursor>> all = new HashMap<>(common());
        all.put("best_of", integer(0, CHOICES_MAX));
        all.put("echo", bool());
        all.put("logprobs", integer(0, Integer.MAX_VALUE));
        all.put("suffix", text());
        return Map.copyOf(all);
    }

    private static Map<String, Shape<RequestCursor>> common() {
        Map<String, Shape<RequestCursor>> all = new HashMap<>(sampling());
        all.put("model", at -> at.model = at.modelName());
        all.put("models", list(0, MODELS_MAX, at -> at.models.add(at.modelName())));
        all.put("prompt", prompt().and(at -> at.hasInput = true));
        all.put("stream", RequestShapes::stream);
        all.put("stream_options", RequestShapes::streamOptions);
        all.put("max_tokens", at -> at.maxTokens = tokens(at));
        all.put("n", at -> at.choices = (int) Shapes.whole(at, 1, CHOICES_MAX));
        all.put("response_format", MessageShapes.responseFormat());
        all.put("service_tier", at -> at.serviceTier = at.text(64, "a string"));
        all.put("user", Shapes.<RequestCursor>text().and(at -> at.user = at.label()));
        all.put("session_id", at -> at.sessionId = at.text(256, "a string of at most 256 characters"));
        all.put("prompt_cache_key", Shapes.<RequestCursor>text().and(at -> at.promptCacheKey = at.label()));
        all.put("prompt_cache_options", object(Map.of("mode", text(64), "ttl", text(64))));
        all.put("cache_control", MessageShapes.cacheControl());
        all.put("metadata", mapOf(16, 64, text(512)));
        all.put("provider", provider());
        all.put("route", text(64));
        all.put("preset", text(NAME_CHARS_MAX));
        all.put("plugins", plugins());
        all.put("transforms", texts());
        all.put("usage", object(Map.of("include", bool())));
        all.put("trace", object(Map.of()));
        all.put("debug", object(Map.of("echo_upstream_body", bool())));
        all.put("stop_server_tools_when", list(object(Map.of("type", text(64)))));
        all.put("max_tool_calls", integer(0, Integer.MAX_VALUE));
        all.put("x_search", object(Map.of()));
        all.put("x_search_filter", object(Map.of()));
        return all;
    }

    private static Map<String, Shape<RequestCursor>> sampling() {
        return Map.ofEntries(
                entry("temperature", number(0, 2)),
                entry("top_p", number(0, 1)),
                entry("top_k", integer(0, Long.MAX_VALUE)),
                entry("min_p", number(0, 1)),
                entry("top_a", number(0, 1)),
                entry("frequency_penalty", number(-2, 2)),
                entry("presence_penalty", number(-2, 2)),
                entry("repetition_penalty", number(0, 2)),
                entry("seed", integer(Long.MIN_VALUE, Long.MAX_VALUE)),
                entry("stop", textOrTexts(STOPS_MAX)),
                entry("logit_bias", mapOf(Integer.MAX_VALUE, 64, number(-100, 100))));
    }

    // Local servers take -1 for "as many as fit": not said, as far as the walk is concerned.
    private static long tokens(RequestCursor at) {
        return Math.max(0, Shapes.whole(at, -1, Integer.MAX_VALUE));
    }

    private static void stream(RequestCursor at) {
        Shapes.<RequestCursor>bool().check(at);
        at.stream = at.token() == JsonToken.VALUE_TRUE;
    }

    private static void streamOptions(RequestCursor at) {
        if (at.token() != JsonToken.START_OBJECT) {
            throw at.wrong("an object");
        }
        while (at.json().nextToken() != JsonToken.END_OBJECT) {
            boolean isUsage = at.json().currentName().equals("include_usage");
            int memberFrom = at.json().nameFrom();
            at.json().nextToken();
            if (!isUsage) {
                at.json().skipChildren();
                continue;
            }
            at.span("stream_options.include_usage", memberFrom);
            if (at.token() != JsonToken.VALUE_NULL) {
                Shapes.<RequestCursor>bool().check(at);
                at.usageAsked = at.token() == JsonToken.VALUE_TRUE;
            }
        }
    }

    // A text, several, a text in tokens, or several of those.
    private static Shape<RequestCursor> prompt() {
        Shape<RequestCursor> token = integer(0, Integer.MAX_VALUE);
        Shape<RequestCursor> item = Shapes.<RequestCursor>kinds("a string, a token or a list of tokens")
                .text(text())
                .number(token)
                .list(list(token));
        return Shapes.<RequestCursor>kinds("a string or a list").text(text()).list(list(item));
    }

    private static Shape<RequestCursor> provider() {
        Shape<RequestCursor> perPercentile = Shapes.<RequestCursor>kinds("a number or an object of p50, p75, p90, p99")
                .number(number(0, Double.MAX_VALUE))
                .object(object(Map.ofEntries(
                        entry("p50", number(0, Double.MAX_VALUE)),
                        entry("p75", number(0, Double.MAX_VALUE)),
                        entry("p90", number(0, Double.MAX_VALUE)),
                        entry("p99", number(0, Double.MAX_VALUE)))));
        Shape<RequestCursor> price = Shapes.<RequestCursor>kinds("a price in USD")
                .number(number(0, Double.MAX_VALUE))
                .text(text(64));
        Shape<RequestCursor> by = oneOf("price", "throughput", "latency", "exacto");
        return object(Map.ofEntries(
                entry("order", texts()),
                entry("allow_fallbacks", bool()),
                entry("only", texts()),
                entry("ignore", texts()),
                entry("require_parameters", bool()),
                entry("data_collection", oneOf("allow", "deny")),
                entry("zdr", bool()),
                entry("enforce_distillable_text", bool()),
                entry("quantizations", listOf(QUANTIZATIONS)),
                entry(
                        "sort",
                        Shapes.<RequestCursor>kinds("price, throughput, latency, exacto or an object")
                                .text(by)
                                .object(object(
                                        Map.ofEntries(entry("by", by), entry("partition", oneOf("model", "none")))))),
                entry("preferred_min_throughput", perPercentile),
                entry("preferred_max_latency", perPercentile),
                entry(
                        "max_price",
                        object(Map.ofEntries(
                                entry("prompt", price),
                                entry("completion", price),
                                entry("request", price),
                                entry("image", price),
                                entry("audio", price)))),
                entry("options", object(Map.of()))));
    }

    private static Shape<RequestCursor> plugins() {
        Shape<RequestCursor> anything = any();
        return list(object(
                Map.ofEntries(
                        entry("id", text(64)),
                        entry("enabled", bool()),
                        entry("engine", text(64)),
                        entry("max_results", integer(0, Integer.MAX_VALUE)),
                        entry("max_uses", integer(0, Integer.MAX_VALUE)),
                        entry("max_content_tokens", integer(0, Integer.MAX_VALUE)),
                        entry("max_files", integer(0, Integer.MAX_VALUE)),
                        entry("search_prompt", text()),
                        entry("include_domains", texts()),
                        entry("exclude_domains", texts()),
                        entry("allowed_domains", texts()),
                        entry("blocked_domains", texts()),
                        entry("user_location", object(Map.of())),
                        entry("pdf", object(Map.of("engine", text(64)))),
                        entry(
                                "mode",
                                Shapes.<RequestCursor>kinds("any")
                                        .when(anything, JsonToken.VALUE_STRING, JsonToken.START_OBJECT))),
                "id"));
    }
}
