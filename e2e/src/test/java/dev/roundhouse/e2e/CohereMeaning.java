package dev.roundhouse.e2e;

import tools.jackson.databind.JsonNode;

/// Reads answers of Cohere's chat, version 2.
final class CohereMeaning {
    private CohereMeaning() {}

    static void whole(JsonNode answer, Meaning into) {
        JsonNode message = answer.path("message");
        into.thinking.append(message.path("tool_plan").asString(""));
        for (JsonNode part : message.path("content")) {
            into.text.append(part.path("text").asString(""));
            into.thinking.append(part.path("thinking").asString(""));
        }
        for (JsonNode call : message.path("tool_calls")) {
            JsonNode function = call.path("function");
            into.call(
                    call.path("id").asString(""),
                    function.path("name").asString(""),
                    function.path("arguments").asString(""));
        }
        message.path("citations").forEach(citation -> citation(citation, into));
        into.finish(answer.path("finish_reason").asString(""));
        usage(answer.path("usage"), into);
    }

    static void stream(Iterable<JsonNode> events, Meaning into) {
        for (JsonNode event : events) {
            JsonNode message = event.path("delta").path("message");
            String key = "#" + event.path("index").asInt(0);
            switch (event.path("type").asString("")) {
                case "content-start", "content-delta" -> {
                    into.text.append(message.path("content").path("text").asString(""));
                    into.thinking.append(
                            message.path("content").path("thinking").asString(""));
                }
                case "tool-plan-delta" ->
                    into.thinking.append(message.path("tool_plan").asString(""));
                case "tool-call-start", "tool-call-delta" -> {
                    JsonNode function = message.path("tool_calls").path("function");
                    into.call(
                            key,
                            function.path("name").asString(""),
                            function.path("arguments").asString(""));
                }
                case "citation-start" -> citation(message.path("citations"), into);
                case "message-end" -> {
                    into.finish(event.path("delta").path("finish_reason").asString(""));
                    usage(event.path("delta").path("usage"), into);
                }
                default -> {}
            }
        }
    }

    private static void citation(JsonNode citation, Meaning into) {
        for (JsonNode source : citation.path("sources")) {
            into.cite(source.path("document").path("url").asString(""));
        }
    }

    private static void usage(JsonNode usage, Meaning into) {
        JsonNode tokens = usage.has("tokens") ? usage.path("tokens") : usage.path("billed_units");
        if (tokens.has("input_tokens")) {
            into.usage(
                    tokens.path("input_tokens").asLong(0)
                            + tokens.path("image_tokens").asLong(0),
                    tokens.path("output_tokens").asLong(0));
        }
    }
}
