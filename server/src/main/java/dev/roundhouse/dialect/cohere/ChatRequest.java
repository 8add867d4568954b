package dev.roundhouse.dialect.cohere;

import static dev.roundhouse.dialect.cohere.Members.isAbsent;
import static dev.roundhouse.dialect.cohere.Members.wrong;

import dev.roundhouse.catalog.Dialect;
import dev.roundhouse.dialect.Cursor.Unacceptable;
import dev.roundhouse.dialect.JsonTree;
import dev.roundhouse.exchange.Media;
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
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// A chat request of a client, in neutral form.
final class ChatRequest {
    private static final Set<String> MODELLED = Set.of(
            "model",
            "messages",
            "tools",
            "tool_choice",
            "strict_tools",
            "response_format",
            "stop_sequences",
            "max_tokens",
            "temperature",
            "seed",
            "frequency_penalty",
            "presence_penalty",
            "k",
            "p",
            "logprobs",
            "thinking",
            "stream");

    private final JsonNode body;
    private final Map<String, String> toolNames = new HashMap<>();

    private ChatRequest(JsonNode body) {
        this.body = body;
    }

    /// @throws Unacceptable when a member is not what it must be
    static Prompt.Chat of(JsonNode body) {
        return new ChatRequest(body).chat();
    }

    private Prompt.Chat chat() {
        List<Message> messages = new ArrayList<>();
        int index = 0;
        for (JsonNode message : Members.list(body, "messages", "")) {
            message(message, "messages[" + index++ + "].", messages);
        }
        ObjectNode extras = Members.extras(body, MODELLED);
        return new Prompt.Chat(
                Dialect.COHERE,
                withDocuments(messages),
                tools(),
                choice(),
                null,
                sampling(),
                reasoning(),
                format(),
                null,
                null,
                Map.of(),
                null,
                Set.of(),
                extras);
    }

    private void message(JsonNode message, String path, List<Message> messages) {
        if (!message.isObject()) {
            throw wrong(path.substring(0, path.length() - 1), "an object");
        }
        String role = Members.required(message, "role", path);
        switch (role.toLowerCase(Locale.ROOT)) {
            case "system" -> messages.add(new Message(Role.SYSTEM, content(message, path)));
            case "developer" -> messages.add(new Message(Role.DEVELOPER, content(message, path)));
            case "user" -> messages.add(new Message(Role.USER, content(message, path)));
            case "assistant" -> messages.add(new Message(Role.ASSISTANT, assistant(message, path)));
            case "tool" -> messages.add(new Message(Role.TOOL, List.of(result(message, path))));
            default ->
                throw new Unacceptable(path + "role", "'" + role + "' (expected: system, user, assistant or tool)");
        }
    }

    private List<Part> assistant(JsonNode message, String path) {
        List<Part> parts = new ArrayList<>();
        for (Part part : content(message, path)) {
            boolean empty = part instanceof Part.Text text && text.text().isEmpty();
            if (!empty) {
                parts.add(part);
            }
        }
        String plan = Members.text(message, "tool_plan", path);
        if (plan != null && !plan.isEmpty()) {
            parts.add(new Part.Thinking(plan, false, null));
        }
        int index = 0;
        for (JsonNode call : Members.list(message, "tool_calls", path)) {
            String at = path + "tool_calls[" + index++ + "].";
            JsonNode function = call.path("function");
            String id = Members.required(call, "id", at);
            String name = Members.required(function, "name", at + "function.");
            String arguments = Members.text(function, "arguments", at + "function.");
            toolNames.put(id, name);
            parts.add(new Part.ToolCall(id, name, arguments == null ? "" : arguments));
        }
        return parts;
    }

    private Part result(JsonNode message, String path) {
        String id = Members.required(message, "tool_call_id", path);
        List<Part> content = new ArrayList<>();
        for (Part part : content(message, path)) {
            content.add(part);
        }
        return new Part.ToolResult(id, toolNames.get(id), content, false, null);
    }

    private static List<Part> content(JsonNode message, String path) {
        JsonNode content = message.path("content");
        if (isAbsent(content)) {
            return List.of();
        }
        if (content.isString()) {
            return List.of(new Part.Text(content.stringValue()));
        }
        List<Part> parts = new ArrayList<>();
        for (JsonNode block : Members.list(message, "content", path)) {
            parts.add(block(block, path + "content[" + parts.size() + "]"));
        }
        return parts;
    }

    private static Part block(JsonNode block, String path) {
        String type = block.isString() ? "text" : Members.required(block, "type", path + ".");
        return switch (type) {
            case "text" -> {
                String text = block.isString() ? block.stringValue() : Members.text(block, "text", path + ".");
                yield new Part.Text(text == null ? "" : text);
            }
            case "thinking" -> {
                String thinking = Members.text(block, "thinking", path + ".");
                yield new Part.Thinking(thinking == null ? "" : thinking, false, null);
            }
            case "image_url" -> {
                JsonNode image = block.path("image_url");
                String url =
                        image.isString() ? image.stringValue() : Members.required(image, "url", path + ".image_url.");
                yield new Part.MediaPart(DataUrls.image(url, JsonTree.string(image, "detail")));
            }
            case "document" -> new Part.Text(documentText(block.path("document").path("data")));
            default ->
                throw new Unacceptable(
                        path + ".type", "'" + type + "' (expected: text, image_url, thinking or document)");
        };
    }

    // Documents of the request stand with the last question: there dialects that have documents have them. They
    // stay in
    // the extras too, since what else is in one only Cohere can say.
    private List<Message> withDocuments(List<Message> messages) {
        List<JsonNode> documents = Members.list(body, "documents", "");
        if (documents.isEmpty()) {
            return messages;
        }
        String mode = body.path("citation_options").path("mode").asString("").toUpperCase(Locale.ROOT);
        boolean citable = !mode.equals("OFF") && !mode.equals("DISABLED");
        List<Part> parts = new ArrayList<>();
        for (JsonNode document : documents) {
            JsonNode data = document.isObject() && document.path("data").isObject() ? document.path("data") : document;
            Media media = new Media(
                    Media.Kind.DOCUMENT,
                    new Media.Plain(documentText(data)),
                    "text/plain",
                    JsonTree.string(data, "title"),
                    null);
            parts.add(new Part.MediaPart(media, citable, null, null));
        }
        List<Message> with = new ArrayList<>(messages);
        int last = with.size() - 1;
        while (last >= 0 && with.get(last).role() != Role.USER) {
            last--;
        }
        if (last < 0) {
            with.add(new Message(Role.USER, parts));
            return with;
        }
        parts.addAll(with.get(last).parts());
        with.set(last, new Message(Role.USER, parts, with.get(last).name()));
        return with;
    }

    /// What a document says: its text where it has one, else all of it.
    private static String documentText(JsonNode data) {
        if (data.isString()) {
            return data.stringValue();
        }
        for (String name : List.of("text", "snippet", "content")) {
            String text = JsonTree.string(data, name);
            Set<String> plain = Set.of(name, "title", "id");
            if (text != null && data.properties().stream().allMatch(member -> plain.contains(member.getKey()))) {
                return text;
            }
        }
        return JsonTree.text(data);
    }

    private List<Tool> tools() {
        Boolean strict = JsonTree.truth(body, "strict_tools");
        List<Tool> tools = new ArrayList<>();
        for (JsonNode tool : Members.list(body, "tools", "")) {
            String path = "tools[" + tools.size() + "].";
            JsonNode function = tool.path("function");
            JsonNode schema = function.path("parameters");
            tools.add(new Tool.Function(
                    Members.required(function, "name", path + "function."),
                    Members.text(function, "description", path + "function."),
                    isAbsent(schema) ? null : schema,
                    strict,
                    null));
        }
        return tools;
    }

    private ToolChoice choice() {
        String choice = Members.text(body, "tool_choice", "");
        if (choice == null) {
            return new ToolChoice.Auto();
        }
        return switch (choice.toUpperCase(Locale.ROOT)) {
            case "REQUIRED" -> new ToolChoice.Required();
            case "NONE" -> new ToolChoice.None();
            case "AUTO" -> new ToolChoice.Auto();
            default -> throw new Unacceptable("tool_choice", "'" + choice + "' (expected: REQUIRED or NONE)");
        };
    }

    private Sampling sampling() {
        return new Sampling(
                Members.whole(body, "max_tokens"),
                Members.number(body, "temperature"),
                Members.number(body, "p"),
                Members.whole(body, "k"),
                null,
                Members.number(body, "frequency_penalty"),
                Members.number(body, "presence_penalty"),
                null,
                Members.whole(body, "seed"),
                Members.texts(body, "stop_sequences"),
                null,
                body.path("logprobs").booleanValue(false) ? 0 : null,
                null);
    }

    private Reasoning reasoning() {
        JsonNode thinking = body.path("thinking");
        String type = JsonTree.string(thinking, "type");
        Long budget = JsonTree.whole(thinking, "token_budget");
        if (type == null && budget == null) {
            return Reasoning.UNSAID;
        }
        boolean enabled = !"disabled".equals(type);
        return new Reasoning(enabled, null, enabled ? budget : null, false, null, false, false);
    }

    private OutputFormat format() {
        JsonNode format = body.path("response_format");
        if (!"json_object".equals(JsonTree.string(format, "type"))) {
            return new OutputFormat.Any();
        }
        JsonNode schema = schema(format);
        return schema == null
                ? new OutputFormat.JsonObject()
                : new OutputFormat.JsonSchema("response", null, schema, null);
    }

    private static @Nullable JsonNode schema(JsonNode format) {
        for (String name : List.of("json_schema", "schema")) {
            if (format.path(name).isObject()) {
                return format.path(name);
            }
        }
        return null;
    }
}
