package dev.roundhouse.sandbox;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import tools.jackson.databind.JsonNode;

/// A chat request as far as the sandbox looks at it.
///
/// @param model as asked for
/// @param turn what to think about
/// @param promptTokens 3, and for each message 4 and its text; 85 for each part that is not text; the tools' JSON
/// @param choices how many answers
/// @param stream how to send them
/// @param topLogprobs present when log probabilities are asked for: how many alternatives
record OpenAiChatRequest(
        String model, Turn turn, int promptTokens, int choices, Streaming stream, OptionalInt topLogprobs) {
    private static final int REQUEST_TOKENS = 3;
    private static final int MESSAGE_TOKENS = 4;
    private static final int PART_TOKENS = 85;

    enum Streaming {
        NONE,
        WITHOUT_USAGE,
        WITH_USAGE
    }

    /// Reads as much as it can; the result counts only if the fields had no problem.
    static OpenAiChatRequest read(Fields fields, Wishes wishes) {
        String model = fields.text("model");
        Messages messages = messages(fields);
        List<Turn.Tool> tools = tools(fields);
        OptionalInt max = fields.whole("max_tokens", 1, Integer.MAX_VALUE);
        OptionalInt newerMax = fields.whole("max_completion_tokens", 1, Integer.MAX_VALUE);
        Turn.Limits limits =
                new Turn.Limits(newerMax.isPresent() ? newerMax : max, fields.texts("stop"), wishes.tokens());
        Turn turn = new Turn(messages.said, messages.result, tools, choice(fields, tools), shape(fields), limits);
        int toolTokens = tools.isEmpty() ? 0 : Tokens.count(Json.text(fields.any("tools")));
        return new OpenAiChatRequest(
                model,
                turn,
                messages.tokens + toolTokens,
                fields.whole("n", 1, OpenAi.CHOICES_MAX).orElse(1),
                streaming(fields),
                topLogprobs(fields));
    }

    private static Streaming streaming(Fields fields) {
        boolean usage = fields.inside("stream_options").flag("include_usage");
        if (!fields.flag("stream")) {
            return Streaming.NONE;
        }
        return usage ? Streaming.WITH_USAGE : Streaming.WITHOUT_USAGE;
    }

    private static OptionalInt topLogprobs(Fields fields) {
        OptionalInt top = fields.whole("top_logprobs", 0, OpenAi.TOP_LOGPROBS_MAX);
        return fields.flag("logprobs") ? OptionalInt.of(top.orElse(0)) : OptionalInt.empty();
    }

    private static Messages messages(Fields fields) {
        List<JsonNode> list = fields.elements("messages");
        if (list.isEmpty()) {
            fields.complain("messages", "an array with at least one message");
        }
        Messages messages = new Messages();
        for (int i = 0; i < list.size(); i++) {
            JsonNode message = list.get(i);
            JsonNode content = message.path("content");
            if (!message.path("role").isString()) {
                fields.complain("messages[" + i + "].role", "a string");
            }
            if (content.isNumber() || content.isBoolean() || content.isObject()) {
                fields.complain("messages[" + i + "].content", "a string, an array of parts, or null");
            }
            messages.add(message.path("role").asString(""), content);
        }
        return messages;
    }

    private static List<Turn.Tool> tools(Fields fields) {
        List<Turn.Tool> tools = new ArrayList<>();
        for (JsonNode tool : fields.elements("tools")) {
            JsonNode function = tool.path("function");
            if ("function".equals(tool.path("type").asString("function"))) {
                if (!function.path("name").isString()) {
                    fields.complain("tools[" + tools.size() + "].function.name", "a string");
                    return tools;
                }
                tools.add(new Turn.Tool(function.path("name").stringValue(), function.path("parameters")));
            }
        }
        return tools;
    }

    private static Turn.Choice choice(Fields fields, List<Turn.Tool> tools) {
        JsonNode choice = fields.any("tool_choice");
        String name = choice.path("function").path("name").asString("");
        if (choice.isObject() && !name.isEmpty()) {
            if (tools.stream().noneMatch(tool -> tool.name().equals(name))) {
                fields.complain("tool_choice", "the name of one of the tools");
            }
            return new Turn.This(name);
        }
        return switch (choice.asString("auto")) {
            case "none" -> new Turn.Never();
            case "required", "any" -> new Turn.Must();
            default -> new Turn.WhenNamed();
        };
    }

    private static Turn.Shape shape(Fields fields) {
        Fields format = fields.inside("response_format");
        return switch (format.any("type").asString("text")) {
            case "json_object" -> new Turn.AnyObject();
            case "json_schema" -> schema(fields, format.any("json_schema").path("schema"));
            default -> new Turn.Prose();
        };
    }

    private static Turn.Shape schema(Fields fields, JsonNode schema) {
        if (!schema.isObject()) {
            fields.complain("response_format.json_schema.schema", "an object");
        }
        return new Turn.By(schema);
    }

    private static final class Messages {
        private String said = "";
        private String result = "";
        private int tokens = REQUEST_TOKENS;

        void add(String role, JsonNode content) {
            String text = text(content);
            tokens += MESSAGE_TOKENS + Tokens.count(text) + PART_TOKENS * otherParts(content);
            result = "";
            switch (role) {
                case "user" -> said = text;
                case "tool", "function" -> result = text.isBlank() ? "nothing" : text;
                default -> {}
            }
        }

        private static String text(JsonNode content) {
            if (content.isString()) {
                return content.stringValue();
            }
            StringBuilder text = new StringBuilder();
            for (JsonNode part : content) {
                text.append(part.path("text").asString(""));
            }
            return text.toString();
        }

        private static int otherParts(JsonNode content) {
            return (int) content.valueStream()
                    .filter(part -> content.isArray() && !part.path("text").isString())
                    .count();
        }
    }
}
