package dev.roundhouse.e2e;

import tools.jackson.databind.JsonNode;

/// Reads the first candidate of Gemini's answers; a stream is such answers one after the other.
final class GeminiMeaning {
    private GeminiMeaning() {}

    static void read(Iterable<JsonNode> answers, Meaning into) {
        int calls = 0;
        for (JsonNode answer : answers) {
            JsonNode candidate = answer.path("candidates").path(0);
            if (candidate.path("index").asInt(0) != 0) {
                continue;
            }
            for (JsonNode part : candidate.path("content").path("parts")) {
                into.seal(part.path("thoughtSignature").asString(""));
                StringBuilder said = part.path("thought").asBoolean(false) ? into.thinking : into.text;
                said.append(part.path("text").asString(""));
                JsonNode call = part.path("functionCall");
                if (call.isObject()) {
                    JsonNode arguments = call.path("args");
                    into.call(
                            "#" + calls++,
                            call.path("name").asString(""),
                            arguments.isObject() ? Json.text(arguments) : "");
                }
            }
            into.finish(candidate.path("finishReason").asString(""));
            into.finish(
                    answer.path("promptFeedback")
                                    .path("blockReason")
                                    .asString("")
                                    .isEmpty()
                            ? ""
                            : "SAFETY");
            for (JsonNode chunk : candidate.path("groundingMetadata").path("groundingChunks")) {
                into.cite(chunk.path("web").path("uri").asString(""));
            }
            JsonNode usage = answer.path("usageMetadata");
            if (usage.has("promptTokenCount")) {
                into.usage(
                        usage.path("promptTokenCount").asLong(0)
                                + usage.path("toolUsePromptTokenCount").asLong(0),
                        usage.path("candidatesTokenCount").asLong(0)
                                + usage.path("thoughtsTokenCount").asLong(0));
            }
        }
    }
}
