package dev.roundhouse.dialect.ollama;

import static dev.roundhouse.dialect.ollama.Members.wrong;

import dev.roundhouse.catalog.Dialect;
import dev.roundhouse.dialect.Cursor.Unacceptable;
import dev.roundhouse.dialect.JsonTree;
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
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// A request of a client for chat or generate, in neutral form.
final class ChatRequest {
    private static final Set<String> MODELLED = Set.of(
            "model",
            "messages",
            "tools",
            "format",
            "options",
            "stream",
            "think",
            "logprobs",
            "top_logprobs",
            "prompt",
            "system",
            "images");
    private static final Set<String> OPTIONS = Set.of(
            "num_predict",
            "temperature",
            "top_k",
            "top_p",
            "min_p",
            "frequency_penalty",
            "presence_penalty",
            "repeat_penalty",
            "seed",
            "stop");

    private final JsonNode body;
    // Calls whose results have not been seen yet.
    private final List<Part.ToolCall> open = new ArrayList<>();

    private ChatRequest(JsonNode body) {
        this.body = body;
    }

    /// A request for chat.
    ///
    /// @throws Unacceptable when a member is not what it must be
    static Prompt.Chat chat(JsonNode body) {
        return new ChatRequest(body).chat();
    }

    /// A request for generate: a conversation of one question.
    ///
    /// @throws Unacceptable when a member is not what it must be
    static Prompt.Chat generate(JsonNode body) {
        return new ChatRequest(body).generate();
    }

    private Prompt.Chat chat() {
        List<Message> messages = new ArrayList<>();
        int index = 0;
        for (JsonNode message : Members.list(body, "messages", "")) {
            if (!message.isObject()) {
                throw wrong("messages[" + index + "]", "an object");
            }
            messages.add(message(message, index++));
        }
        if (messages.isEmpty()) {
            throw new Unacceptable("messages", "an empty list (expected: at least one message)");
        }
        return prompt(messages);
    }

    private Prompt.Chat generate() {
        List<Message> messages = new ArrayList<>();
        String system = Members.text(body, "system", "");
        if (system != null) {
            messages.add(new Message(Role.SYSTEM, List.of(new Part.Text(system))));
        }
        List<Part> parts = new ArrayList<>();
        String prompt = Members.text(body, "prompt", "");
        if (prompt != null) {
            parts.add(new Part.Text(prompt));
        }
        images(body, "", parts);
        if (parts.isEmpty()) {
            throw new Unacceptable("prompt", "empty (expected: something to answer)");
        }
        messages.add(new Message(Role.USER, parts));
        return prompt(messages);
    }

    private Prompt.Chat prompt(List<Message> messages) {
        ObjectNode extras = Members.extras(body, MODELLED);
        ObjectNode options = Members.extras(body.path("options"), OPTIONS);
        if (!options.isEmpty()) {
            extras.set("options", options);
        }
        return new Prompt.Chat(
                Dialect.OLLAMA,
                messages,
                tools(),
                new ToolChoice.Auto(),
                null,
                sampling(body.path("options")),
                reasoning(body.path("think")),
                format(body.path("format")),
                null,
                null,
                Map.of(),
                null,
                Set.of(),
                extras);
    }

    private Message message(JsonNode message, int index) {
        String path = "messages[" + index + "].";
        String role = Members.required(message, "role", path);
        String content = Members.text(message, "content", path);
        List<Part> parts = new ArrayList<>();
        return switch (role.toLowerCase(Locale.ROOT)) {
            case "assistant" -> {
                assistant(message, index, parts);
                yield new Message(Role.ASSISTANT, parts);
            }
            case "tool" -> {
                if (content != null) {
                    parts.add(new Part.Text(content));
                }
                images(message, path, parts);
                yield new Message(Role.TOOL, List.of(result(message, path, index, parts)));
            }
            case "system", "user", "developer" -> {
                if (content != null || !message.path("images").isArray()) {
                    parts.add(new Part.Text(Objects.requireNonNullElse(content, "")));
                }
                images(message, path, parts);
                yield new Message(role(role), parts);
            }
            default ->
                throw new Unacceptable(path + "role", "'" + role + "' (expected: system, user, assistant or tool)");
        };
    }

    private static Role role(String role) {
        return switch (role.toLowerCase(Locale.ROOT)) {
            case "system" -> Role.SYSTEM;
            case "developer" -> Role.DEVELOPER;
            default -> Role.USER;
        };
    }

    private void assistant(JsonNode message, int index, List<Part> parts) {
        String path = "messages[" + index + "].";
        String thinking = Members.text(message, "thinking", path);
        if (thinking != null) {
            parts.add(new Part.Thinking(thinking, false, null));
        }
        String content = Members.text(message, "content", path);
        if (content != null) {
            parts.add(new Part.Text(content));
        }
        images(message, path, parts);
        open.clear();
        int call = 0;
        for (JsonNode one : Members.list(message, "tool_calls", path)) {
            JsonNode function = one.path("function");
            String name = Members.required(function, "name", path + "tool_calls[" + call + "].function.");
            String id = JsonTree.string(one, "id");
            Part.ToolCall made = new Part.ToolCall(
                    id == null || id.isEmpty() ? CallIds.of("message " + index, call, name) : id,
                    name,
                    arguments(function.path("arguments")));
            parts.add(made);
            open.add(made);
            call++;
        }
    }

    static String arguments(JsonNode arguments) {
        if (arguments.isString()) {
            return arguments.stringValue();
        }
        return arguments.isMissingNode() || arguments.isNull() ? "{}" : JsonTree.text(arguments);
    }

    // By its id where the client says one, else the first open call of that tool, else the first open one.
    private Part result(JsonNode message, String path, int index, List<Part> content) {
        String id = Members.text(message, "tool_call_id", path);
        String name = Members.text(message, "tool_name", path);
        String tool = name == null ? Members.text(message, "name", path) : name;
        Part.ToolCall call = null;
        for (Part.ToolCall one : open) {
            boolean meant = id != null
                    ? one.id().equals(id)
                    : tool == null || one.name().equals(tool);
            if (call == null && meant) {
                call = one;
            }
        }
        if (call == null && id == null && !open.isEmpty()) {
            call = open.getFirst();
        }
        if (call != null) {
            open.remove(call);
            return new Part.ToolResult(call.id(), call.name(), content, false, null);
        }
        String orphan = id == null ? CallIds.of("result " + index, 0, String.valueOf(tool)) : id;
        return new Part.ToolResult(orphan, tool, content, false, null);
    }

    private static void images(JsonNode object, String path, List<Part> parts) {
        int index = 0;
        for (JsonNode image : Members.list(object, "images", path)) {
            if (!image.isString()) {
                throw wrong(path + "images[" + index + "]", "a string in base64");
            }
            parts.add(new Part.MediaPart(Pictures.media(image.stringValue())));
            index++;
        }
    }

    private List<Tool> tools() {
        List<Tool> tools = new ArrayList<>();
        for (JsonNode tool : Members.list(body, "tools", "")) {
            String path = "tools[" + tools.size() + "].function.";
            JsonNode function = tool.path("function");
            JsonNode schema = function.path("parameters");
            tools.add(new Tool.Function(
                    Members.required(function, "name", path),
                    Members.text(function, "description", path),
                    schema.isObject() ? schema : null,
                    null,
                    null));
        }
        return tools;
    }

    private Sampling sampling(JsonNode options) {
        Long most = JsonTree.whole(options, "num_predict");
        List<String> stop = new ArrayList<>();
        JsonNode stops = options.path("stop");
        if (stops.isString()) {
            stop.add(stops.stringValue());
        }
        for (JsonNode one : stops) {
            if (!one.isString()) {
                throw wrong("options.stop[" + stop.size() + "]", "a string");
            }
            stop.add(one.stringValue());
        }
        // Below zero it means that there is no bound.
        Long bound = most == null || most < 0 ? null : most;
        return new Sampling(
                bound,
                JsonTree.number(options, "temperature"),
                JsonTree.number(options, "top_p"),
                JsonTree.whole(options, "top_k"),
                JsonTree.number(options, "min_p"),
                JsonTree.number(options, "frequency_penalty"),
                JsonTree.number(options, "presence_penalty"),
                JsonTree.number(options, "repeat_penalty"),
                JsonTree.whole(options, "seed"),
                stop,
                null,
                logprobs(),
                null);
    }

    private @Nullable Integer logprobs() {
        Long top = JsonTree.whole(body, "top_logprobs");
        if (!body.path("logprobs").booleanValue(false)) {
            return null;
        }
        return top == null ? 0 : Math.toIntExact(Math.clamp(top, 0, 1_000));
    }

    private static Reasoning reasoning(JsonNode think) {
        if (think.isBoolean()) {
            return new Reasoning(think.booleanValue(), null, null, false, null, false, false);
        }
        if (think.isString() && !think.stringValue().isEmpty()) {
            String level = think.stringValue().toLowerCase(Locale.ROOT);
            return switch (level) {
                case "true" -> new Reasoning(true, null, null, false, null, false, false);
                case "false", "none" -> new Reasoning(false, null, null, false, null, false, false);
                case "low", "medium", "high", "max" -> new Reasoning(true, level, null, false, null, false, false);
                default ->
                    throw new Unacceptable("think", "'" + level + "' (expected: true, false, low, medium or high)");
            };
        }
        return Reasoning.UNSAID;
    }

    private static OutputFormat format(JsonNode format) {
        if (format.isObject() && !format.isEmpty()) {
            return new OutputFormat.JsonSchema("response", null, format, null);
        }
        return "json".equals(format.asString("")) ? new OutputFormat.JsonObject() : new OutputFormat.Any();
    }
}
