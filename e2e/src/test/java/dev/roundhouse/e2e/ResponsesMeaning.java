package dev.roundhouse.e2e;

import tools.jackson.databind.JsonNode;

/// Reads OpenAI Responses: a stream by its pieces and its last object, so that the two must agree with a whole
/// answer.
final class ResponsesMeaning {
    private ResponsesMeaning() {}

    static void whole(JsonNode response, Meaning into) {
        for (JsonNode item : response.path("output")) {
            item(item, into, true);
        }
        end(response, into);
    }

    static void stream(Iterable<JsonNode> events, Meaning into) {
        int begun = 0;
        for (JsonNode event : events) {
            switch (event.path("type").asString("")) {
                case "response.output_text.delta", "response.refusal.delta" ->
                    into.text.append(event.path("delta").asString(""));
                case "response.reasoning_summary_text.delta", "response.reasoning_text.delta" ->
                    into.thinking.append(event.path("delta").asString(""));
                case "response.output_item.done" -> item(event.path("item"), into, false);
                case "response.created" -> {
                    if (++begun > 1) {
                        into.broken();
                    }
                }
                case "response.completed", "response.incomplete", "response.failed" ->
                    end(event.path("response"), into);
                default -> {}
            }
        }
    }

    private static void item(JsonNode item, Meaning into, boolean texts) {
        switch (item.path("type").asString("")) {
            case "message" -> {
                for (JsonNode part : item.path("content")) {
                    if (texts) {
                        into.text
                                .append(part.path("text").asString(""))
                                .append(part.path("refusal").asString(""));
                    }
                    for (JsonNode annotation : part.path("annotations")) {
                        into.cite(annotation.path("url").asString(""));
                    }
                }
            }
            case "function_call" ->
                into.call(
                        item.path("call_id").asString(""),
                        item.path("name").asString(""),
                        item.path("arguments").asString(""));
            case "custom_tool_call" ->
                into.call(
                        item.path("call_id").asString(""),
                        item.path("name").asString(""),
                        item.path("input").asString(""));
            case "reasoning" -> {
                if (texts) {
                    item.path("summary")
                            .forEach(part ->
                                    into.thinking.append(part.path("text").asString("")));
                    item.path("content")
                            .forEach(part ->
                                    into.thinking.append(part.path("text").asString("")));
                }
                into.seal(item.path("encrypted_content").asString(""));
            }
            default -> {}
        }
    }

    private static void end(JsonNode response, Meaning into) {
        String incomplete = response.path("incomplete_details").path("reason").asString("");
        String status = response.path("status").asString("");
        into.finish(status.equals("incomplete") && !incomplete.isEmpty() ? incomplete : status);
        JsonNode usage = response.path("usage");
        if (usage.has("input_tokens")) {
            into.usage(
                    usage.path("input_tokens").asLong(0),
                    usage.path("output_tokens").asLong(0));
        }
    }
}
