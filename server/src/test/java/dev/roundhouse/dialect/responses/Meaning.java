package dev.roundhouse.dialect.responses;

import dev.roundhouse.dialect.JsonTree;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// What a request means, whichever of this schema's forms it has: a text is a list of one part, instructions are
/// the
/// first system message, what is unsaid is what OpenAI takes it for. What the gateway answers for itself is left
/// out.
final class Meaning {
    // The model is renamed; whether and what the provider keeps is the gateway's.
    private static final Set<String> OURS = Set.of(
            "model", "store", "previous_response_id", "background", "provider", "instructions", "input", "stream");
    // Of items: ids and states name what nobody keeps upstream.
    private static final Set<String> NAMES = Set.of("id", "status", "type", "logprobs");

    private Meaning() {}

    static String of(JsonNode request) {
        TreeMap<String, JsonNode> members = new TreeMap<>();
        for (Map.Entry<String, JsonNode> member : request.properties()) {
            if (!OURS.contains(member.getKey()) && !member.getValue().isNull()) {
                members.put(member.getKey(), member(member.getKey(), member.getValue()));
            }
        }
        members.values().removeIf(JsonNode::isNull);
        List<String> items = new ArrayList<>();
        JsonNode instructions = request.path("instructions");
        if (instructions.isString()) {
            items.add("system " + parts(instructions));
        }
        JsonNode input = request.path("input");
        if (input.isString()) {
            items.add("user " + parts(input));
        }
        for (JsonNode item : input.isArray() ? input : JsonTree.array()) {
            items.add(item(item));
        }
        return String.join("\n", items) + "\n" + sorted(members) + "\nstream "
                + request.path("stream").asBoolean(false);
    }

    private static JsonNode member(String name, JsonNode value) {
        return switch (name) {
            case "tool_choice" -> value.isString() && value.stringValue().equals("auto") ? nothing() : value;
            case "text" -> text(value.deepCopy().asObject());
            case "include" -> {
                TreeSet<String> names = new TreeSet<>();
                value.forEach(one -> names.add(one.stringValue()));
                ArrayNode sorted = JsonTree.array();
                names.forEach(sorted::add);
                yield names.isEmpty() ? nothing() : sorted;
            }
            case "tools" -> value.isEmpty() ? nothing() : tools(value);
            case "top_logprobs", "temperature", "top_p" -> number(value);
            case "reasoning" -> {
                ObjectNode reasoning = withoutNulls(value);
                if (reasoning.has("generate_summary")) {
                    reasoning.set("summary", reasoning.remove("generate_summary")); // its old name
                }
                yield reasoning.isEmpty() ? nothing() : reasoning;
            }
            case "metadata" -> value.isEmpty() ? nothing() : withoutNulls(value);
            default -> value;
        };
    }

    private static JsonNode text(ObjectNode text) {
        if (text.path("format").path("type").asString("").equals("text")) {
            text.remove("format");
        }
        JsonNode rest = withoutNulls(text);
        return rest.isEmpty() ? nothing() : rest;
    }

    private static JsonNode tools(JsonNode tools) {
        ArrayNode sorted = JsonTree.array();
        for (JsonNode tool : tools) {
            ObjectNode copy = withoutNulls(tool);
            // Whether a tool is found by searching is told to hosts that have the search, in their own bytes.
            copy.remove("defer_loading");
            sorted.add(copy);
        }
        return sorted;
    }

    private static String item(JsonNode item) {
        String type = item.path("type").asString("message");
        if (type.equals("message")) {
            return item.path("role").asString("") + " " + parts(item.path("content"));
        }
        ObjectNode copy = withoutNulls(item);
        boolean known = Set.of("reasoning", "function_call", "custom_tool_call").contains(type);
        if (known) {
            copy.remove(NAMES);
            copy.remove(List.of("namespace", "caller"));
        }
        if (type.equals("reasoning") && copy.path("content").isEmpty()) {
            copy.remove("content");
        }
        if (type.endsWith("_call_output") && copy.has("output") && copy.has("call_id")) {
            return type + " " + copy.path("call_id") + " " + parts(copy.path("output"));
        }
        return type + " " + sorted(copy);
    }

    private static String parts(JsonNode content) {
        if (content.isString()) {
            return "[text " + content + "]";
        }
        List<String> parts = new ArrayList<>();
        for (JsonNode part : content) {
            String type = part.path("type").asString("");
            if (type.equals("input_text") || type.equals("output_text")) {
                JsonNode annotations = part.path("annotations");
                parts.add("text " + part.path("text") + (annotations.isEmpty() ? "" : annotations.toString())
                        + (part.has("prompt_cache_breakpoint") ? " marked" : ""));
                continue;
            }
            ObjectNode copy = withoutNulls(part);
            if (type.equals("input_image")
                    && copy.path("detail").asString("auto").equals("auto")) {
                copy.remove("detail");
            }
            parts.add(new TreeMap<>(members(copy)).toString());
        }
        return parts.toString();
    }

    private static JsonNode sorted(Map<String, JsonNode> members) {
        ObjectNode object = JsonTree.object();
        members.forEach((name, value) -> object.set(name, sorted(value)));
        return object;
    }

    private static JsonNode sorted(JsonNode value) {
        if (value.isObject()) {
            return sorted(members(value.asObject()));
        }
        if (!value.isArray()) {
            return value;
        }
        ArrayNode list = JsonTree.array();
        value.forEach(one -> list.add(sorted(one)));
        return list;
    }

    private static Map<String, JsonNode> members(ObjectNode object) {
        Map<String, JsonNode> members = new TreeMap<>();
        object.properties().forEach(member -> members.put(member.getKey(), member.getValue()));
        return members;
    }

    private static ObjectNode withoutNulls(JsonNode object) {
        ObjectNode sorted = JsonTree.object();
        members(object.asObject()).forEach((name, value) -> {
            if (!value.isNull()) {
                sorted.set(name, value);
            }
        });
        return sorted;
    }

    private static JsonNode number(JsonNode value) {
        return JsonTree.object().numberNode(value.asDouble());
    }

    private static JsonNode nothing() {
        return JsonTree.object().nullNode();
    }
}
