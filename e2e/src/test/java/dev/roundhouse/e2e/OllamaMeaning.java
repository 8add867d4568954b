package dev.roundhouse.e2e;

import tools.jackson.databind.JsonNode;

/// Reads Ollama's answers to chat and generate; a stream is such answers one after the other.
final class OllamaMeaning {
    private OllamaMeaning() {}

    static void read(Iterable<JsonNode> answers, Meaning into) {
        int calls = 0;
        for (JsonNode answer : answers) {
            JsonNode message = answer.path("message");
            into.text
                    .append(message.path("content").asString(""))
                    .append(answer.path("response").asString(""));
            into.thinking
                    .append(message.path("thinking").asString(""))
                    .append(answer.path("thinking").asString(""));
            for (JsonNode call : message.path("tool_calls")) {
                JsonNode function = call.path("function");
                into.call("#" + calls++, function.path("name").asString(""), Json.text(function.path("arguments")));
            }
            into.finish(answer.path("done_reason").asString(""));
            if (answer.has("eval_count") && answer.has("prompt_eval_count")) {
                into.usage(
                        answer.path("prompt_eval_count").asLong(0),
                        answer.path("eval_count").asLong(0));
            }
        }
    }
}
