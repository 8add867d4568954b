package dev.roundhouse.e2e;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import tools.jackson.databind.JsonNode;

/// Reads Gemini requests. Calls may lack ids: a result then joins the first call of its name that has none yet.
final class GeminiQuestion {
    private final Question into;
    private final List<String> waiting = new ArrayList<>();
    private int calls;

    private GeminiQuestion(Question into) {
        this.into = into;
    }

    static void read(JsonNode body, Question into) {
        GeminiQuestion reader = new GeminiQuestion(into);
        either(body, "systemInstruction", "system_instruction")
                .path("parts")
                .forEach(part -> into.system(part.path("text").asString("")));
        for (JsonNode content : body.path("contents")) {
            String role = content.path("role").asString("user").equals("model") ? "assistant" : "user";
            content.path("parts").forEach(part -> reader.part(role, part));
        }
        for (JsonNode tool : body.path("tools")) {
            for (JsonNode function : either(tool, "functionDeclarations", "function_declarations")) {
                JsonNode schema = either(function, "parametersJsonSchema", "parameters_json_schema");
                into.tool(function.path("name").asString(""), schema.isObject() ? schema : function.path("parameters"));
            }
        }
        choice(
                either(either(body, "toolConfig", "tool_config"), "functionCallingConfig", "function_calling_config"),
                into);
        config(either(body, "generationConfig", "generation_config"), into);
    }

    private static void choice(JsonNode choice, Question into) {
        JsonNode allowed = either(choice, "allowedFunctionNames", "allowed_function_names");
        switch (choice.path("mode").asString("").toUpperCase(Locale.ROOT)) {
            case "NONE" -> into.choice("none");
            case "ANY" ->
                into.choice(
                        allowed.size() == 1
                                ? "named " + allowed.path(0).asString("")
                                : allowed.isEmpty() ? "required" : "allowed");
            case "VALIDATED" -> into.choice(allowed.isEmpty() ? "auto" : "allowed");
            default -> {}
        }
    }

    private static void config(JsonNode config, Question into) {
        into.stop(either(config, "stopSequences", "stop_sequences"));
        into.limit(either(config, "maxOutputTokens", "max_output_tokens"));
        JsonNode thinking = either(config, "thinkingConfig", "thinking_config");
        JsonNode budget = either(thinking, "thinkingBudget", "thinking_budget");
        if (budget.isNumber()) {
            into.reasoning(budget.asLong(0) != 0);
        } else if (!either(thinking, "thinkingLevel", "thinking_level")
                .asString("")
                .isEmpty()) {
            into.reasoning(true);
        }
        JsonNode schema = either(config, "responseJsonSchema", "response_json_schema");
        JsonNode older = either(config, "responseSchema", "response_schema");
        if (schema.isObject() || older.isObject()) {
            into.schema(schema.isObject() ? schema : older);
        } else if (either(config, "responseMimeType", "response_mime_type")
                .asString("")
                .equals("application/json")) {
            into.format("json");
        }
    }

    private void part(String role, JsonNode part) {
        if (!part.path("thought").asBoolean(false)) {
            into.text(role, part.path("text").asString(""));
        }
        JsonNode inline = either(part, "inlineData", "inline_data");
        JsonNode file = either(part, "fileData", "file_data");
        if (inline.isObject()) {
            into.media(role, kind(inline), inline.path("data").asString(""));
        } else if (file.isObject()) {
            into.media(role, kind(file), either(file, "fileUri", "file_uri").asString(""));
        }
        JsonNode call = either(part, "functionCall", "function_call");
        if (call.isObject()) {
            String id = call.path("id").asString("");
            String key = id.isEmpty() ? call.path("name").asString("") + "#" + calls : id;
            calls++;
            waiting.add(key);
            into.call(
                    key,
                    call.path("name").asString(""),
                    call.path("args").isMissingNode() ? Json.object() : call.path("args"));
        }
        JsonNode result = either(part, "functionResponse", "function_response");
        if (result.isObject()) {
            result(result);
        }
    }

    private void result(JsonNode result) {
        String id = result.path("id").asString("");
        String name = result.path("name").asString("");
        String key = waiting.stream()
                .filter(call -> id.isEmpty() ? call.startsWith(name + "#") : call.equals(id))
                .findFirst()
                .orElse(id);
        waiting.remove(key);
        into.result(key, text(result.path("response")));
        for (JsonNode part : result.path("parts")) {
            JsonNode inline = either(part, "inlineData", "inline_data");
            into.media("tool", kind(inline), inline.path("data").asString(""));
        }
    }

    // A text result travels in an object, by custom under one of these names.
    private static String text(JsonNode response) {
        for (String name : List.of("output", "result", "return_value", "content", "error")) {
            if (response.size() == 1 && response.path(name).isString()) {
                return response.path(name).asString();
            }
        }
        return Json.text(response);
    }

    private static String kind(JsonNode data) {
        String type = either(data, "mimeType", "mime_type").asString("");
        if (type.startsWith("image/")) {
            return "image";
        }
        if (type.startsWith("audio/")) {
            return "audio";
        }
        return type.startsWith("video/") ? "video" : "document";
    }

    private static JsonNode either(JsonNode node, String one, String other) {
        return node.has(one) ? node.path(one) : node.path(other);
    }
}
