package dev.roundhouse.e2e;

import tools.jackson.databind.JsonNode;

/// Reads Anthropic requests.
final class AnthropicQuestion {
    private static final String ANSWER_TOOL = "roundhouse_structured_answer";
    private final Question into;

    private AnthropicQuestion(Question into) {
        this.into = into;
    }

    static void read(JsonNode body, Question into) {
        AnthropicQuestion reader = new AnthropicQuestion(into);
        JsonNode system = body.path("system");
        into.system(system.isString() ? system.asString() : "");
        for (JsonNode block : system) {
            into.system(block.path("text").asString(""));
            reader.cache(block, "system");
        }
        body.path("messages").forEach(reader::message);
        for (JsonNode tool : body.path("tools")) {
            if (tool.path("name").asString("").equals(ANSWER_TOOL)) {
                into.answerTool(tool.path("input_schema"));
            } else if (tool.has("input_schema")) {
                into.tool(tool.path("name").asString(""), tool.path("input_schema"));
                reader.cache(tool, "tools");
            }
        }
        JsonNode choice = body.path("tool_choice");
        switch (choice.path("type").asString("")) {
            case "any" -> into.choice("required");
            case "none" -> into.choice("none");
            case "tool" -> into.choice("named " + choice.path("name").asString(""));
            default -> {}
        }
        into.stop(body.path("stop_sequences"));
        into.limit(body.path("max_tokens"));
        into.thinksWhenAsked();
        String thinking = body.path("thinking").path("type").asString("");
        if (!thinking.isEmpty()) {
            into.reasoning(!thinking.equals("disabled"));
        } else if (body.path("output_config").has("effort")) {
            into.reasoning(true);
        }
        JsonNode format = body.path("output_config").has("format")
                ? body.path("output_config").path("format")
                : body.path("output_format");
        if (format.has("schema")) {
            into.schema(format.path("schema"));
        }
    }

    private void message(JsonNode message) {
        String role = message.path("role").asString("");
        JsonNode content = message.path("content");
        if (role.equals("system")) {
            into.system(text(content));
            return;
        }
        if (content.isString()) {
            into.text(role, content.asString());
        }
        for (JsonNode block : content) {
            switch (block.path("type").asString("")) {
                case "text" -> into.text(role, block.path("text").asString(""));
                case "image", "document" -> media(role, block);
                case "tool_use" ->
                    into.call(block.path("id").asString(""), block.path("name").asString(""), block.path("input"));
                case "tool_result" -> {
                    into.result(block.path("tool_use_id").asString(""), text(block.path("content")));
                    block.path("content").forEach(inner -> media("tool", inner));
                }
                default -> {}
            }
            cache(block, block.path("type").asString("").startsWith("tool_") ? "calls" : "text");
        }
    }

    private void media(String role, JsonNode block) {
        String kind = block.path("type").asString("");
        if (!kind.equals("image") && !kind.equals("document")) {
            return;
        }
        JsonNode source = block.path("source");
        if (source.path("type").asString("").equals("text")) {
            into.document(
                    role,
                    source.path("data").asString(""),
                    block.path("title").asString(""));
            return;
        }
        into.media(
                role,
                kind,
                source.path("data")
                        .asString(source.path("url")
                                .asString(source.path("file_id").asString(""))));
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
