package dev.roundhouse.sandbox;

import java.util.Locale;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Gemini's requests as OpenAI's, of what the mind looks at.
final class GeminiRequests {
    private static final String FUNCTIONS = "functionDeclarations";

    private GeminiRequests() {}

    /// @param model that the path names
    static ObjectNode asOpenAi(String model, ObjectNode body) {
        ObjectNode json = Json.object().put("model", model);
        ArrayNode messages = json.putArray("messages");
        String system = text(body.path("systemInstruction").path("parts"));
        if (!system.isEmpty()) {
            messages.addObject().put("role", "system").put("content", system);
        }
        for (JsonNode content : body.path("contents")) {
            message(content, messages);
        }
        tools(body, json);
        config(body.path("generationConfig"), json);
        return json;
    }

    /// The texts of parts, joined.
    static String text(JsonNode parts) {
        StringBuilder text = new StringBuilder();
        parts.forEach(part -> text.append(part.path("text").asString("")));
        return text.toString();
    }

    private static void message(JsonNode content, ArrayNode messages) {
        String role = content.path("role").asString("user").equals("model") ? "assistant" : "user";
        ArrayNode said = Json.array();
        for (JsonNode part : content.path("parts")) {
            JsonNode result = part.path("functionResponse");
            if (result.isObject()) {
                messages.addObject().put("role", "tool").put("content", Json.text(result.path("response")));
            } else if (part.has("text")) {
                said.addObject()
                        .put("type", "text")
                        .put("text", part.path("text").asString(""));
            } else if (part.has("inlineData") || part.has("fileData")) {
                said.addObject().put("type", "file");
            }
        }
        if (!said.isEmpty() || role.equals("assistant")) {
            messages.addObject().put("role", role).set("content", said);
        }
    }

    private static void tools(ObjectNode body, ObjectNode json) {
        ArrayNode tools = Json.array();
        for (JsonNode tool : body.path("tools")) {
            for (JsonNode declared : tool.path(FUNCTIONS)) {
                ObjectNode function = tools.addObject().put("type", "function").putObject("function");
                function.set("name", declared.path("name"));
                boolean plain = declared.has("parametersJsonSchema");
                function.set("parameters", lower(declared.path(plain ? "parametersJsonSchema" : "parameters")));
            }
        }
        if (!tools.isEmpty()) {
            json.set("tools", tools);
        }
        JsonNode calling = body.path("toolConfig").path("functionCallingConfig");
        JsonNode allowed = calling.path("allowedFunctionNames");
        switch (calling.path("mode").asString("")) {
            case "NONE" -> json.put("tool_choice", "none");
            case "ANY" -> {
                if (allowed.size() == 1) {
                    json.putObject("tool_choice").putObject("function").set("name", allowed.get(0));
                } else {
                    json.put("tool_choice", "required");
                }
            }
            default -> {}
        }
    }

    private static void config(JsonNode config, ObjectNode json) {
        copy(config, "maxOutputTokens", json, "max_tokens");
        copy(config, "stopSequences", json, "stop");
        copy(config, "candidateCount", json, "n");
        boolean plain = config.has("responseJsonSchema");
        JsonNode schema = config.path(plain ? "responseJsonSchema" : "responseSchema");
        if (schema.isObject()) {
            json.putObject("response_format")
                    .put("type", "json_schema")
                    .putObject("json_schema")
                    .set("schema", lower(schema));
        } else if (config.path("responseMimeType").asString("").equals("application/json")) {
            json.putObject("response_format").put("type", "json_object");
        }
    }

    private static void copy(JsonNode from, String name, ObjectNode to, String as) {
        if (from.hasNonNull(name)) {
            to.set(as, from.get(name));
        }
    }

    // Google's types are in capitals.
    private static JsonNode lower(JsonNode schema) {
        if (schema.isArray()) {
            ArrayNode list = Json.array();
            schema.forEach(one -> list.add(lower(one)));
            return list;
        }
        if (!schema.isObject()) {
            return schema;
        }
        ObjectNode lower = Json.object();
        schema.properties().forEach(member -> {
            JsonNode value = member.getValue();
            boolean type = member.getKey().equals("type") && value.isString();
            lower.set(member.getKey(), lower(value));
            if (type) {
                lower.put("type", value.stringValue().toLowerCase(Locale.ROOT));
            }
        });
        return lower;
    }
}
