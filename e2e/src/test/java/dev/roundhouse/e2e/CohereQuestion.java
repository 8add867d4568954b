package dev.roundhouse.e2e;

import tools.jackson.databind.JsonNode;

/// Reads requests of Cohere's chat, version 2.
final class CohereQuestion {
    private final Question into;

    private CohereQuestion(Question into) {
        this.into = into;
    }

    static void read(JsonNode body, Question into) {
        CohereQuestion reader = new CohereQuestion(into);
        body.path("messages").forEach(reader::message);
        body.path("documents").forEach(reader::document);
        for (JsonNode tool : body.path("tools")) {
            JsonNode function = tool.path("function");
            into.tool(function.path("name").asString(""), function.path("parameters"));
        }
        switch (body.path("tool_choice").asString("")) {
            case "REQUIRED" -> into.choice("required");
            case "NONE" -> into.choice("none");
            default -> {}
        }
        into.stop(body.path("stop_sequences"));
        into.limit(body.path("max_tokens"));
        String thinking = body.path("thinking").path("type").asString("");
        if (!thinking.isEmpty()) {
            into.reasoning(!thinking.equals("disabled"));
        }
        JsonNode format = body.path("response_format");
        if (format.path("type").asString("").equals("json_object")) {
            JsonNode schema = format.has("json_schema") ? format.path("json_schema") : format.path("schema");
            if (schema.isObject()) {
                into.schema(schema);
            } else {
                into.format("json");
            }
        }
    }

    private void message(JsonNode message) {
        String role = message.path("role").asString("");
        JsonNode content = message.path("content");
        if (role.equals("tool")) {
            into.result(message.path("tool_call_id").asString(""), text(content));
            return;
        }
        if (role.equals("system")) {
            into.system(text(content));
        } else {
            if (content.isString()) {
                into.text(role, content.asString());
            }
            for (JsonNode part : content) {
                into.text(role, part.path("text").asString(""));
                if (part.path("type").asString("").equals("image_url")) {
                    into.media(role, "image", part.path("image_url").path("url").asString(""));
                }
            }
        }
        for (JsonNode call : message.path("tool_calls")) {
            JsonNode function = call.path("function");
            into.call(call.path("id").asString(""), function.path("name").asString(""), function.path("arguments"));
        }
    }

    // Documents of the whole conversation, each a text or an object with some.
    private void document(JsonNode document) {
        JsonNode data = document.path("data");
        if (document.isString() || data.isString()) {
            into.document("user", document.asString(data.asString("")), "");
        } else {
            into.document(
                    "user",
                    data.path("text").asString(data.path("snippet").asString("")),
                    data.path("title").asString(""));
        }
    }

    private static String text(JsonNode content) {
        if (content.isString()) {
            return content.asString();
        }
        StringBuilder all = new StringBuilder();
        for (JsonNode part : content) {
            JsonNode document = part.path("document").path("data");
            all.append(part.path("text").asString(""));
            all.append(
                    document.isString() ? document.asString() : document.isObject() ? Meaning.canonical(document) : "");
        }
        return all.toString();
    }
}
