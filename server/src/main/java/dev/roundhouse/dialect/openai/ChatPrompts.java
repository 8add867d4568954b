package dev.roundhouse.dialect.openai;

import dev.roundhouse.catalog.Dialect;
import dev.roundhouse.dialect.JsonTree;
import dev.roundhouse.dialect.Skim;
import dev.roundhouse.exchange.CacheMark;
import dev.roundhouse.exchange.Message;
import dev.roundhouse.exchange.OutputFormat;
import dev.roundhouse.exchange.Prompt;
import dev.roundhouse.exchange.Reasoning;
import dev.roundhouse.exchange.Sampling;
import dev.roundhouse.exchange.Tool;
import dev.roundhouse.exchange.ToolChoice;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// A client's body as a prompt. The reader at the door has checked its shape.
final class ChatPrompts {
    /// Members that have a place of their own in the neutral form, or are about the answer's way only.
    private static final Set<String> MODELLED = Set.of(
            "model",
            "messages",
            "prompt",
            "stream",
            "stream_options",
            "max_tokens",
            "max_completion_tokens",
            "temperature",
            "top_p",
            "top_k",
            "min_p",
            "frequency_penalty",
            "presence_penalty",
            "repetition_penalty",
            "seed",
            "random_seed",
            "stop",
            "n",
            "logprobs",
            "top_logprobs",
            "logit_bias",
            "tools",
            "functions",
            "tool_choice",
            "function_call",
            "parallel_tool_calls",
            "response_format",
            "reasoning",
            "reasoning_effort",
            "include_reasoning",
            "thinking",
            "service_tier",
            "user",
            "metadata",
            "verbosity",
            "modalities",
            "web_search_options",
            "cache_control",
            "usage");

    private static final Set<String> EFFORTS = Set.of("minimal", "low", "medium", "high", "xhigh", "max");

    private final JsonNode body;

    private ChatPrompts(JsonNode body) {
        this.body = body;
    }

    /// Reads a body of `/chat/completions`.
    static Prompt.Chat read(JsonNode body) {
        return new ChatPrompts(body).prompt();
    }

    private Prompt.Chat prompt() {
        return new Prompt.Chat(
                Dialect.OPENAI_CHAT,
                messages(),
                tools(),
                toolChoice(),
                JsonTree.truth(body, "parallel_tool_calls"),
                sampling(),
                reasoning(),
                format(),
                JsonTree.string(body, "service_tier"),
                JsonTree.string(body, "user"),
                metadata(),
                JsonTree.string(body, "verbosity"),
                modalities(),
                extras());
    }

    private List<Message> messages() {
        List<Message> messages = new ArrayList<>(ChatMessages.read(body.path("messages")));
        if (messages.isEmpty()) {
            messages.addAll(CompletionPrompts.messages(body.path("prompt")));
        }
        CacheMark cache = ChatMessages.cache(body);
        if (cache != null && !messages.isEmpty()) {
            Message last = messages.removeLast();
            messages.add(new Message(last.role(), ChatMessages.marked(last.parts(), cache), last.name()));
        }
        return messages;
    }

    private List<Tool> tools() {
        List<Tool> tools = new ArrayList<>();
        for (JsonNode tool : body.path("tools")) {
            tools.add(tool(tool));
        }
        for (JsonNode function : body.path("functions")) {
            tools.add(function(function, null));
        }
        if (body.path("web_search_options").isObject()) {
            tools.add(new Tool.WebSearch(Dialect.OPENAI_CHAT, body.path("web_search_options")));
        }
        return tools;
    }

    private static Tool tool(JsonNode tool) {
        if (tool.path("function").isObject()) {
            return function(tool.path("function"), ChatMessages.cache(tool));
        }
        JsonNode custom = tool.path("custom");
        if (custom.isObject()) {
            JsonNode format = custom.path("format");
            return new Tool.Custom(
                    custom.path("name").asString(""),
                    JsonTree.string(custom, "description"),
                    format.isObject() ? format : null);
        }
        return tool.path("type").asString("").contains("web_search")
                ? new Tool.WebSearch(Dialect.OPENAI_CHAT, tool)
                : new Tool.Native(Dialect.OPENAI_CHAT, tool);
    }

    private static Tool function(JsonNode function, @Nullable CacheMark cache) {
        JsonNode schema = function.path("parameters");
        return new Tool.Function(
                function.path("name").asString(""),
                JsonTree.string(function, "description"),
                schema.isObject() ? schema : null,
                JsonTree.truth(function, "strict"),
                cache);
    }

    private ToolChoice toolChoice() {
        JsonNode choice = body.has("tool_choice") ? body.path("tool_choice") : body.path("function_call");
        if (choice.isString()) {
            return switch (choice.stringValue()) {
                case "none" -> new ToolChoice.None();
                case "required", "any" -> new ToolChoice.Required();
                default -> new ToolChoice.Auto();
            };
        }
        JsonNode allowed = choice.path("allowed_tools");
        if (allowed.isObject()) {
            List<String> names = new ArrayList<>();
            for (JsonNode tool : allowed.path("tools")) {
                names.add(named(tool));
            }
            return new ToolChoice.Allowed(names, "required".equals(JsonTree.string(allowed, "mode")));
        }
        String name = named(choice);
        return name.isEmpty() ? new ToolChoice.Auto() : new ToolChoice.Named(name);
    }

    private static String named(JsonNode choice) {
        String inner = choice.path("function").path("name").asString("");
        String custom = choice.path("custom").path("name").asString("");
        return !inner.isEmpty()
                ? inner
                : !custom.isEmpty() ? custom : choice.path("name").asString("");
    }

    private Sampling sampling() {
        Long most = JsonTree.whole(body, "max_completion_tokens");
        most = most == null ? JsonTree.whole(body, "max_tokens") : most;
        List<String> stops = new ArrayList<>();
        JsonNode stop = body.path("stop");
        if (stop.isString()) {
            stops.add(stop.stringValue());
        }
        for (JsonNode one : stop) {
            stops.add(one.asString(""));
        }
        Long choices = JsonTree.whole(body, "n");
        // Of completions, one number.
        boolean counted = body.path("logprobs").isNumber();
        Long top = JsonTree.whole(body, counted ? "logprobs" : "top_logprobs");
        boolean logprobs = counted || Boolean.TRUE.equals(JsonTree.truth(body, "logprobs"));
        JsonNode bias = body.path("logit_bias");
        Long seed = JsonTree.whole(body, "seed");
        return new Sampling(
                most == null || most <= 0 ? null : most,
                JsonTree.number(body, "temperature"),
                JsonTree.number(body, "top_p"),
                JsonTree.whole(body, "top_k"),
                JsonTree.number(body, "min_p"),
                JsonTree.number(body, "frequency_penalty"),
                JsonTree.number(body, "presence_penalty"),
                JsonTree.number(body, "repetition_penalty"),
                seed == null ? JsonTree.whole(body, "random_seed") : seed,
                stops,
                choices == null ? null : choices.intValue(),
                logprobs ? Integer.valueOf(top == null ? 0 : top.intValue()) : null,
                bias.isObject() && !bias.isEmpty() ? bias : null);
    }

    private Reasoning reasoning() {
        JsonNode reasoning = body.path("reasoning");
        JsonNode thinking = body.path("thinking");
        String said = JsonTree.string(reasoning, "effort");
        said = said == null ? JsonTree.string(body, "reasoning_effort") : said;
        Boolean enabled = JsonTree.truth(reasoning, "enabled");
        if (enabled == null) {
            enabled = switch (thinking.path("type").asString("")) {
                case "enabled", "adaptive" -> Boolean.TRUE;
                case "disabled" -> Boolean.FALSE;
                default -> null;
            };
        }
        if ("none".equals(said)) {
            enabled = false;
        } else if (said != null && !EFFORTS.contains(said)) {
            enabled = true; // Groq's `default`
        }
        Long budget = JsonTree.whole(reasoning, "max_tokens");
        budget = budget == null ? JsonTree.whole(thinking, "budget_tokens") : budget;
        boolean exclude = isExcluded(reasoning, body.path("include_reasoning"));
        return new Reasoning(
                enabled,
                said != null && EFFORTS.contains(said) ? said : null,
                budget,
                thinking.path("type").asString("").equals("adaptive"),
                JsonTree.string(reasoning, "summary"),
                exclude,
                false);
    }

    /// Whether a client does not want to see reasoning.
    ///
    /// @param reasoning its `reasoning`
    /// @param include its `include_reasoning`
    static boolean isExcluded(JsonNode reasoning, JsonNode include) {
        return reasoning.path("exclude").asBoolean(false) || (include.isBoolean() && !include.booleanValue());
    }

    private OutputFormat format() {
        JsonNode format = body.path("response_format");
        JsonNode schema = format.path("json_schema");
        return switch (format.path("type").asString("")) {
            case "json_schema" ->
                new OutputFormat.JsonSchema(
                        schema.path("name").asString("response"),
                        JsonTree.string(schema, "description"),
                        schema.path("schema").isObject() ? schema.path("schema") : JsonTree.object(),
                        JsonTree.truth(schema, "strict"));
            case "json_object" ->
                format.path("schema").isObject()
                        ? new OutputFormat.JsonSchema("response", null, format.path("schema"), null)
                        : new OutputFormat.JsonObject();
            case "", "text" -> new OutputFormat.Any();
            default -> new OutputFormat.Grammar(format);
        };
    }

    private Map<String, String> metadata() {
        Map<String, String> metadata = new HashMap<>();
        body.path("metadata")
                .properties()
                .forEach(e -> metadata.put(
                        e.getKey(),
                        e.getValue().isString() ? e.getValue().stringValue() : JsonTree.text(e.getValue())));
        return metadata;
    }

    private Set<String> modalities() {
        Set<String> modalities = new HashSet<>();
        for (JsonNode one : body.path("modalities")) {
            modalities.add(one.asString(""));
        }
        return modalities;
    }

    private ObjectNode extras() {
        ObjectNode extras = JsonTree.object();
        body.properties().forEach(member -> {
            String name = member.getKey();
            if (!MODELLED.contains(name)
                    && !Skim.ROUTER_MEMBERS.contains(name)
                    && !member.getValue().isNull()) {
                extras.set(name, member.getValue());
            }
        });
        return extras;
    }
}
