package dev.roundhouse.dialect.openai;

import dev.roundhouse.catalog.Dialect;
import dev.roundhouse.dialect.JsonTree;
import dev.roundhouse.exchange.CacheMark;
import dev.roundhouse.exchange.Citation;
import dev.roundhouse.exchange.Media;
import dev.roundhouse.exchange.Message;
import dev.roundhouse.exchange.Part;
import dev.roundhouse.exchange.Role;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// A client's `messages` as turns of the neutral form. The reader at the door has checked their shape.
final class ChatMessages {
    /// Names of tools by the ids of their calls.
    private final Map<String, String> names = new HashMap<>();

    /// The last call of each legacy function: its results have no id.
    private final Map<String, String> legacy = new HashMap<>();

    private int made;

    static List<Message> read(JsonNode messages) {
        ChatMessages reader = new ChatMessages();
        List<Message> all = new ArrayList<>(messages.size());
        for (JsonNode message : messages) {
            all.add(reader.message(message));
        }
        return all;
    }

    private Message message(JsonNode message) {
        String name = JsonTree.string(message, "name");
        return switch (message.path("role").asString("")) {
            case "system" -> new Message(Role.SYSTEM, said(message), name);
            case "developer" -> new Message(Role.DEVELOPER, said(message), name);
            case "assistant" -> new Message(Role.ASSISTANT, answered(message), name);
            case "tool", "function" -> new Message(Role.TOOL, List.of(result(message, name)));
            default -> new Message(Role.USER, said(message), name);
        };
    }

    private static List<Part> said(JsonNode message) {
        List<Part> parts = content(message.path("content"));
        // Ollama's own clients send pictures beside the text.
        for (JsonNode image : message.path("images")) {
            if (image.isString()) {
                parts.add(new Part.MediaPart(ChatMedia.of(Media.Kind.IMAGE, image.stringValue(), null, null)));
            }
        }
        return marked(parts, cache(message));
    }

    private Part result(JsonNode message, @Nullable String said) {
        String given = JsonTree.string(message, "tool_call_id");
        String id = given == null ? legacy.getOrDefault(said == null ? "" : said, "call_" + said) : given;
        return new Part.ToolResult(
                id, said == null ? names.get(id) : said, content(message.path("content")), false, cache(message));
    }

    private List<Part> answered(JsonNode message) {
        List<Part> parts = new ArrayList<>();
        ReasoningDetails.Read details = ReasoningDetails.read(message.path("reasoning_details"));
        parts.addAll(details.thinking());
        boolean told = details.thinking().stream().anyMatch(t -> !t.text().isEmpty());
        String reasoning = reasoning(message);
        if (!told && !reasoning.isEmpty()) {
            parts.addFirst(new Part.Thinking(reasoning, false, null));
        }
        List<Part> content = content(message.path("content"));
        parts.addAll(cited(content, message.path("annotations")));
        String refusal = JsonTree.string(message, "refusal");
        if (refusal != null && !refusal.isEmpty()) {
            parts.add(new Part.Refusal(refusal));
        }
        for (JsonNode image : message.path("images")) {
            Media media = ChatMedia.image(image.path("image_url"));
            if (media != null) {
                parts.add(new Part.Made(media, JsonTree.object()));
            }
        }
        String audio = JsonTree.string(message.path("audio"), "id");
        if (audio != null) {
            Media media = new Media(Media.Kind.AUDIO, new Media.FileId(audio), null, null, null);
            parts.add(new Part.Made(media, JsonTree.object()));
        }
        for (JsonNode call : message.path("tool_calls")) {
            parts.add(call(call));
        }
        if (message.path("function_call").isObject()) {
            parts.add(legacyCall(message.path("function_call")));
        }
        boolean more = parts.size() > 1;
        parts.removeIf(p -> more && p instanceof Part.Text t && t.text().isEmpty() && t.cache() == null);
        return ReasoningDetails.joined(marked(parts, cache(message)), details.loose());
    }

    private static String reasoning(JsonNode message) {
        String reasoning = JsonTree.string(message, "reasoning");
        String content = JsonTree.string(message, "reasoning_content");
        return reasoning != null && !reasoning.isEmpty() ? reasoning : content == null ? "" : content;
    }

    private Part.ToolCall call(JsonNode call) {
        boolean custom =
                call.path("custom").isObject() && !call.path("function").isObject();
        JsonNode inner = custom ? call.path("custom") : call.path("function");
        String name = inner.path("name").asString("");
        String given = JsonTree.string(call, "id");
        String id = given == null || given.isEmpty() ? madeId(name) : given;
        names.put(id, name);
        return new Part.ToolCall(
                id, name, custom ? inner.path("input").asString("") : arguments(inner), custom, null, cache(call));
    }

    private Part.ToolCall legacyCall(JsonNode call) {
        String name = call.path("name").asString("");
        String id = madeId(name);
        names.put(id, name);
        legacy.put(name, id);
        return new Part.ToolCall(id, name, arguments(call));
    }

    private String madeId(String name) {
        return "call_" + made++ + "_" + Integer.toHexString(name.hashCode());
    }

    /// The text of a call's arguments; some servers and clients send the object itself.
    static String arguments(JsonNode function) {
        JsonNode arguments = function.path("arguments");
        return arguments.isContainer() ? JsonTree.text(arguments) : arguments.asString("");
    }

    /// The parts of a content: a text, a list of parts, or nothing.
    static List<Part> content(JsonNode content) {
        List<Part> parts = new ArrayList<>();
        if (content.isString()) {
            parts.add(new Part.Text(content.stringValue()));
        }
        for (JsonNode part : content) {
            parts.add(part(part));
        }
        return parts;
    }

    private static Part part(JsonNode part) {
        CacheMark cache = cache(part);
        return switch (part.path("type").asString("")) {
            case "text", "input_text", "output_text" ->
                new Part.Text(part.path("text").asString(""), List.of(), null, cache);
            case "refusal" -> new Part.Refusal(part.path("refusal").asString(""));
            case "thinking" -> new Part.Thinking(thinking(part.path("thinking")), false, null);
            default -> {
                Part media = ChatMedia.read(part, cache);
                yield media == null ? new Part.Native(Dialect.OPENAI_CHAT, part) : media;
            }
        };
    }

    /// The text of Mistral's thinking: a text, or a list of chunks with texts.
    static String thinking(JsonNode thinking) {
        if (thinking.isString()) {
            return thinking.stringValue();
        }
        StringBuilder text = new StringBuilder();
        for (JsonNode chunk : thinking) {
            text.append(chunk.path("text").asString(""));
        }
        return text.toString();
    }

    /// The cache mark on a part, message or tool; null when there is none.
    static @Nullable CacheMark cache(JsonNode node) {
        JsonNode control = node.path("cache_control");
        if (control.isObject()) {
            return new CacheMark(JsonTree.string(control, "ttl"));
        }
        return node.path("prompt_cache_breakpoint").isObject() ? new CacheMark(null) : null;
    }

    /// The same with a mark on the last part, where there is none yet.
    static List<Part> marked(List<Part> parts, @Nullable CacheMark cache) {
        if (cache == null || parts.isEmpty() || parts.getLast().cache() != null) {
            return parts;
        }
        List<Part> all = new ArrayList<>(parts);
        all.set(
                all.size() - 1,
                switch (all.getLast()) {
                    case Part.Text t -> new Part.Text(t.text(), t.citations(), t.seal(), cache);
                    case Part.MediaPart m -> new Part.MediaPart(m.media(), m.citable(), m.context(), cache);
                    case Part.ToolCall c ->
                        new Part.ToolCall(c.id(), c.name(), c.arguments(), c.custom(), c.seal(), cache);
                    case Part.ToolResult r -> new Part.ToolResult(r.callId(), r.name(), r.content(), r.error(), cache);
                    case Part.Thinking _, Part.Refusal _, Part.Native _, Part.Made _ -> all.getLast();
                });
        return all;
    }

    private static List<Part> cited(List<Part> content, JsonNode annotations) {
        List<Citation> citations = new ArrayList<>();
        for (JsonNode annotation : annotations) {
            Citation citation = Annotations.read(annotation);
            if (citation != null) {
                citations.add(citation);
            }
        }
        for (int i = 0; i < content.size() && !citations.isEmpty(); i++) {
            if (content.get(i) instanceof Part.Text text) {
                content.set(i, new Part.Text(text.text(), citations, text.seal(), text.cache()));
                break;
            }
        }
        return content;
    }

    /// A part that one dialect alone can say.
    static ObjectNode copy(JsonNode value) {
        return value instanceof ObjectNode object ? object.deepCopy() : JsonTree.object();
    }
}
