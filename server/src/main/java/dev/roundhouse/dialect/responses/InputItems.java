package dev.roundhouse.dialect.responses;

import dev.roundhouse.catalog.Dialect;
import dev.roundhouse.dialect.Cursor.Unacceptable;
import dev.roundhouse.dialect.JsonTree;
import dev.roundhouse.exchange.Media;
import dev.roundhouse.exchange.Message;
import dev.roundhouse.exchange.Part;
import dev.roundhouse.exchange.Role;
import dev.roundhouse.exchange.Seal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Reads a request's items into turns: what the model said in a row is one turn, results in a row are another.
final class InputItems {
    // An item that was lost to a second underscore is one of ours, whose id means nothing upstream.
    private static final String OURS = "rs_[^_]*_.*";

    private final List<Message> messages = new ArrayList<>();
    private final Map<String, String> names = new HashMap<>();
    private final List<Part> parts = new ArrayList<>();

    private @Nullable Role role;

    private boolean afterMessage;

    /// The turns of `input`.
    ///
    /// @param instructions come first; null none
    static List<Message> read(JsonNode input, @Nullable JsonNode instructions) {
        InputItems items = new InputItems();
        if (instructions != null && instructions.isString()) {
            items.message(Role.SYSTEM, List.of(new Part.Text(instructions.stringValue())));
        } else if (instructions != null && instructions.isArray()) {
            items.all(instructions, "instructions");
        }
        if (input.isString()) {
            items.message(Role.USER, List.of(new Part.Text(input.stringValue())));
        } else if (input.isArray()) {
            items.all(input, "input");
        }
        items.close();
        return items.messages;
    }

    private void all(JsonNode list, String path) {
        for (int i = 0; i < list.size(); i++) {
            item(list.get(i), path + "[" + i + "]");
        }
    }

    private void item(JsonNode item, String path) {
        if (item.isString()) {
            message(Role.USER, List.of(new Part.Text(item.stringValue())));
            return;
        }
        if (!item.isObject()) {
            throw new Unacceptable(path, "no object (expected: an item)");
        }
        String type = JsonTree.string(item, "type");
        if (type == null && !item.has("role")) {
            throw new Unacceptable(path + ".type", "missing (expected: message, function_call …)");
        }
        switch (type == null ? "message" : type) {
            case "message" -> said(item, path);
            case "reasoning" -> reasoning(item, path);
            case "function_call" -> call(item, "arguments", false, path);
            case "custom_tool_call" -> call(item, "input", true, path);
            case "function_call_output", "custom_tool_call_output" -> result(item, path);
            case "image_generation_call" -> picture(item);
            default -> other(item);
        }
    }

    private void said(JsonNode item, String path) {
        String name = JsonTree.string(item, "role");
        Role who = switch (name == null ? "" : name) {
            case "user" -> Role.USER;
            case "assistant" -> Role.ASSISTANT;
            case "system" -> Role.SYSTEM;
            case "developer" -> Role.DEVELOPER;
            default ->
                throw new Unacceptable(
                        path + ".role",
                        (name == null ? "missing" : "'" + name + "'")
                                + " (expected: user, assistant, system or developer)");
        };
        List<Part> content = Contents.read(item.path("content"), path + ".content");
        if (who != Role.ASSISTANT) {
            message(who, content);
            return;
        }
        if (afterMessage) {
            close(); // two messages in a row stay two
        }
        add(Role.ASSISTANT, content);
        afterMessage = true;
    }

    private void reasoning(JsonNode item, String path) {
        String content = JsonTree.string(item, "encrypted_content");
        SealBox.Unpacked box = content == null ? null : SealBox.unpack(content);
        if (box != null && (box.call() != null || box.words())) {
            attach(box);
            return;
        }
        if (box != null && !box.text().isEmpty()) {
            add(Role.ASSISTANT, List.of(new Part.Thinking(box.text(), box.summary(), box.seal())));
            return;
        }
        List<Part.Thinking> thoughts = new ArrayList<>();
        for (JsonNode part : item.path("summary")) {
            thoughts.add(new Part.Thinking(text(part, path + ".summary"), true, null));
        }
        for (JsonNode part : item.path("content")) {
            thoughts.add(new Part.Thinking(text(part, path + ".content"), false, null));
        }
        Seal seal = box == null ? seal(item, content) : box.seal();
        if (seal != null && thoughts.isEmpty()) {
            thoughts.add(new Part.Thinking("", true, seal));
        } else if (seal != null) {
            Part.Thinking last = thoughts.removeLast();
            thoughts.add(new Part.Thinking(last.text(), last.summary(), seal));
        }
        add(Role.ASSISTANT, List.copyOf(thoughts));
    }

    private static @Nullable Seal seal(JsonNode item, @Nullable String content) {
        if (content != null && content.startsWith(SealBox.TAG)) {
            return null; // a box that was damaged on its way: nobody can read it
        }
        String id = JsonTree.string(item, "id");
        String known = id == null || id.matches(OURS) ? null : id;
        return content == null && known == null ? null : new Seal(Seal.OPENAI, known, null, content);
    }

    private static String text(JsonNode part, String path) {
        String text = part.isString() ? part.stringValue() : JsonTree.string(part, "text");
        if (text == null) {
            throw new Unacceptable(path, "a part without text (expected: type and text)");
        }
        return text;
    }

    // A seal of a call or a text comes as an item of its own, behind what it seals.
    private void attach(SealBox.Unpacked box) {
        for (int i = parts.size() - 1; i >= 0; i--) {
            if (parts.get(i) instanceof Part.ToolCall call && call.id().equals(box.call())) {
                parts.set(
                        i,
                        new Part.ToolCall(
                                call.id(), call.name(), call.arguments(), call.custom(), box.seal(), call.cache()));
                return;
            }
            if (box.words() && parts.get(i) instanceof Part.Text text) {
                parts.set(i, new Part.Text(text.text(), text.citations(), box.seal(), text.cache()));
                return;
            }
        }
    }

    private void call(JsonNode item, String input, boolean custom, String path) {
        String id = required(item, "call_id", path);
        String name = required(item, "name", path);
        names.put(id, name);
        String arguments = JsonTree.string(item, input);
        add(
                Role.ASSISTANT,
                List.of(new Part.ToolCall(id, name, arguments == null ? "" : arguments, custom, null, null)));
    }

    private void result(JsonNode item, String path) {
        String id = required(item, "call_id", path);
        List<Part> content = Contents.read(item.path("output"), path + ".output");
        boolean error = "incomplete".equals(JsonTree.string(item, "status"));
        add(Role.TOOL, List.of(new Part.ToolResult(id, names.get(id), content, error, null)));
    }

    private void picture(JsonNode item) {
        String data = JsonTree.string(item, "result");
        if (data == null) {
            other(item);
            return;
        }
        add(Role.ASSISTANT, List.of(made(item, data)));
    }

    /// A picture that the provider's own tool made.
    static Part.Made made(JsonNode item, String data) {
        ObjectNode extras = item.deepCopy().asObject();
        extras.remove("result");
        extras.remove("type");
        String format = JsonTree.string(item, "output_format");
        Media media = new Media(
                Media.Kind.IMAGE, new Media.Base64(data), "image/" + (format == null ? "png" : format), null, null);
        return new Part.Made(media, extras);
    }

    private void other(JsonNode item) {
        add(Role.ASSISTANT, List.of(new Part.Native(Dialect.OPENAI_RESPONSES, item)));
    }

    private void message(Role who, List<Part> content) {
        close();
        messages.add(new Message(who, content));
    }

    private void add(Role who, List<? extends Part> more) {
        if (role != who) {
            close();
            role = who;
        }
        parts.addAll(more);
        afterMessage = false;
    }

    private void close() {
        if (role != null) {
            messages.add(new Message(role, parts));
            parts.clear();
            role = null;
        }
        afterMessage = false;
    }

    private static String required(JsonNode item, String name, String path) {
        String value = JsonTree.string(item, name);
        if (value == null || value.isEmpty()) {
            throw new Unacceptable(path + "." + name, "missing (expected: a string)");
        }
        return value;
    }
}
