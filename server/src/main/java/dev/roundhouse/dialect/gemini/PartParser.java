package dev.roundhouse.dialect.gemini;

import dev.roundhouse.catalog.Dialect;
import dev.roundhouse.dialect.Cursor.Unacceptable;
import dev.roundhouse.dialect.JsonTree;
import dev.roundhouse.exchange.Media;
import dev.roundhouse.exchange.Message;
import dev.roundhouse.exchange.Part;
import dev.roundhouse.exchange.Role;
import dev.roundhouse.exchange.Seal;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Reads a conversation's contents: a system instruction and turns of parts.
final class PartParser {
    private final CallIds ids = new CallIds();

    /// The messages of a request, the system instruction first.
    ///
    /// @throws Unacceptable when a content is not what it must be
    List<Message> messages(JsonNode body) {
        List<Message> messages = new ArrayList<>();
        JsonNode system = Members.get(body, "systemInstruction");
        if (!system.isMissingNode()) {
            List<Part> parts = parts(system, "systemInstruction", false);
            if (!parts.isEmpty()) {
                messages.add(new Message(Role.SYSTEM, parts));
            }
        }
        int index = 0;
        for (JsonNode content : Members.list(body, "contents")) {
            content(content, "contents[" + index++ + "]", messages);
        }
        return messages;
    }

    /// The parts of one content; a text alone is one too.
    List<Part> parts(JsonNode content, String path, boolean model) {
        if (content.isString()) {
            return List.of(new Part.Text(content.stringValue()));
        }
        if (!content.isObject()) {
            throw new Unacceptable(path, Members.kind(content) + " (expected: an object with parts)");
        }
        List<Part> parts = new ArrayList<>();
        int index = 0;
        for (JsonNode part : Members.list(content, "parts")) {
            Part read = part(part, path + ".parts[" + index++ + "]", model);
            if (read != null) {
                parts.add(read);
            }
            JsonNode cut = read instanceof Part.MediaPart ? Members.get(part, "videoMetadata") : part.path("");
            if (cut.isObject()) {
                // Which piece of a film to look at only Google asks; it may stand in a part of its own.
                ObjectNode alone = JsonTree.object();
                alone.set("videoMetadata", cut);
                parts.add(new Part.Native(Dialect.GEMINI, alone));
            }
        }
        return parts;
    }

    private void content(JsonNode content, String path, List<Message> messages) {
        String said = Members.text(content, "role");
        String role = said == null ? "user" : said.toLowerCase(Locale.ROOT);
        switch (role) {
            case "model" -> {
                List<Part> parts = parts(content, path, true);
                if (!parts.isEmpty()) {
                    messages.add(new Message(Role.ASSISTANT, parts));
                }
            }
            case "system" -> messages.add(new Message(Role.SYSTEM, parts(content, path, false)));
            case "user", "function", "" -> split(parts(content, path, false), messages);
            default -> throw new Unacceptable(path + ".role", "'" + brief(role) + "' (expected: user or model)");
        }
    }

    // Results of tools are turns of their own elsewhere.
    private static void split(List<Part> parts, List<Message> messages) {
        int from = 0;
        while (from < parts.size()) {
            boolean results = parts.get(from) instanceof Part.ToolResult;
            int to = from;
            while (to < parts.size() && parts.get(to) instanceof Part.ToolResult == results) {
                to++;
            }
            messages.add(new Message(results ? Role.TOOL : Role.USER, parts.subList(from, to)));
            from = to;
        }
    }

    private @Nullable Part part(JsonNode part, String path, boolean model) {
        if (part.isString()) {
            return new Part.Text(part.stringValue());
        }
        if (!(part instanceof ObjectNode object)) {
            throw new Unacceptable(path, Members.kind(part) + " (expected: an object)");
        }
        Seal seal = SealText.read(Members.text(part, "thoughtSignature"));
        boolean thought = Members.get(part, "thought").booleanValue(false);
        String text = Members.text(part, "text");
        if (text != null) {
            return thought ? new Part.Thinking(text, false, seal) : new Part.Text(text, List.of(), seal, null);
        }
        JsonNode call = Members.get(part, "functionCall");
        if (call.isObject()) {
            return call(call, path, seal);
        }
        JsonNode response = Members.get(part, "functionResponse");
        if (response.isObject()) {
            return result(response, path);
        }
        Media media = thought ? null : MediaParts.read(part);
        if (media != null) {
            return model ? new Part.Made(media, signature(seal)) : new Part.MediaPart(media, false, null, null);
        }
        if (object.isEmpty()) {
            return null;
        }
        boolean bare = object.size() == 1 && seal != null;
        return bare ? new Part.Text("", List.of(), seal, null) : new Part.Native(Dialect.GEMINI, part);
    }

    private Part call(JsonNode call, String path, @Nullable Seal seal) {
        String name = name(call, path + ".functionCall");
        JsonNode args = Members.get(call, "args");
        String arguments = args.isMissingNode() ? "{}" : JsonTree.text(args);
        String id = ids.call(Members.text(call, "id"), name, path + arguments);
        return new Part.ToolCall(id, name, arguments, false, seal, null);
    }

    private Part result(JsonNode response, String path) {
        String name = name(response, path + ".functionResponse");
        JsonNode said = Members.get(response, "response");
        List<Part> content = new ArrayList<>();
        content.add(new Part.Text(ToolResults.text(said)));
        for (JsonNode inner : Members.list(response, "parts")) {
            Media media = MediaParts.read(inner);
            if (media != null) {
                content.add(new Part.MediaPart(media, false, null, null));
            }
        }
        String id = ids.result(Members.text(response, "id"), name, path);
        return new Part.ToolResult(id, name, content, ToolResults.failed(said), null);
    }

    private static String name(JsonNode call, String path) {
        String name = Members.text(call, "name");
        if (name == null || name.isEmpty()) {
            throw new Unacceptable(path + ".name", "missing (expected: the function's name)");
        }
        return name;
    }

    private static ObjectNode signature(@Nullable Seal seal) {
        String text = seal == null ? null : SealText.write(seal);
        ObjectNode extras = JsonTree.object();
        return text == null ? extras : extras.put("thoughtSignature", text);
    }

    private static String brief(String text) {
        return text.length() <= 40 ? text : text.substring(0, 40) + "…";
    }
}
