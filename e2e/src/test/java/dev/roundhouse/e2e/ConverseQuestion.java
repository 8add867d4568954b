package dev.roundhouse.e2e;

import java.util.List;
import tools.jackson.databind.JsonNode;

/// Reads requests of Bedrock's Converse.
final class ConverseQuestion {
    private static final List<String> MEDIA = List.of("image", "document", "video", "audio");
    private static final String ANSWER_TOOL = "answer_in_json";
    private final Question into;
    private String last = "text";

    private ConverseQuestion(Question into) {
        this.into = into;
    }

    static void read(JsonNode body, Question into) {
        ConverseQuestion reader = new ConverseQuestion(into);
        for (JsonNode block : body.path("system")) {
            into.system(block.path("text").asString(""));
            reader.cache(block, "system");
        }
        for (JsonNode message : body.path("messages")) {
            String role = message.path("role").asString("");
            message.path("content").forEach(block -> reader.block(role, block));
        }
        for (JsonNode tool : body.path("toolConfig").path("tools")) {
            reader.cache(tool, "tools");
            JsonNode spec = tool.path("toolSpec");
            if (spec.path("name").asString("").equals(ANSWER_TOOL)) {
                into.answerTool(spec.path("inputSchema").path("json"));
            } else if (spec.isObject()) {
                into.tool(
                        spec.path("name").asString(""), spec.path("inputSchema").path("json"));
            }
        }
        JsonNode choice = body.path("toolConfig").path("toolChoice");
        if (choice.has("any")) {
            into.choice("required");
        } else if (choice.has("tool")) {
            into.choice("named " + choice.path("tool").path("name").asString(""));
        }
        JsonNode config = body.path("inferenceConfig");
        into.thinksWhenAsked();
        into.stop(config.path("stopSequences"));
        into.limit(config.path("maxTokens"));
        JsonNode more = body.path("additionalModelRequestFields");
        String thinking = more.path("thinking").path("type").asString("");
        if (!thinking.isEmpty()) {
            into.reasoning(!thinking.equals("disabled"));
        } else if (more.has("reasoning_config")) {
            into.reasoning(
                    !more.path("reasoning_config").path("type").asString("").equals("disabled"));
        } else if (more.has("reasoning_effort")) {
            into.reasoning(!more.path("reasoning_effort").asString("").equals("none"));
        }
        JsonNode format = body.path("outputConfig").path("textFormat");
        if (format.has("structure")) {
            JsonNode schema = format.path("structure").path("jsonSchema").path("schema");
            into.schema(schema.isString() ? Json.read(schema.asString()) : schema);
        }
    }

    private void block(String role, JsonNode block) {
        into.text(role, block.path("text").asString(""));
        MEDIA.forEach(kind -> media(role, kind, block.path(kind)));
        JsonNode call = block.path("toolUse");
        if (call.isObject()) {
            into.call(call.path("toolUseId").asString(""), call.path("name").asString(""), call.path("input"));
        }
        JsonNode result = block.path("toolResult");
        if (result.isObject()) {
            StringBuilder text = new StringBuilder();
            for (JsonNode part : result.path("content")) {
                text.append(part.path("text").asString(""));
                text.append(part.has("json") ? Meaning.canonical(part.path("json")) : "");
            }
            into.result(result.path("toolUseId").asString(""), text.toString());
            for (JsonNode part : result.path("content")) {
                MEDIA.forEach(kind -> media("tool", kind, part.path(kind)));
            }
        }
        mark(block);
    }

    private void media(String role, String kind, JsonNode media) {
        if (!media.isObject()) {
            return;
        }
        JsonNode source = media.path("source");
        if (source.has("text")) {
            into.document(role, source.path("text").asString(""), media.path("name").asString(""));
            return;
        }
        into.media(
                role,
                kind,
                source.path("bytes")
                        .asString(source.path("text")
                                .asString(source.path("s3Location").path("uri").asString(""))));
    }

    // A mark stands behind what it is for.
    private void mark(JsonNode block) {
        cache(block, last);
        last = block.has("toolUse") || block.has("toolResult") ? "calls" : "text";
    }

    private void cache(JsonNode node, String place) {
        if (node.path("cachePoint").isObject()) {
            into.cacheMark(place);
        }
    }
}
