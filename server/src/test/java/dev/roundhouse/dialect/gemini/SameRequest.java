package dev.roundhouse.dialect.gemini;

import dev.roundhouse.dialect.JsonTree;
import java.math.BigDecimal;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// A request in one of the many forms that mean the same: names in camel case, lists as lists, schemas as JSON
/// schemas,
/// results of tools without their custom of wrapping, turns of one role joined, and no ids that we made.
final class SameRequest {
    private SameRequest() {}

    static JsonNode form(JsonNode request) {
        JsonNode wrapped = Members.get(request, "generateContentRequest");
        ObjectNode form = JsonTree.object();
        Members.others(wrapped.isObject() ? wrapped : request, Set.of("model"), form);
        system(form);
        contents(form);
        tools(form);
        config(form);
        return ordered(form);
    }

    private static void system(ObjectNode form) {
        ObjectNode system = JsonTree.object();
        system.set("parts", parts(form.path("systemInstruction")));
        if (!system.path("parts").isEmpty()) {
            form.set("systemInstruction", system);
        } else {
            form.remove("systemInstruction");
        }
    }

    private static void contents(ObjectNode form) {
        ArrayNode joined = JsonTree.array();
        for (JsonNode content : Members.list(form, "contents")) {
            String role = content.path("role").asString("user").replace("function", "user");
            ArrayNode parts = parts(content);
            JsonNode last = joined.isEmpty() ? JsonTree.object() : joined.get(joined.size() - 1);
            if (last.path("role").asString("").equals(role)) {
                ((ArrayNode) last.get("parts")).addAll(parts);
            } else if (!parts.isEmpty()) {
                joined.addObject().put("role", role).set("parts", parts);
            }
        }
        form.set("contents", joined);
    }

    private static ArrayNode parts(JsonNode content) {
        ArrayNode parts = JsonTree.array();
        if (content.isString()) {
            return parts.add(JsonTree.object().put("text", content.stringValue()));
        }
        for (JsonNode part : Members.list(content, "parts")) {
            ObjectNode form = JsonTree.object();
            if (part.isString()) {
                form.put("text", part.stringValue());
            }
            Members.others(part, Set.of(), form);
            if (form.path("thoughtSignature").asString("").equals(ContentWriter.NO_SIGNATURE)) {
                form.remove("thoughtSignature");
            }
            for (String name : List.of("inlineData", "fileData", "functionCall", "functionResponse")) {
                if (form.has(name)) {
                    ObjectNode inner = JsonTree.object();
                    Members.others(form.get(name), Set.of(), inner);
                    form.set(name, inner);
                }
            }
            if (form.get("inlineData") instanceof ObjectNode data) {
                data.put(
                        "data", data.path("data").asString("").replace('-', '+').replace('_', '/'));
            }
            call(form.path("functionCall"));
            result(form.path("functionResponse"));
            boolean nothing = form.isEmpty()
                    || (form.size() == 1 && form.path("text").asString("?").isEmpty());
            if (!nothing) {
                parts.add(form);
            }
        }
        return parts;
    }

    private static void call(JsonNode call) {
        if (call instanceof ObjectNode form) {
            made(form);
            if (form.path("args").isMissingNode()) {
                form.putObject("args");
            }
        }
    }

    private static void result(JsonNode result) {
        if (result instanceof ObjectNode form) {
            made(form);
            form.put("response", ToolResults.text(form.path("response")));
            if (form.has("parts")) {
                form.set("parts", parts(form));
            }
        }
    }

    private static void made(ObjectNode form) {
        if (form.path("id").asString("").matches("call_[0-9a-f]{16}")) {
            form.remove("id");
        }
    }

    private static void tools(ObjectNode form) {
        ArrayNode functions = JsonTree.array();
        TreeSet<String> others = new TreeSet<>();
        for (JsonNode tool : Members.list(form, "tools")) {
            ObjectNode inner = JsonTree.object();
            Members.others(tool, Set.of("functionDeclarations"), inner);
            inner.properties().forEach(one -> others.add(one.getKey() + ordered(one.getValue())));
            for (JsonNode function : Members.list(tool, "functionDeclarations")) {
                ObjectNode said = JsonTree.object();
                Members.others(function, Set.of(), said);
                schema(said, "parameters", "parametersJsonSchema");
                functions.add(said);
            }
        }
        form.set("tools", functions);
        others.forEach(functions::add);
        ObjectNode config = JsonTree.object();
        Members.others(form.path("toolConfig"), Set.of(), config);
        ObjectNode calling = JsonTree.object();
        Members.others(config.path("functionCallingConfig"), Set.of(), calling);
        String mode = calling.path("mode").asString("AUTO").toUpperCase(Locale.ROOT);
        calling.put("mode", mode);
        nothing(calling, "allowedFunctionNames");
        config.set("functionCallingConfig", calling);
        form.set("toolConfig", config);
    }

    private static void config(ObjectNode form) {
        ObjectNode config = JsonTree.object();
        Members.others(form.path("generationConfig"), Set.of(), config);
        schema(config, "responseSchema", "responseJsonSchema");
        nothing(config, "stopSequences");
        if (config.has("responseJsonSchema") && !config.has("responseMimeType")) {
            config.put("responseMimeType", "application/json");
        }
        if (config.path("responseMimeType").asString("").equals("text/plain")) {
            config.remove("responseMimeType");
        }
        ObjectNode thinking = JsonTree.object();
        Members.others(config.path("thinkingConfig"), Set.of(), thinking);
        if (thinking.has("thinkingLevel")) {
            thinking.put(
                    "thinkingLevel", thinking.get("thinkingLevel").asString("").toLowerCase(Locale.ROOT));
        }
        config.remove("thinkingConfig");
        if (!thinking.isEmpty()) {
            config.set("thinkingConfig", thinking);
        }
        if (config.path("responseModalities").isArray()) {
            TreeSet<String> all = new TreeSet<>(Members.texts(config, "responseModalities"));
            config.put("responseModalities", all.toString());
        }
        form.set("generationConfig", config);
    }

    private static void nothing(ObjectNode form, String list) {
        if (form.path(list).isArray() && form.path(list).isEmpty()) {
            form.remove(list);
        }
    }

    private static void schema(ObjectNode form, String subset, String json) {
        if (form.has(subset)) {
            form.set(json, Schemas.json(form.get(subset)));
            form.remove(subset);
        }
    }

    /// Members in order, numbers in one form.
    private static JsonNode ordered(JsonNode node) {
        if (node.isObject()) {
            ObjectNode form = JsonTree.object();
            for (String name : new TreeSet<>(node.propertyNames())) {
                form.set(name, ordered(node.path(name)));
            }
            return form;
        }
        if (node.isArray()) {
            ArrayNode form = JsonTree.array();
            node.forEach(one -> form.add(ordered(one)));
            return form;
        }
        return node.isNumber()
                ? JsonTree.object()
                        .stringNode(new BigDecimal(node.asString())
                                .stripTrailingZeros()
                                .toPlainString())
                : node;
    }
}
