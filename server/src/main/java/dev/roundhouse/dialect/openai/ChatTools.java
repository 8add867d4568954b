package dev.roundhouse.dialect.openai;

import dev.roundhouse.catalog.Dialect;
import dev.roundhouse.catalog.Quirk;
import dev.roundhouse.dialect.JsonTree;
import dev.roundhouse.dialect.Losses;
import dev.roundhouse.exchange.Prompt;
import dev.roundhouse.exchange.Tool;
import dev.roundhouse.exchange.ToolChoice;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.node.StringNode;

/// Tools and the choice between them, written into a body.
final class ChatTools {
    private static final String INPUT = "input";

    private final Prompt.Chat prompt;
    private final ObjectNode body;
    private final Set<Quirk> quirks;
    private final Losses losses;
    private final boolean latest;

    private ChatTools(Prompt.Chat prompt, ObjectNode body, Set<Quirk> quirks, Losses losses) {
        this.prompt = prompt;
        this.body = body;
        this.quirks = quirks;
        this.losses = losses;
        latest = quirks.contains(Quirk.OPENAI_FIELDS);
    }

    static void write(Prompt.Chat prompt, ObjectNode body, Set<Quirk> quirks, Losses losses) {
        new ChatTools(prompt, body, quirks, losses).write();
    }

    private void write() {
        ArrayNode tools = JsonTree.array();
        for (Tool tool : prompt.tools()) {
            JsonNode said = isLeftOut(tool) ? null : tool(tool);
            if (said != null) {
                tools.add(said);
            }
        }
        if (tools.isEmpty()) {
            return;
        }
        body.set("tools", tools);
        JsonNode choice = choice();
        if (choice != null) {
            body.set("tool_choice", choice);
        }
        if (prompt.parallelTools() != null) {
            body.put("parallel_tool_calls", prompt.parallelTools());
        }
    }

    // Where a provider cannot be told which tools are allowed, the others are not shown to it.
    private boolean isLeftOut(Tool tool) {
        boolean narrowed = prompt.toolChoice() instanceof ToolChoice.Allowed && !latest;
        return narrowed && !allowed().contains(name(tool));
    }

    private List<String> allowed() {
        return prompt.toolChoice() instanceof ToolChoice.Allowed(List<String> names, boolean _) ? names : List.of();
    }

    private static String name(Tool tool) {
        return switch (tool) {
            case Tool.Function function -> function.name();
            case Tool.Custom custom -> custom.name();
            case Tool.WebSearch _, Tool.Native _ -> "";
        };
    }

    private @Nullable JsonNode tool(Tool tool) {
        return switch (tool) {
            case Tool.Function function -> function(function);
            case Tool.Custom custom -> latest ? custom(custom) : plain(custom);
            case Tool.WebSearch search -> search(search);
            case Tool.Native(Dialect dialect, JsonNode value) -> {
                if (dialect != Dialect.OPENAI_CHAT) {
                    losses.dropped("tools.native", "a tool of another provider's own");
                    yield null;
                }
                yield value;
            }
        };
    }

    private ObjectNode function(Tool.Function function) {
        ObjectNode tool = JsonTree.object().put("type", "function");
        ObjectNode inner = tool.putObject("function").put("name", function.name());
        if (function.description() != null) {
            inner.put("description", function.description());
        }
        if (function.schema() != null) {
            inner.set("parameters", function.schema());
        }
        if (function.strict() != null) {
            inner.put("strict", function.strict());
        }
        ChatTurns.mark(tool, function.cache(), quirks, losses);
        return tool;
    }

    private static ObjectNode custom(Tool.Custom custom) {
        ObjectNode tool = JsonTree.object().put("type", "custom");
        ObjectNode inner = tool.putObject("custom").put("name", custom.name());
        if (custom.description() != null) {
            inner.put("description", custom.description());
        }
        if (custom.format() != null) {
            inner.set("format", custom.format());
        }
        return tool;
    }

    private ObjectNode plain(Tool.Custom custom) {
        losses.adapted("tools.custom", "said as a function with one text, input; its grammar is dropped");
        ObjectNode tool = JsonTree.object().put("type", "function");
        ObjectNode inner = tool.putObject("function").put("name", custom.name());
        if (custom.description() != null) {
            inner.put("description", custom.description());
        }
        ObjectNode schema = inner.putObject("parameters").put("type", "object");
        schema.putObject("properties").putObject(INPUT).put("type", "string");
        schema.putArray("required").add(INPUT);
        return tool;
    }

    /// A free text as the arguments of a function that stands in for a custom tool.
    static String wrapped(String input) {
        return JsonTree.text(JsonTree.object().put(INPUT, input));
    }

    /// The free text in such arguments; null when they are others.
    static @Nullable String unwrapped(String arguments) {
        ObjectNode object = JsonTree.readObject(arguments);
        return object == null || object.size() != 1 ? null : JsonTree.string(object, INPUT);
    }

    private @Nullable JsonNode search(Tool.WebSearch search) {
        boolean own = search.dialect() == Dialect.OPENAI_CHAT;
        boolean isTool = search.options().path("type").isString();
        if (own && isTool) {
            return search.options();
        }
        if (quirks.contains(Quirk.SEARCH_TOOL)) {
            return JsonTree.object().put("type", "openrouter:web_search");
        }
        // Its options are no tool, and stand for themselves.
        body.set("web_search_options", own ? search.options() : JsonTree.object());
        if (!own && !search.options().isEmpty()) {
            losses.adapted("tools.web_search", "asked for without the options that another dialect has for it");
        }
        return null;
    }

    private @Nullable JsonNode choice() {
        return switch (prompt.toolChoice()) {
            case ToolChoice.Auto _ -> null;
            case ToolChoice.None _ -> StringNode.valueOf("none");
            case ToolChoice.Required _ -> StringNode.valueOf("required");
            case ToolChoice.Named(String name) -> named(name);
            case ToolChoice.Allowed(List<String> names, boolean required) -> {
                if (!latest) {
                    losses.adapted("tool_choice.allowed", "the other tools are left out");
                    yield required ? StringNode.valueOf("required") : null;
                }
                ObjectNode choice = JsonTree.object().put("type", "allowed_tools");
                ObjectNode inner = choice.putObject("allowed_tools").put("mode", required ? "required" : "auto");
                ArrayNode tools = inner.putArray("tools");
                names.forEach(name -> tools.add(named(name)));
                yield choice;
            }
        };
    }

    private ObjectNode named(String name) {
        boolean custom = latest
                && prompt.tools().stream()
                        .anyMatch(t -> t instanceof Tool.Custom c && c.name().equals(name));
        String kind = custom ? "custom" : "function";
        ObjectNode choice = JsonTree.object().put("type", kind);
        choice.putObject(kind).put("name", name);
        return choice;
    }
}
