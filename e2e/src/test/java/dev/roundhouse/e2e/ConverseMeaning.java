package dev.roundhouse.e2e;

import tools.jackson.databind.JsonNode;

/// Reads answers of Bedrock's Converse; events of a stream are `{"<event type>": payload}`.
final class ConverseMeaning {
    private ConverseMeaning() {}

    static void whole(JsonNode answer, Meaning into) {
        int index = 0;
        for (JsonNode block : answer.path("output").path("message").path("content")) {
            into.text.append(block.path("text").asString(""));
            thinking(block.path("reasoningContent"), into);
            JsonNode call = block.path("toolUse");
            if (call.isObject() && !call.path("type").asString("").equals("server_tool_use")) {
                into.call("#" + index++, call.path("name").asString(""), Json.text(call.path("input")));
            }
            JsonNode cited = block.path("citationsContent");
            cited.path("content")
                    .forEach(part -> into.text.append(part.path("text").asString("")));
            cited.path("citations").forEach(citation -> citation(citation, into));
        }
        into.finish(answer.path("stopReason").asString(""));
        usage(answer.path("usage"), into);
    }

    static void stream(Iterable<JsonNode> events, Meaning into) {
        for (JsonNode event : events) {
            String key = "#"
                    + event.path("contentBlockStart").path("contentBlockIndex").asInt(0);
            JsonNode start = event.path("contentBlockStart").path("start").path("toolUse");
            if (start.isObject() && !start.path("type").asString("").equals("server_tool_use")) {
                into.call(key, start.path("name").asString(""), "");
            }
            JsonNode delta = event.path("contentBlockDelta").path("delta");
            into.text.append(delta.path("text").asString(""));
            thinking(delta.path("reasoningContent"), into);
            if (delta.has("toolUse")) {
                into.call(
                        "#"
                                + event.path("contentBlockDelta")
                                        .path("contentBlockIndex")
                                        .asInt(0),
                        "",
                        delta.path("toolUse").path("input").asString(""));
            }
            if (delta.has("citation")) {
                citation(delta.path("citation"), into);
            }
            into.finish(event.path("messageStop").path("stopReason").asString(""));
            usage(event.path("metadata").path("usage"), into);
        }
    }

    private static void thinking(JsonNode reasoning, Meaning into) {
        JsonNode text = reasoning.has("reasoningText") ? reasoning.path("reasoningText") : reasoning;
        into.thinking.append(text.path("text").asString(""));
        into.seal(text.path("signature").asString(""));
        into.seal(reasoning.path("redactedContent").asString(""));
    }

    private static void citation(JsonNode citation, Meaning into) {
        into.cite(citation.path("location").path("web").path("url").asString(""));
    }

    private static void usage(JsonNode usage, Meaning into) {
        if (usage.has("inputTokens")) {
            into.usage(
                    usage.path("inputTokens").asLong(0)
                            + usage.path("cacheReadInputTokens").asLong(0)
                            + usage.path("cacheWriteInputTokens").asLong(0),
                    usage.path("outputTokens").asLong(0));
        }
    }
}
