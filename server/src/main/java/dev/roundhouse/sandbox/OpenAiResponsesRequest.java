package dev.roundhouse.sandbox;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import tools.jackson.databind.JsonNode;

/// A request of Responses as far as the sandbox looks at it.
///
/// @param model as asked for
/// @param turn what to think about
/// @param inputTokens 3, and for each item 4 and its text; 85 for each part that is not text; the tools' JSON
/// @param stream whether to send events
record OpenAiResponsesRequest(String model, Turn turn, int inputTokens, boolean stream) {
    private static final int REQUEST_TOKENS = 3;
    private static final int ITEM_TOKENS = 4;
    private static final int PART_TOKENS = 85;

    /// Reads as much as it can; the result counts only if the fields had no problem.
    static OpenAiResponsesRequest read(Fields fields, Wishes wishes) {
        String model = fields.text("model");
        Items items = items(fields);
        List<Turn.Tool> tools = tools(fields);
        OptionalInt max = fields.whole("max_output_tokens", 1, Integer.MAX_VALUE);
        if (fields.isPresent("previous_response_id")) {
            fields.complain("previous_response_id", "nothing: no response is kept here");
        }
        Turn.Limits limits = new Turn.Limits(max, List.of(), wishes.tokens());
        Turn turn = new Turn(items.said, items.result, tools, choice(fields, tools), shape(fields), limits);
        int toolTokens = tools.isEmpty() ? 0 : Tokens.count(Json.text(fields.any("tools")));
        return new OpenAiResponsesRequest(model, turn, items.tokens + toolTokens, fields.flag("stream"));
    }

    private static Items items(Fields fields) {
        Items items = new Items();
        JsonNode instructions = fields.any("instructions");
        if (instructions.isString()) {
            items.add("system", instructions);
        }
        JsonNode input = fields.any("input");
        if (input.isString()) {
            items.add("user", input);
            return items;
        }
        List<JsonNode> list = fields.elements("input");
        if (list.isEmpty()) {
            fields.complain("input", "a string, or an array with at least one item");
        }
        for (int i = 0; i < list.size(); i++) {
            JsonNode item = list.get(i);
            switch (item.path("type").asString("message")) {
                case "message" -> {
                    if (!item.path("role").isString()) {
                        fields.complain("input[" + i + "].role", "a string");
                    }
                    items.add(item.path("role").asString(""), item.path("content"));
                }
                case "function_call_output", "custom_tool_call_output" -> items.add("tool", item.path("output"));
                case "function_call" -> {
                    if (!item.path("call_id").isString()) {
                        fields.complain("input[" + i + "].call_id", "a string");
                    }
                    items.add("assistant", item.path("arguments"));
                }
                case "item_reference" -> fields.complain("input[" + i + "].id", "nothing: no item is kept here");
                default -> {}
            }
        }
        return items;
    }

    private static List<Turn.Tool> tools(Fields fields) {
        List<Turn.Tool> tools = new ArrayList<>();
        for (JsonNode tool : fields.elements("tools")) {
            if (tool.path("type").asString("").equals("function")) {
                if (!tool.path("name").isString()) {
                    fields.complain("tools[" + tools.size() + "].name", "a string");
                    return tools;
                }
                tools.add(new Turn.Tool(tool.path("name").stringValue(), tool.path("parameters")));
            }
        }
        return tools;
    }

    private static Turn.Choice choice(Fields fields, List<Turn.Tool> tools) {
        JsonNode choice = fields.any("tool_choice");
        String name = choice.path("name").asString("");
        if (choice.isObject() && !name.isEmpty()) {
            if (tools.stream().noneMatch(tool -> tool.name().equals(name))) {
                fields.complain("tool_choice", "the name of one of the tools");
            }
            return new Turn.This(name);
        }
        String mode = choice.isObject() ? choice.path("mode").asString("auto") : choice.asString("auto");
        return switch (mode) {
            case "none" -> new Turn.Never();
            case "required" -> new Turn.Must();
            default -> new Turn.WhenNamed();
        };
    }

    private static Turn.Shape shape(Fields fields) {
        Fields format = fields.inside("text").inside("format");
        return switch (format.any("type").asString("text")) {
            case "json_object" -> new Turn.AnyObject();
            case "json_schema" -> {
                if (!format.any("schema").isObject()) {
                    fields.complain("text.format.schema", "an object");
                }
                yield new Turn.By(format.any("schema"));
            }
            default -> new Turn.Prose();
        };
    }

    private static final class Items {
        private String said = "";
        private String result = "";
        private int tokens = REQUEST_TOKENS;

        void add(String role, JsonNode content) {
            String text = text(content);
            tokens += ITEM_TOKENS + Tokens.count(text) + PART_TOKENS * otherParts(content);
            result = "";
            switch (role) {
                case "user" -> said = text;
                case "tool" -> result = text.isBlank() ? "nothing" : text;
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
