package dev.roundhouse.dialect.bedrock;

import dev.roundhouse.catalog.Dialect;
import dev.roundhouse.dialect.JsonTree;
import dev.roundhouse.dialect.Losses;
import dev.roundhouse.exchange.Message;
import dev.roundhouse.exchange.OutputFormat;
import dev.roundhouse.exchange.Part;
import dev.roundhouse.exchange.Prompt;
import dev.roundhouse.exchange.Tool;
import dev.roundhouse.exchange.ToolChoice;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Says tools and their choice as Converse's `toolConfig`.
final class ConverseTools {
    /// The tool that holds an answer to a schema where the model has nothing better. Its call is read as text
    /// again.
    static final String ANSWER_TOOL = "answer_in_json";

    private static final String ANSWER_WORDS = "Give the answer by calling this tool once.";

    private final Prompt.Chat chat;
    private final boolean own;
    private final BlockWriter blocks;
    private final Losses losses;

    ConverseTools(Prompt.Chat chat, BlockWriter blocks, Losses losses) {
        this.chat = chat;
        this.own = chat.from() == Dialect.BEDROCK_CONVERSE;
        this.blocks = blocks;
        this.losses = losses;
    }

    /// Puts the configuration into a body.
    ///
    /// @param byTool whether the answer's schema is held to by a tool
    /// @param thinks whether the model thinks, and then cannot be made to call
    void write(ObjectNode body, boolean byTool, boolean thinks) {
        ArrayNode tools = JsonTree.array();
        boolean none = chat.toolChoice() instanceof ToolChoice.None;
        Set<String> past = namesInHistory();
        if (!none || !past.isEmpty()) {
            chat.tools().stream().filter(this::isAllowed).forEach(tool -> add(tool, tools));
        }
        if (none && !chat.tools().isEmpty()) {
            losses.adapted("tool_choice.none", past.isEmpty() ? "said by offering no tools" : "cannot be said here");
        }
        if (tools.isEmpty() && !past.isEmpty() && !own) {
            // Bedrock refuses a history of calls without the tools.
            losses.adapted("tools", "calls in the history need tools to be named");
            past.forEach(name -> spec(tools, name, null).set("inputSchema", anyObject()));
        }
        if (byTool && chat.format() instanceof OutputFormat.JsonSchema schema) {
            String words = schema.description() == null ? ANSWER_WORDS : schema.description() + " " + ANSWER_WORDS;
            spec(tools, ANSWER_TOOL, words).putObject("inputSchema").set("json", schema.schema());
        }
        if (tools.isEmpty()) {
            return;
        }
        ObjectNode config = body.putObject("toolConfig");
        config.set("tools", tools);
        choice(config, byTool, thinks && !own);
        if (Boolean.FALSE.equals(chat.parallelTools())) {
            losses.dropped("parallel_tools", "there is no such switch");
        }
    }

    private boolean isAllowed(Tool tool) {
        if (!(chat.toolChoice() instanceof ToolChoice.Allowed allowed)) {
            return true;
        }
        String name = switch (tool) {
            case Tool.Function function -> function.name();
            case Tool.Custom custom -> custom.name();
            case Tool.WebSearch _, Tool.Native _ -> "";
        };
        return allowed.names().contains(name);
    }

    private void add(Tool tool, ArrayNode tools) {
        switch (tool) {
            case Tool.Function function -> {
                ObjectNode spec = spec(tools, function.name(), function.description());
                JsonNode schema = function.schema();
                boolean usable = schema != null && (own || schema.path("type").isString());
                if (usable) {
                    spec.putObject("inputSchema").set("json", schema);
                } else {
                    spec.set("inputSchema", schema instanceof ObjectNode object ? typed(object) : anyObject());
                }
                if (function.strict() != null && own) {
                    spec.put("strict", function.strict());
                } else if (Boolean.TRUE.equals(function.strict())) {
                    losses.adapted("tool.strict", "the schema is said, not all models are held to it");
                }
                blocks.mark(function.cache(), tools);
            }
            case Tool.Custom custom -> {
                losses.adapted("tool.custom", "said as a function of one text");
                ObjectNode schema = JsonTree.object().put("type", "object");
                schema.putObject("properties").putObject("input").put("type", "string");
                schema.putArray("required").add("input");
                spec(tools, custom.name(), custom.description())
                        .putObject("inputSchema")
                        .set("json", schema);
            }
            case Tool.WebSearch search -> own(search.dialect(), search.options(), "tool.web_search", tools);
            case Tool.Native only -> own(only.dialect(), only.value(), "tool.native", tools);
        }
    }

    private void own(Dialect dialect, JsonNode value, String feature, ArrayNode tools) {
        if (dialect == Dialect.BEDROCK_CONVERSE) {
            tools.add(value);
        } else {
            losses.dropped(feature, "Bedrock has no such tool");
        }
    }

    private static ObjectNode spec(ArrayNode tools, String name, @Nullable String description) {
        ObjectNode spec = tools.addObject().putObject("toolSpec").put("name", name);
        if (description != null && !description.isEmpty()) {
            spec.put("description", description);
        }
        return spec;
    }

    private static ObjectNode anyObject() {
        return typed(JsonTree.object());
    }

    private static ObjectNode typed(ObjectNode schema) {
        ObjectNode typed = JsonTree.object().put("type", "object");
        typed.setAll(schema);
        if (!typed.has("properties")) {
            typed.putObject("properties");
        }
        ObjectNode wrapped = JsonTree.object();
        wrapped.set("json", typed);
        return wrapped;
    }

    private void choice(ObjectNode config, boolean byTool, boolean thinks) {
        ToolChoice choice = chat.toolChoice();
        boolean required = byTool
                || choice instanceof ToolChoice.Required
                || choice instanceof ToolChoice.Named
                || (choice instanceof ToolChoice.Allowed allowed && allowed.required());
        if (choice instanceof ToolChoice.Allowed) {
            losses.adapted("tool_choice.allowed", "tools that are not allowed are left out");
        }
        if (!required) {
            return;
        }
        if (thinks) {
            losses.adapted("tool_choice", "a model that thinks cannot be made to call");
            return;
        }
        boolean only = byTool && config.get("tools").size() == 1;
        ObjectNode said = config.putObject("toolChoice");
        if (choice instanceof ToolChoice.Named named && !byTool) {
            said.putObject("tool").put("name", named.name());
        } else if (only) {
            said.putObject("tool").put("name", ANSWER_TOOL);
        } else {
            said.putObject("any");
        }
    }

    private Set<String> namesInHistory() {
        Set<String> names = new LinkedHashSet<>();
        for (Message message : chat.messages()) {
            List<Part> parts = message.parts();
            for (Part part : parts) {
                if (part instanceof Part.ToolCall call) {
                    names.add(call.name());
                } else if (part instanceof Part.ToolResult result && result.name() != null) {
                    names.add(result.name());
                }
            }
        }
        return names;
    }
}
