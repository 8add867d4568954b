package dev.roundhouse.e2e;

import java.util.Set;
import tools.jackson.databind.JsonNode;

/// Reads OpenAI chat requests.
final class ChatQuestion {
    private static final Set<String> OFF = Set.of("none");
    private final Question into;

    private ChatQuestion(Question into) {
        this.into = into;
    }

    static void read(JsonNode body, Question into) {
        ChatQuestion reader = new ChatQuestion(into);
        body.path("messages").forEach(reader::message);
        if (body.path("prompt").isString()) {
            into.text("user", body.path("prompt").asString());
        }
        for (JsonNode tool : body.path("tools")) {
            JsonNode function = tool.path("function");
            if (function.isObject()) {
                into.tool(function.path("name").asString(""), function.path("parameters"));
                reader.cache(tool, "tools");
            }
        }
        for (JsonNode function : body.path("functions")) {
            into.tool(function.path("name").asString(""), function.path("parameters"));
        }
        older(body.path("function_call"), into);
        choice(body.path("tool_choice"), into);
        into.stop(body.path("stop"));
        into.limit(body.path("max_tokens"));
        into.limit(body.path("max_completion_tokens"));
        reasoning(body, into);
        JsonNode format = body.path("response_format");
        switch (format.path("type").asString("")) {
            case "json_object" -> into.format("json");
            case "json_schema" -> into.schema(format.path("json_schema").path("schema"));
            default -> {}
        }
    }

    private static void choice(JsonNode choice, Question into) {
        if (choice.isString()) {
            into.choice(choice.asString().equals("any") ? "required" : choice.asString());
        } else if (choice.path("type").asString("").equals("allowed_tools")) {
            into.choice("allowed");
        } else if (choice.path("function").isObject()) {
            into.choice("named " + choice.path("function").path("name").asString(""));
        }
    }

    // What came before tools.
    private static void older(JsonNode choice, Question into) {
        if (choice.isString()) {
            into.choice(choice.asString());
        } else if (choice.has("name")) {
            into.choice("named " + choice.path("name").asString(""));
        }
    }

    private static void reasoning(JsonNode body, Question into) {
        String effort = body.path("reasoning_effort")
                .asString(body.path("reasoning").path("effort").asString(""));
        if (!effort.isEmpty()) {
            into.reasoning(!OFF.contains(effort));
        } else if (body.path("reasoning").has("max_tokens")) {
            into.reasoning(body.path("reasoning").path("max_tokens").asLong(0) > 0);
        } else if (body.path("reasoning").has("enabled")) {
            into.reasoning(body.path("reasoning").path("enabled").asBoolean(false));
        }
    }

    private void message(JsonNode message) {
        String role = message.path("role").asString("");
        switch (role) {
            case "system", "developer" -> parts(message.path("content"), "system");
            case "tool", "function" -> {
                into.result(message.path("tool_call_id").asString(""), text(message.path("content")));
                media(message.path("content"), "tool");
            }
            default -> parts(message.path("content"), role);
        }
        for (JsonNode call : message.path("tool_calls")) {
            JsonNode function = call.path("function");
            into.call(call.path("id").asString(""), function.path("name").asString(""), function.path("arguments"));
        }
        cache(message, role.equals("system") || role.equals("developer") ? "system" : role.equals("tool") ? "calls" : "text");
    }

    private void parts(JsonNode content, String role) {
        if (content.isString()) {
            said(role, content.asString());
        }
        for (JsonNode part : content) {
            if (part.path("type").asString("").equals("text")) {
                said(role, part.path("text").asString(""));
            } else if (part.path("type").asString("").equals("refusal")) {
                said(role, part.path("refusal").asString(""));
            }
            cache(part, role.equals("system") ? "system" : "text");
        }
        media(content, role);
    }

    private void said(String role, String text) {
        if (role.equals("system")) {
            into.system(text);
        } else {
            into.text(role, text);
        }
    }

    private void media(JsonNode content, String role) {
        for (JsonNode part : content) {
            switch (part.path("type").asString("")) {
                case "image_url" -> {
                    JsonNode url = part.path("image_url");
                    into.media(role, "image", url.path("url").asString(url.asString("")));
                }
                case "input_audio" ->
                    into.media(
                            role, "audio", part.path("input_audio").path("data").asString(""));
                case "file" -> {
                    JsonNode file = part.path("file");
                    into.media(
                            role,
                            "document",
                            file.path("file_data").asString(file.path("file_id").asString("")));
                }
                case "video_url" ->
                    into.media(role, "video", part.path("video_url").path("url").asString(""));
                default -> {}
            }
        }
    }

    private static String text(JsonNode content) {
        if (content.isString()) {
            return content.asString();
        }
        StringBuilder all = new StringBuilder();
        content.forEach(part -> all.append(part.path("text").asString("")));
        return all.toString();
    }

    private void cache(JsonNode node, String place) {
        if (node.path("cache_control").isObject()) {
            into.cacheMark(place);
        }
    }
}
