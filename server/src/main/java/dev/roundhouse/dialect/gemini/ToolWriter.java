package dev.roundhouse.dialect.gemini;

import dev.roundhouse.catalog.Dialect;
import dev.roundhouse.dialect.JsonTree;
import dev.roundhouse.dialect.Losses;
import dev.roundhouse.exchange.Prompt;
import dev.roundhouse.exchange.Tool;
import dev.roundhouse.exchange.ToolChoice;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Says tools, and whether they are to be called, in Google's `tools` and `toolConfig`.
final class ToolWriter {
    private final ModelTraits traits;
    private final Losses losses;
    private boolean strict;
    private boolean marked;

    ToolWriter(ModelTraits traits, Losses losses) {
        this.traits = traits;
        this.losses = losses;
    }

    /// Writes both members.
    void write(Prompt.Chat chat, ObjectNode body) {
        ArrayNode tools = JsonTree.array();
        ArrayNode functions = JsonTree.array();
        for (Tool tool : chat.tools()) {
            write(tool, functions, tools);
        }
        if (!functions.isEmpty()) {
            tools.insertObject(0).set("functionDeclarations", functions);
        }
        if (!tools.isEmpty()) {
            body.set("tools", tools);
        }
        ObjectNode config = choice(chat.toolChoice(), !functions.isEmpty());
        if (!config.isEmpty()) {
            body.putObject("toolConfig").set("functionCallingConfig", config);
        }
    }

    private void write(Tool tool, ArrayNode functions, ArrayNode tools) {
        switch (tool) {
            case Tool.Function function -> functions.add(function(function));
            case Tool.Custom custom -> {
                losses.adapted("tool.custom", "free text is a function's argument here");
                ObjectNode said = functions.addObject().put("name", custom.name());
                if (custom.description() != null) {
                    said.put("description", custom.description());
                }
                ObjectNode schema = said.putObject("parameters").put("type", "OBJECT");
                schema.putObject("properties").putObject("input").put("type", "STRING");
                schema.putArray("required").add("input");
            }
            case Tool.WebSearch(Dialect dialect, JsonNode options) -> {
                if (dialect == Dialect.GEMINI) {
                    tools.add(options);
                } else {
                    losses.adapted("tool.web_search", "it is Google's search, with settings of its own");
                    tools.addObject().putObject("googleSearch");
                }
            }
            case Tool.Native(Dialect dialect, JsonNode value) -> {
                if (dialect == Dialect.GEMINI) {
                    tools.add(value);
                } else {
                    losses.dropped("tool.native", "only " + dialect.wireName() + " has it");
                }
            }
        }
    }

    private ObjectNode function(Tool.Function function) {
        ObjectNode said = JsonTree.object().put("name", function.name());
        if (function.description() != null) {
            said.put("description", function.description());
        }
        if (function.cache() != null && !marked) {
            marked = true;
            losses.dropped("cache", "Google keeps prompts by itself; tools cannot be marked");
        }
        strict |= Boolean.TRUE.equals(function.strict());
        JsonNode schema = function.schema();
        if (schema != null) {
            ObjectNode subset = Schemas.subset(schema);
            if (subset == null && traits.takesJsonSchema()) {
                said.set("parametersJsonSchema", schema);
            } else {
                said.set("parameters", subset == null ? Schemas.adapted(schema, losses) : subset);
            }
        }
        return said;
    }

    private ObjectNode choice(ToolChoice choice, boolean functions) {
        ObjectNode config = JsonTree.object();
        switch (choice) {
            case ToolChoice.Auto _ -> {
                if (strict && traits.version() >= 3) {
                    config.put("mode", "VALIDATED");
                } else if (strict) {
                    losses.adapted("tool.strict", "this model keeps to schemas unasked, but does not promise it");
                }
            }
            case ToolChoice.None _ -> {
                if (functions) {
                    config.put("mode", "NONE");
                }
            }
            case ToolChoice.Required _ -> config.put("mode", "ANY");
            case ToolChoice.Named(String name) -> allowed(config.put("mode", "ANY"), List.of(name));
            case ToolChoice.Allowed(List<String> names, boolean required) ->
                allowed(config.put("mode", required ? "ANY" : "VALIDATED"), names);
        }
        return config;
    }

    private static void allowed(ObjectNode config, List<String> names) {
        ArrayNode allowed = config.putArray("allowedFunctionNames");
        names.forEach(allowed::add);
    }
}
