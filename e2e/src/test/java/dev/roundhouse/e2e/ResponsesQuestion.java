package dev.roundhouse.e2e;

import tools.jackson.databind.JsonNode;

/// Reads OpenAI Responses requests.
final class ResponsesQuestion {
    private final Question into;

    private ResponsesQuestion(Question into) {
        this.into = into;
    }

    static void read(JsonNode body, Question into) {
        ResponsesQuestion reader = new ResponsesQuestion(into);
        into.system(body.path("instructions").asString(""));
        if (body.path("input").isString()) {
            into.text("user", body.path("input").asString());
        }
        body.path("input").forEach(reader::item);
        for (JsonNode tool : body.path("tools")) {
            if (tool.path("type").asString("").equals("function")) {
                into.tool(tool.path("name").asString(""), tool.path("parameters"));
            }
        }
        JsonNode choice = body.path("tool_choice");
        if (choice.isString()) {
            into.choice(choice.asString());
        } else if (choice.path("type").asString("").equals("allowed_tools")) {
            into.choice("allowed");
        } else if (choice.path("type").asString("").equals("function")) {
            into.choice("named " + choice.path("name").asString(""));
        }
        into.limit(body.path("max_output_tokens"));
        String effort = body.path("reasoning").path("effort").asString("");
        if (!effort.isEmpty()) {
            into.reasoning(!effort.equals("none"));
        }
        JsonNode format = body.path("text").path("format");
        switch (format.path("type").asString("")) {
            case "json_object" -> into.format("json");
            case "json_schema" -> into.schema(format.path("schema"));
            default -> {}
        }
    }

    private void item(JsonNode item) {
        switch (item.path("type").asString("message")) {
            case "message" -> message(item);
            case "function_call" ->
                into.call(item.path("call_id").asString(""), item.path("name").asString(""), item.path("arguments"));
            case "function_call_output" -> {
                JsonNode output = item.path("output");
                into.result(item.path("call_id").asString(""), output.isString() ? output.asString() : text(output));
                output.forEach(part -> media("tool", part));
            }
            default -> {}
        }
    }

    private void message(JsonNode message) {
        String role = message.path("role").asString("");
        boolean system = role.equals("system") || role.equals("developer");
        JsonNode content = message.path("content");
        if (content.isString()) {
            said(system, role, content.asString());
        }
        for (JsonNode part : content) {
            said(system, role, part.path("text").asString(part.path("refusal").asString("")));
            media(role, part);
            if (part.path("prompt_cache_breakpoint").isObject()) {
                into.cacheMark(system ? "system" : "text");
            }
        }
    }

    private void said(boolean system, String role, String text) {
        if (system) {
            into.system(text);
        } else {
            into.text(role, text);
        }
    }

    private void media(String role, JsonNode part) {
        switch (part.path("type").asString("")) {
            case "input_image" ->
                into.media(
                        role,
                        "image",
                        part.path("image_url").asString(part.path("file_id").asString("")));
            case "input_file" ->
                into.media(
                        role,
                        "document",
                        part.path("file_data")
                                .asString(part.path("file_url")
                                        .asString(part.path("file_id").asString(""))));
            case "input_audio" ->
                into.media(role, "audio", part.path("input_audio").path("data").asString(""));
            default -> {}
        }
    }

    private static String text(JsonNode parts) {
        StringBuilder all = new StringBuilder();
        parts.forEach(part -> all.append(part.path("text").asString("")));
        return all.toString();
    }
}
