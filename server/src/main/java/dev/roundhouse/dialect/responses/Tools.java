package dev.roundhouse.dialect.responses;

import dev.roundhouse.catalog.Dialect;
import dev.roundhouse.dialect.Cursor.Unacceptable;
import dev.roundhouse.dialect.JsonTree;
import dev.roundhouse.dialect.Losses;
import dev.roundhouse.exchange.Prompt;
import dev.roundhouse.exchange.Tool;
import dev.roundhouse.exchange.ToolChoice;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Tools and the choice among them, both ways. Functions are flat here, not wrapped.
final class Tools {
    private static final Set<String> SEARCHES = Set.of(
            "web_search",
            "web_search_preview",
            "web_search_preview_2025_03_11",
            "web_search_2025_08_26",
            "openrouter:web_search");

    private Tools() {}

    /// Reads `tools`.
    static List<Tool> read(JsonNode tools) {
        if (tools.isMissingNode() || tools.isNull()) {
            return List.of();
        }
        if (!tools.isArray()) {
            throw new Unacceptable("tools", "no list (expected: a list of tools)");
        }
        List<Tool> read = new ArrayList<>(tools.size());
        for (int i = 0; i < tools.size(); i++) {
            read.add(tool(tools.get(i), "tools[" + i + "]"));
        }
        return read;
    }

    private static Tool tool(JsonNode tool, String path) {
        String type = JsonTree.string(tool, "type");
        if (type == null) {
            throw new Unacceptable(path + ".type", "missing (expected: function, custom, web_search …)");
        }
        String description = JsonTree.string(tool, "description");
        if (type.equals("function")) {
            JsonNode schema = tool.path("parameters");
            return new Tool.Function(
                    named(tool, path),
                    description,
                    schema.isObject() ? schema : null,
                    JsonTree.truth(tool, "strict"),
                    null);
        }
        if (type.equals("custom")) {
            JsonNode format = tool.path("format");
            return new Tool.Custom(named(tool, path), description, format.isObject() ? format : null);
        }
        return SEARCHES.contains(type)
                ? new Tool.WebSearch(Dialect.OPENAI_RESPONSES, tool)
                : new Tool.Native(Dialect.OPENAI_RESPONSES, tool);
    }

    private static String named(JsonNode tool, String path) {
        String name = JsonTree.string(tool, "name");
        if (name == null || name.isEmpty()) {
            throw new Unacceptable(path + ".name", "missing (expected: the tool's name)");
        }
        return name;
    }

    /// Names of the tools that take free text.
    static Set<String> customs(@Nullable JsonNode tools) {
        Set<String> names = new HashSet<>();
        for (JsonNode tool : tools == null ? JsonTree.array() : tools) {
            String name = JsonTree.string(tool, "name");
            if (name != null && "custom".equals(JsonTree.string(tool, "type"))) {
                names.add(name);
            }
        }
        return names;
    }

    /// Reads `tool_choice`; null when it is one that only this schema knows.
    static @Nullable ToolChoice choice(JsonNode choice) {
        if (choice.isMissingNode() || choice.isNull()) {
            return new ToolChoice.Auto();
        }
        if (choice.isString()) {
            return switch (choice.stringValue()) {
                case "auto" -> new ToolChoice.Auto();
                case "none" -> new ToolChoice.None();
                case "required", "any" -> new ToolChoice.Required();
                default ->
                    throw new Unacceptable(
                            "tool_choice", "'" + choice.stringValue() + "' (expected: auto, none, required or a tool)");
            };
        }
        String type = JsonTree.string(choice, "type");
        String name = JsonTree.string(choice, "name");
        if (("function".equals(type) || "custom".equals(type)) && name != null) {
            return new ToolChoice.Named(name);
        }
        return "allowed_tools".equals(type) ? allowed(choice) : null;
    }

    private static @Nullable ToolChoice allowed(JsonNode choice) {
        List<String> names = new ArrayList<>();
        for (JsonNode tool : choice.path("tools")) {
            String name = JsonTree.string(tool, "name");
            if (name == null || tool.has("server_label")) {
                return null;
            }
            names.add(name);
        }
        return new ToolChoice.Allowed(names, "required".equals(JsonTree.string(choice, "mode")));
    }

    /// Writes `tools`, and `tool_choice` where it is not the usual one.
    static void write(Prompt.Chat chat, ObjectNode body, Losses losses) {
        ArrayNode tools = JsonTree.array();
        for (Tool tool : chat.tools()) {
            switch (tool) {
                case Tool.Function function -> tools.add(function(function, chat.from()));
                case Tool.Custom custom -> tools.add(custom(custom));
                case Tool.WebSearch(Dialect dialect, JsonNode options) -> {
                    if (dialect == Dialect.OPENAI_RESPONSES) {
                        tools.add(options);
                    } else {
                        tools.addObject().put("type", "web_search");
                        losses.adapted("tools.web_search", "its options are said otherwise; left as they usually are");
                    }
                }
                case Tool.Native(Dialect dialect, JsonNode value) -> {
                    if (dialect == Dialect.OPENAI_RESPONSES) {
                        tools.add(value);
                    } else {
                        losses.dropped("tools.native", "only " + dialect.wireName() + " has it");
                    }
                }
            }
        }
        if (!tools.isEmpty()) {
            body.set("tools", tools);
            choice(chat, body);
        }
    }

    private static ObjectNode function(Tool.Function function, Dialect from) {
        ObjectNode tool = JsonTree.object().put("type", "function").put("name", function.name());
        if (function.description() != null) {
            tool.put("description", function.description());
        }
        JsonNode schema = function.schema();
        if (schema == null) {
            tool.putObject("parameters").put("type", "object").putObject("properties");
        } else {
            tool.set("parameters", schema);
        }
        if (function.strict() != null) {
            tool.put("strict", function.strict());
        } else if (from != Dialect.OPENAI_RESPONSES) {
            tool.put("strict", false); // here unsaid means strict, which elsewhere it does not
        }
        return tool;
    }

    private static ObjectNode custom(Tool.Custom custom) {
        ObjectNode tool = JsonTree.object().put("type", "custom").put("name", custom.name());
        if (custom.description() != null) {
            tool.put("description", custom.description());
        }
        if (custom.format() != null) {
            tool.set("format", custom.format());
        }
        return tool;
    }

    private static void choice(Prompt.Chat chat, ObjectNode body) {
        Set<String> customs = chat.tools().stream()
                .filter(Tool.Custom.class::isInstance)
                .map(tool -> ((Tool.Custom) tool).name())
                .collect(Collectors.toSet());
        switch (chat.toolChoice()) {
            case ToolChoice.Auto _ -> {}
            case ToolChoice.None _ -> body.put("tool_choice", "none");
            case ToolChoice.Required _ -> body.put("tool_choice", "required");
            case ToolChoice.Named(String name) -> body.set("tool_choice", one(name, customs));
            case ToolChoice.Allowed(List<String> names, boolean required) -> {
                ObjectNode choice = body.putObject("tool_choice").put("type", "allowed_tools");
                choice.put("mode", required ? "required" : "auto");
                ArrayNode list = choice.putArray("tools");
                names.forEach(name -> list.add(one(name, customs)));
            }
        }
    }

    private static ObjectNode one(String name, Set<String> customs) {
        return JsonTree.object()
                .put("type", customs.contains(name) ? "custom" : "function")
                .put("name", name);
    }
}
