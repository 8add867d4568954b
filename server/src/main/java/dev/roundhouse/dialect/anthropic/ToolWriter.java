package dev.roundhouse.dialect.anthropic;

import dev.roundhouse.catalog.Dialect;
import dev.roundhouse.dialect.JsonTree;
import dev.roundhouse.dialect.Losses;
import dev.roundhouse.exchange.Message;
import dev.roundhouse.exchange.Part;
import dev.roundhouse.exchange.Prompt;
import dev.roundhouse.exchange.Tool;
import dev.roundhouse.exchange.ToolChoice;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Writes tools, and which of them are to be called.
final class ToolWriter {
    private static final String TYPE = "type";
    private static final String NAME = "name";

    private final Prompt.Chat chat;
    private final boolean same;
    private final Losses losses;
    private final ArrayNode tools = JsonTree.array();

    ToolWriter(Prompt.Chat chat, Losses losses) {
        this.chat = chat;
        this.losses = losses;
        same = chat.from() == Dialect.ANTHROPIC_MESSAGES;
    }

    /// Writes `tools` and `tool_choice` into a body.
    ///
    /// @param answer schema of the tool by which the answer is to be given; null where it is not
    void write(@Nullable JsonNode answer, ObjectNode body) {
        Set<String> allowed = chat.toolChoice() instanceof ToolChoice.Allowed some ? Set.copyOf(some.names()) : null;
        for (Tool tool : chat.tools()) {
            if (allowed == null || !(tool instanceof Tool.Function f) || allowed.contains(f.name())) {
                tool(tool);
            }
        }
        if (answer != null) {
            tools.addObject()
                    .put(NAME, ForcedTool.NAME)
                    .put("description", ForcedTool.DESCRIPTION)
                    .set("input_schema", answer);
        }
        boolean stand = tools.isEmpty() && !same && TurnWriter.holdsCalls(chat.messages());
        if (stand) {
            losses.adapted("tools", "calls in the history need tools to be named");
            called().forEach(name -> function(new Tool.Function(name, null, null, null, null)));
        }
        if (tools.isEmpty()) {
            return;
        }
        body.set("tools", tools);
        ObjectNode choice = stand ? typed("none") : choice(answer != null);
        if (choice != null) {
            body.set("tool_choice", choice);
        }
    }

    /// Whether the model must call one.
    static boolean isForced(Prompt.Chat chat) {
        return switch (chat.toolChoice()) {
            case ToolChoice.Required _, ToolChoice.Named _ -> true;
            case ToolChoice.Allowed some -> some.required();
            case ToolChoice.Auto _, ToolChoice.None _ -> false;
        };
    }

    private void tool(Tool tool) {
        switch (tool) {
            case Tool.Function function -> function(function);
            case Tool.Custom custom -> {
                losses.adapted("tool.custom", "free text is the only argument of a function");
                ObjectNode schema = Thoughts.anything();
                schema.putObject("properties").putObject("input").put(TYPE, "string");
                schema.putArray("required").add("input");
                function(new Tool.Function(custom.name(), custom.description(), schema, null, null));
            }
            case Tool.WebSearch search -> webSearch(search);
            case Tool.Native given -> {
                if (given.dialect() == Dialect.ANTHROPIC_MESSAGES) {
                    tools.add(given.value());
                } else {
                    losses.dropped("tool.native", "another provider's own");
                }
            }
        }
    }

    private void function(Tool.Function function) {
        ObjectNode tool = tools.addObject();
        tool.put(NAME, function.name());
        if (function.description() != null && !function.description().isEmpty()) {
            tool.put("description", function.description());
        }
        JsonNode schema = function.schema() instanceof ObjectNode given ? given : emptySchema();
        if (!same && !schema.has(TYPE)) {
            ObjectNode typed = Thoughts.anything();
            schema.forEachEntry(typed::set);
            schema = typed;
        }
        if (Boolean.TRUE.equals(function.strict()) && !same) {
            schema = strict(schema, tool);
        } else if (function.strict() != null && same) {
            tool.put("strict", function.strict());
        }
        tool.set("input_schema", schema);
        if (function.cache() != null) {
            PartWriter.mark(tool, function.cache());
        }
        if (same) {
            chat.extras().path("tools").path(function.name()).forEachEntry(tool::set);
        }
    }

    private JsonNode strict(JsonNode schema, ObjectNode tool) {
        SchemaFit fit = new SchemaFit();
        JsonNode fitted = fit.fit(schema);
        if (!fit.fits()) {
            losses.dropped("tool.strict", "the model cannot be held to a schema of open objects");
            return schema;
        }
        if (fit.changed()) {
            losses.adapted("tool.strict", "keywords that the model cannot be held to are told it in descriptions");
        }
        tool.put("strict", true);
        return fitted;
    }

    private static ObjectNode emptySchema() {
        ObjectNode schema = Thoughts.anything();
        schema.putObject("properties");
        return schema;
    }

    private void webSearch(Tool.WebSearch search) {
        if (search.dialect() == Dialect.ANTHROPIC_MESSAGES) {
            tools.add(search.options());
            return;
        }
        ObjectNode tool = tools.addObject();
        tool.put(TYPE, "web_search_20250305").put(NAME, "web_search");
        JsonNode options = search.options();
        JsonNode domains = options.path("filters").path("allowed_domains");
        if (domains.isArray() && !domains.isEmpty()) {
            tool.set("allowed_domains", domains);
        }
        JsonNode where = options.path("user_location");
        JsonNode place = where.path("approximate").isObject() ? where.path("approximate") : where;
        if (place.isObject()) {
            ObjectNode location = tool.putObject("user_location").put(TYPE, "approximate");
            for (String name : List.of("city", "region", "country", "timezone")) {
                if (place.path(name).isString()) {
                    location.set(name, place.path(name));
                }
            }
        }
        losses.adapted("tool.web_search", "the provider's own search has other options");
    }

    private @Nullable ObjectNode choice(boolean answer) {
        Boolean parallel = chat.parallelTools();
        ObjectNode choice = switch (chat.toolChoice()) {
            // Either a tool, or the one that gives the answer.
            case ToolChoice.Auto _
            when answer -> tools.size() == 1 ? typed("tool").put(NAME, ForcedTool.NAME) : typed("any");
            case ToolChoice.None _ when answer -> typed("tool").put(NAME, ForcedTool.NAME);
            case ToolChoice.Auto _ -> parallel == null ? null : typed("auto");
            case ToolChoice.None _ -> typed("none");
            case ToolChoice.Required _ -> typed("any");
            case ToolChoice.Named(String name) -> typed("tool").put(NAME, name);
            case ToolChoice.Allowed some -> {
                losses.adapted("tool_choice.allowed", "tools that are not allowed are left out");
                yield typed(some.required() || answer ? "any" : "auto");
            }
        };
        if (choice != null && parallel != null && !"none".equals(JsonTree.string(choice, TYPE))) {
            choice.put("disable_parallel_tool_use", !parallel);
        }
        return choice;
    }

    private Set<String> called() {
        Set<String> names = new TreeSet<>();
        for (Message message : chat.messages()) {
            for (Part part : message.parts()) {
                switch (part) {
                    case Part.ToolCall call -> names.add(call.name());
                    case Part.ToolResult result when result.name() != null -> names.add(result.name());
                    default -> {}
                }
            }
        }
        return names.isEmpty() ? Set.of("unknown_tool") : names;
    }

    private static ObjectNode typed(String type) {
        return JsonTree.object().put(TYPE, type);
    }
}
