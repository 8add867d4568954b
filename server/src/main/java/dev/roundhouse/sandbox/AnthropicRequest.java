package dev.roundhouse.sandbox;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import tools.jackson.databind.JsonNode;

/// A request of `anthropic-messages` as far as the sandbox looks at it.
///
/// @param model as asked for, in the body or in the path
/// @param turn what to think about
/// @param promptTokens 3, and for each message 4 and its text; 85 for each block that is not text; the tools'
///   JSON
/// @param stream whether to send it as a stream
/// @param thinks whether to show some thinking first
record AnthropicRequest(String model, Turn turn, int promptTokens, boolean stream, boolean thinks) {
    private static final int REQUEST_TOKENS = 3;
    private static final int MESSAGE_TOKENS = 4;
    private static final int BLOCK_TOKENS = 85;
    private static final String TYPE = "type";

    /// Reads as much as it can; the result counts only if the fields had no problem.
    ///
    /// @param model the one that was found in body or path
    /// @param count whether only a count is wanted, which needs no `max_tokens`
    static AnthropicRequest read(Fields fields, String model, boolean count, Wishes wishes) {
        if (model.isEmpty()) {
            fields.text("model");
        }
        OptionalInt max = fields.whole("max_tokens", 1, Integer.MAX_VALUE);
        if (!count && max.isEmpty()) {
            fields.complain("max_tokens", "a whole number, 1 or more");
        }
        Messages messages = messages(fields);
        List<Turn.Tool> tools = tools(fields);
        Turn.Limits limits = new Turn.Limits(max, fields.texts("stop_sequences"), wishes.tokens());
        Turn turn = new Turn(messages.said, messages.result, tools, choice(fields, tools), shape(fields), limits);
        int toolTokens = tools.isEmpty() ? 0 : Tokens.count(Json.text(fields.any("tools")));
        String thinking = fields.inside("thinking").any(TYPE).asString("disabled");
        return new AnthropicRequest(
                model, turn, messages.tokens + toolTokens, fields.flag("stream"), !thinking.equals("disabled"));
    }

    private static Messages messages(Fields fields) {
        Messages messages = new Messages();
        messages.tokens += Tokens.count(Messages.text(fields.any("system")));
        List<JsonNode> list = fields.elements("messages");
        if (list.isEmpty()) {
            fields.complain("messages", "an array with at least one message");
        }
        for (int i = 0; i < list.size(); i++) {
            String role = list.get(i).path("role").asString("");
            if (!role.equals("user") && !role.equals("assistant") && !role.equals("system")) {
                fields.complain("messages[" + i + "].role", "user or assistant");
            }
            JsonNode content = list.get(i).path("content");
            if (!content.isString() && !content.isArray()) {
                fields.complain("messages[" + i + "].content", "a string or an array of blocks");
            }
            messages.add(role, content);
        }
        return messages;
    }

    private static List<Turn.Tool> tools(Fields fields) {
        List<Turn.Tool> tools = new ArrayList<>();
        for (JsonNode tool : fields.elements("tools")) {
            if (!tool.path("name").isString() && !tool.path(TYPE).isString()) {
                fields.complain("tools[" + tools.size() + "].name", "a string");
                return tools;
            }
            if (tool.path("input_schema").isObject()) {
                tools.add(new Turn.Tool(tool.path("name").asString(""), tool.path("input_schema")));
            }
        }
        return tools;
    }

    private static Turn.Choice choice(Fields fields, List<Turn.Tool> tools) {
        Fields choice = fields.inside("tool_choice");
        return switch (choice.any(TYPE).asString("auto")) {
            case "none" -> new Turn.Never();
            case "any" -> new Turn.Must();
            case "tool" -> {
                String name = choice.any("name").asString("");
                if (tools.stream().noneMatch(tool -> tool.name().equals(name))) {
                    fields.complain("tool_choice", "the name of one of the tools");
                }
                yield new Turn.This(name);
            }
            default -> new Turn.WhenNamed();
        };
    }

    private static Turn.Shape shape(Fields fields) {
        JsonNode schema = fields.inside("output_config").any("format").path("schema");
        return schema.isObject() ? new Turn.By(schema) : new Turn.Prose();
    }

    private static final class Messages {
        private String said = "";
        private String result = "";
        private int tokens = REQUEST_TOKENS;

        void add(String role, JsonNode content) {
            String text = text(content);
            tokens += MESSAGE_TOKENS + Tokens.count(text);
            if (role.equals("user")) {
                said = text.isBlank() ? said : text;
                result = "";
            }
            for (JsonNode block : content) {
                String type = block.path(TYPE).asString("");
                if (type.equals("tool_result")) {
                    String told = text(block.path("content"));
                    tokens += Tokens.count(told);
                    result = told.isBlank() ? "nothing" : told;
                } else if (!type.equals("text")) {
                    tokens += BLOCK_TOKENS;
                }
            }
        }

        static String text(JsonNode content) {
            if (content.isString()) {
                return content.stringValue();
            }
            StringBuilder text = new StringBuilder();
            for (JsonNode block : content) {
                text.append(block.path("text").asString(""));
            }
            return text.toString();
        }
    }
}
