package dev.roundhouse.dialect.anthropic;

import dev.roundhouse.catalog.Dialect;
import dev.roundhouse.dialect.Cursor.Unacceptable;
import dev.roundhouse.dialect.JsonTree;
import dev.roundhouse.dialect.Skim;
import dev.roundhouse.exchange.Message;
import dev.roundhouse.exchange.OutputFormat;
import dev.roundhouse.exchange.Part;
import dev.roundhouse.exchange.Prompt;
import dev.roundhouse.exchange.Reasoning;
import dev.roundhouse.exchange.Role;
import dev.roundhouse.exchange.Sampling;
import dev.roundhouse.exchange.Tool;
import dev.roundhouse.exchange.ToolChoice;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Reads a client's body into the neutral form.
final class RequestParser {
    /// Members that the neutral form holds, in whole or in part, and those that are another's business.
    private static final Set<String> MODELLED = Set.of(
            "model",
            "messages",
            "system",
            "max_tokens",
            "temperature",
            "top_p",
            "top_k",
            "stop_sequences",
            "stream",
            "tools",
            "tool_choice",
            "thinking",
            "output_config",
            "output_format",
            "metadata",
            "service_tier",
            "user",
            "anthropic_version");

    private static final Set<String> FUNCTION =
            Set.of("type", "name", "description", "input_schema", "strict", "cache_control");

    private static final Set<String> ROUTER = Set.copyOf(Skim.ROUTER_MEMBERS);

    private final JsonNode body;
    private final ObjectNode extras = JsonTree.object();

    private RequestParser(JsonNode body) {
        this.body = body;
    }

    /// Reads a body.
    ///
    /// @throws Unacceptable when a member is not what it must be
    static Prompt.Chat read(JsonNode body) {
        return new RequestParser(body).chat();
    }

    private Prompt.Chat chat() {
        List<Message> messages = messages();
        List<Tool> tools = tools();
        JsonNode choice = body.path("tool_choice");
        Boolean alone = JsonTree.truth(choice, "disable_parallel_tool_use");
        Reasoning reasoning = reasoning();
        OutputFormat format = format();
        String user = user();
        body.forEachEntry((name, value) -> {
            if (!MODELLED.contains(name) && !ROUTER.contains(name) && !value.isNull()) {
                extras.set(name, value);
            }
        });
        return new Prompt.Chat(
                Dialect.ANTHROPIC_MESSAGES,
                messages,
                tools,
                choice(choice),
                alone == null ? null : !alone,
                sampling(),
                reasoning,
                format,
                tier(),
                user,
                Map.of(),
                null,
                Set.of(),
                extras);
    }

    private List<Message> messages() {
        List<Message> messages = new ArrayList<>();
        BlockReader blocks = new BlockReader();
        JsonNode system = body.path("system");
        if (!system.isMissingNode() && !system.isNull()) {
            messages.add(new Message(Role.SYSTEM, blocks.parts(system, "system")));
        }
        JsonNode list = body.path("messages");
        if (!list.isArray()) {
            throw new Unacceptable("messages", "no list (expected: a list)");
        }
        for (int i = 0; i < list.size(); i++) {
            turn(list.get(i), "messages[" + i + "]", blocks, messages);
        }
        return messages;
    }

    private static void turn(JsonNode turn, String at, BlockReader blocks, List<Message> messages) {
        List<Part> parts = blocks.parts(turn.path("content"), at + ".content");
        switch (JsonTree.string(turn, "role")) {
            case "user" -> split(parts, messages);
            case "assistant" -> messages.add(new Message(Role.ASSISTANT, parts));
            case "system" -> messages.add(new Message(Role.SYSTEM, parts));
            case null, default -> throw new Unacceptable(at + ".role", "unknown (expected: user or assistant)");
        }
    }

    // Results of tools have turns of their own in the neutral form.
    private static void split(List<Part> parts, List<Message> messages) {
        List<Part> run = new ArrayList<>();
        boolean results = false;
        for (Part part : parts) {
            boolean result = part instanceof Part.ToolResult;
            if (result != results && !run.isEmpty()) {
                messages.add(new Message(results ? Role.TOOL : Role.USER, run));
                run = new ArrayList<>();
            }
            results = result;
            run.add(part);
        }
        if (!run.isEmpty() || parts.isEmpty()) {
            messages.add(new Message(results ? Role.TOOL : Role.USER, run));
        }
    }

    private List<Tool> tools() {
        List<Tool> tools = new ArrayList<>();
        ObjectNode more = JsonTree.object();
        JsonNode list = body.path("tools");
        for (int i = 0; i < list.size(); i++) {
            JsonNode tool = list.get(i);
            String type = JsonTree.string(tool, "type");
            if (type == null || type.equals("custom")) {
                tools.add(function(tool, "tools[" + i + "]", more));
            } else if (type.startsWith("web_search")) {
                tools.add(new Tool.WebSearch(Dialect.ANTHROPIC_MESSAGES, tool));
            } else {
                tools.add(new Tool.Native(Dialect.ANTHROPIC_MESSAGES, tool));
            }
        }
        if (!more.isEmpty()) {
            extras.set("tools", more);
        }
        return tools;
    }

    private static Tool.Function function(JsonNode tool, String at, ObjectNode more) {
        String name = JsonTree.string(tool, "name");
        if (name == null || name.isEmpty()) {
            throw new Unacceptable(at + ".name", "missing (expected: the tool's name)");
        }
        ObjectNode others = JsonTree.object();
        tool.forEachEntry((member, value) -> {
            if (!FUNCTION.contains(member)) {
                others.set(member, value);
            }
        });
        if (!others.isEmpty()) {
            more.set(name, others);
        }
        JsonNode schema = tool.path("input_schema");
        return new Tool.Function(
                name,
                JsonTree.string(tool, "description"),
                schema.isObject() ? schema : null,
                JsonTree.truth(tool, "strict"),
                BlockReader.mark(tool));
    }

    private static ToolChoice choice(JsonNode choice) {
        return switch (JsonTree.string(choice, "type")) {
            case "any" -> new ToolChoice.Required();
            case "none" -> new ToolChoice.None();
            case "tool" -> {
                String name = JsonTree.string(choice, "name");
                if (name == null) {
                    throw new Unacceptable("tool_choice.name", "missing (expected: the tool's name)");
                }
                yield new ToolChoice.Named(name);
            }
            case "auto" -> new ToolChoice.Auto();
            case null -> new ToolChoice.Auto();
            default -> throw new Unacceptable("tool_choice.type", "unknown (expected: auto, any, tool or none)");
        };
    }

    private Sampling sampling() {
        List<String> stop = new ArrayList<>();
        for (JsonNode one : body.path("stop_sequences")) {
            if (one.isString()) {
                stop.add(one.stringValue());
            }
        }
        return new Sampling(
                JsonTree.whole(body, "max_tokens"),
                JsonTree.number(body, "temperature"),
                JsonTree.number(body, "top_p"),
                JsonTree.whole(body, "top_k"),
                null,
                null,
                null,
                null,
                null,
                stop,
                null,
                null,
                null);
    }

    private Reasoning reasoning() {
        JsonNode thinking = body.path("thinking");
        String effort = JsonTree.string(body.path("output_config"), "effort");
        String type = JsonTree.string(thinking, "type");
        String display = JsonTree.string(thinking, "display");
        if (display != null) {
            extras.putObject("thinking").put("display", display);
        }
        Boolean enabled = type == null ? null : Boolean.valueOf(!type.equals("disabled"));
        return new Reasoning(
                enabled,
                effort,
                JsonTree.whole(thinking, "budget_tokens"),
                "adaptive".equals(type),
                "summarized".equals(display) ? "auto" : null,
                "omitted".equals(display),
                false);
    }

    private OutputFormat format() {
        JsonNode config = body.path("output_config");
        ObjectNode others = JsonTree.object();
        config.forEachEntry((name, value) -> {
            if (!name.equals("effort") && !name.equals("format")) {
                others.set(name, value);
            }
        });
        if (!others.isEmpty()) {
            extras.set("output_config", others);
        }
        return Stream.of(config.path("format"), body.path("output_format"))
                .filter(f -> "json_schema".equals(JsonTree.string(f, "type"))
                        && f.path("schema").isObject())
                .findFirst()
                .<OutputFormat>map(f -> new OutputFormat.JsonSchema("answer", null, f.path("schema"), true))
                .orElse(new OutputFormat.Any());
    }

    private @Nullable String user() {
        JsonNode metadata = body.path("metadata");
        ObjectNode others = JsonTree.object();
        metadata.forEachEntry((name, value) -> {
            if (!name.equals("user_id")) {
                others.set(name, value);
            }
        });
        if (!others.isEmpty()) {
            extras.set("metadata", others);
        }
        return JsonTree.string(metadata, "user_id");
    }

    private @Nullable String tier() {
        String tier = JsonTree.string(body, "service_tier");
        return tier != null && (tier.equals("standard_only") || tier.equals("standard")) ? "default" : tier;
    }
}
