package dev.roundhouse.dialect.openai;

import dev.roundhouse.dialect.JsonTree;
import dev.roundhouse.dialect.Skim;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Compares a client's request with what reaches a provider, but for the ways in which the dialect says one thing
/// twice.
final class Requests {
    private Requests() {}

    /// What differs; empty when nothing does.
    static String difference(JsonNode was, JsonNode is) {
        ObjectNode left = normal(was);
        ObjectNode right = normal(is);
        for (String name : left.propertyNames()) {
            if (!left.get(name).equals(right.path(name))) {
                return name + " was " + left.get(name) + " is " + right.path(name);
            }
        }
        for (String name : right.propertyNames()) {
            if (!left.has(name)) {
                return "added " + name + ": " + right.get(name);
            }
        }
        return "";
    }

    private static ObjectNode normal(JsonNode body) {
        ObjectNode all = (ObjectNode) withoutNulls(body);
        all.remove(Set.of("model", "stream", "stream_options", "usage", "include_reasoning"));
        all.remove(Skim.ROUTER_MEMBERS);
        rename(all, "max_completion_tokens", "max_tokens");
        rename(all, "random_seed", "seed");
        if (all.path("stop").isString()) {
            all.putArray("stop").add(body.path("stop").stringValue());
        }
        if (all.path("stop").isArray() && all.path("stop").isEmpty()) {
            all.remove("stop");
        }
        for (String name : Set.of("tools", "logit_bias", "metadata")) {
            if (all.path(name).isContainer() && all.path(name).isEmpty()) {
                all.remove(name);
            }
        }
        if (all.path("tool_choice").asString("").equals("any")) {
            all.put("tool_choice", "required");
        }
        if (all.path("tool_choice").asString("").equals("auto") || !all.has("tools")) {
            all.remove("tool_choice");
        }
        if (all.path("response_format").path("json_schema") instanceof ObjectNode schema && !schema.has("name")) {
            schema.put("name", "response"); // OpenAI insists on one
        }
        if (all.path("response_format").path("type").asString("").equals("text")) {
            all.remove("response_format");
        }
        if (all.path("logprobs").isBoolean() && !all.path("logprobs").booleanValue()) {
            all.remove(Set.of("logprobs", "top_logprobs"));
        }
        if (all.path("modalities").toString().equals("[\"text\"]")) {
            all.remove("modalities");
        }
        if (all.path("max_tokens").asLong(1) <= 0) {
            all.remove("max_tokens");
        }
        legacy(all);
        if (all.path("tool_choice") instanceof ObjectNode choice && !choice.has("type")) {
            choice.put("type", "function");
        }
        reasoning(all);
        for (JsonNode tool : all.path("tools")) {
            ((ObjectNode) tool).remove("type");
        }
        ArrayNode messages = JsonTree.array();
        all.path("messages").forEach(m -> messages.add(message((ObjectNode) m)));
        all.set("messages", messages);
        return all;
    }

    private static void legacy(ObjectNode all) {
        if (all.path("functions").isArray()) {
            ArrayNode tools = all.putArray("tools");
            all.path("functions").forEach(f -> tools.addObject().set("function", f));
            all.remove("functions");
        }
        if (all.path("function_call").isObject()) {
            ObjectNode choice = all.putObject("tool_choice").put("type", "function");
            choice.set("function", all.get("function_call"));
        }
        all.remove("function_call");
        if (all.path("tool_choice").asString("").equals("auto")) {
            all.remove("tool_choice");
        }
    }

    private static void reasoning(ObjectNode all) {
        ObjectNode reasoning = all.path("reasoning") instanceof ObjectNode o ? o.deepCopy() : JsonTree.object();
        if (all.has("reasoning_effort")) {
            reasoning.set("effort", all.get("reasoning_effort"));
        }
        String switched = all.path("thinking").path("type").asString("");
        if (!switched.isEmpty()) {
            reasoning.put("enabled", !switched.equals("disabled"));
        }
        if (reasoning.path("effort").asString("").equals("none")) {
            reasoning.remove("effort");
            reasoning.put("enabled", false);
        }
        if (reasoning.path("effort").asString("").equals("default")) {
            reasoning.remove("effort"); // Groq's
            reasoning.put("enabled", true);
        }
        reasoning.remove("exclude"); // done on the way back
        all.remove(Set.of("reasoning", "reasoning_effort", "thinking"));
        if (!reasoning.isEmpty()) {
            all.set("reasoning", reasoning);
        }
    }

    private static ObjectNode message(ObjectNode message) {
        JsonNode content = message.path("content");
        ArrayNode parts = JsonTree.array();
        if (content.isString() && !content.stringValue().isEmpty()) {
            parts.addObject().put("type", "text").put("text", content.stringValue());
        }
        for (JsonNode part : content) {
            part(part, message, parts);
        }
        for (JsonNode image : message.path("images")) {
            ObjectNode part = parts.addObject().put("type", "image_url");
            part.putObject("image_url").put("url", "data:image/png;base64," + image.asString(""));
        }
        message.remove(Set.of("content", "images", "prefix"));
        if (message.path("cache_control").isObject() && !parts.isEmpty() && !message.has("tool_call_id")) {
            ((ObjectNode) parts.get(parts.size() - 1)).set("cache_control", message.remove("cache_control"));
        }
        if (message.path("role").asString("").equals("assistant")) {
            answered(message, parts);
        }
        if (!parts.isEmpty()) {
            message.set("content", parts);
        }
        if (message.path("role").asString("").equals("function")) {
            message.put("role", "tool");
        }
        if (message.path("role").asString("").equals("tool")) {
            message.remove(Set.of("name", "tool_call_id"));
        }
        return message;
    }

    private static void part(JsonNode part, ObjectNode message, ArrayNode parts) {
        ObjectNode one = (ObjectNode) part;
        switch (one.path("type").asString("")) {
            case "thinking" -> message.put("reasoning", ChatMessages.thinking(one.path("thinking")));
            case "document_url", "file_url" -> {
                JsonNode link = one.path(one.path("type").stringValue());
                String url =
                        link.isString() ? link.stringValue() : link.path("url").asString("");
                ObjectNode file = parts.addObject().put("type", "file").putObject("file");
                boolean bare = !url.contains(":");
                file.put("filename", "document.pdf")
                        .put("file_data", bare ? "data:application/pdf;base64," + url : url);
            }
            case "image_url" -> {
                if (one.path("image_url").isString()) {
                    String url = one.path("image_url").stringValue();
                    one.putObject("image_url").put("url", url);
                }
                parts.add(one);
            }
            case "input_audio" -> parts.add(one);
            case "file" -> {
                ObjectNode file = (ObjectNode) one.path("file");
                if (!file.has("filename") && !file.has("file_id")) {
                    file.put("filename", "document.pdf");
                }
                parts.add(one);
            }
            default -> {
                if (one.has("prompt_cache_breakpoint")) {
                    one.remove("prompt_cache_breakpoint");
                    one.putObject("cache_control").put("type", "ephemeral");
                }
                parts.add(one);
            }
        }
    }

    private static void answered(ObjectNode message, ArrayNode parts) {
        rename(message, "reasoning_content", "reasoning");
        if (message.path("reasoning").asString("").isEmpty()) {
            message.remove("reasoning");
        }
        // Text of details is the reasoning itself, said twice.
        StringBuilder told = new StringBuilder();
        for (JsonNode item : message.path("reasoning_details")) {
            told.append(ReasoningDetails.text(item));
        }
        if (!told.isEmpty()) {
            message.put("reasoning", told.toString());
        }
        ArrayNode seals = JsonTree.array();
        for (JsonNode item : message.path("reasoning_details")) {
            if (ReasoningDetails.seal(item) != null) {
                seals.add(String.valueOf(ReasoningDetails.seal(item)));
            }
        }
        message.remove("reasoning_details");
        if (!seals.isEmpty()) {
            message.set("reasoning_details", seals);
        }
        for (JsonNode call : message.path("tool_calls")) {
            ((ObjectNode) call).remove(Set.of("type", "index"));
            ObjectNode function = (ObjectNode) call.path("function");
            if (function.path("arguments").isContainer()) {
                function.put("arguments", JsonTree.text(function.get("arguments")));
            }
        }
        if (message.path("function_call").isObject()) {
            message.putArray("tool_calls").addObject().set("function", message.remove("function_call"));
        }
        if (message.path("tool_calls").isArray() && message.path("tool_calls").isEmpty()) {
            message.remove("tool_calls");
        }
        if (message.path("annotations").isArray() && message.path("annotations").isEmpty()) {
            message.remove("annotations");
        }
        StringBuilder text = new StringBuilder();
        boolean plain = true;
        for (JsonNode part : parts) {
            plain &= part.path("type").asString("").equals("text") && !part.has("cache_control");
            text.append(part.path("text").asString(""));
        }
        if (plain && parts.size() > 1) {
            parts.removeAll();
            parts.addObject().put("type", "text").put("text", text.toString());
        }
    }

    private static void rename(ObjectNode object, String from, String to) {
        JsonNode value = object.remove(from);
        if (value != null && !object.has(to)) {
            object.set(to, value);
        }
    }

    private static JsonNode withoutNulls(JsonNode value) {
        if (value instanceof ArrayNode list) {
            ArrayNode copy = JsonTree.array();
            list.forEach(one -> copy.add(withoutNulls(one)));
            return copy;
        }
        if (value instanceof ObjectNode object) {
            ObjectNode copy = JsonTree.object();
            object.properties().forEach(e -> {
                if (!e.getValue().isNull()) {
                    copy.set(e.getKey(), withoutNulls(e.getValue()));
                }
            });
            return copy;
        }
        return value.isNumber() ? JsonTree.object().numberNode(value.doubleValue()) : value;
    }
}
