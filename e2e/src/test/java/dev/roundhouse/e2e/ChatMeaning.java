package dev.roundhouse.e2e;

import tools.jackson.databind.JsonNode;

/// Reads the first choice of OpenAI chat answers, with the places that other providers of the dialect have of
/// their
/// own.
final class ChatMeaning {
    static void read(Iterable<JsonNode> events, Meaning into) {
        ChatMeaning reader = new ChatMeaning(into);
        events.forEach(reader::event);
    }

    private final Meaning into;
    private int calls;

    private ChatMeaning(Meaning into) {
        this.into = into;
    }

    private void event(JsonNode event) {
        for (JsonNode choice : event.path("choices")) {
            if (choice.path("index").asInt(0) == 0) {
                boolean whole = !choice.has("delta"); // Perplexity repeats all so far beside it
                message(whole ? choice.path("message") : choice.path("delta"), whole);
                into.finish(choice.path("finish_reason").asString(""));
            }
        }
        if (event.path("error").isObject()) {
            into.broken();
        }
        for (JsonNode url : event.path("citations")) {
            into.cite(url.isString() ? url.asString() : url.path("url").asString(""));
        }
        JsonNode usage = event.path("usage").isObject()
                ? event.path("usage")
                : event.path("x_groq").path("usage");
        if (usage.has("prompt_tokens")) {
            usage(usage);
        }
    }

    private void usage(JsonNode usage) {
        long prompt = usage.path("prompt_tokens").asLong(0);
        long cached = usage.path("prompt_tokens_details").path("cached_tokens").asLong(0);
        // xAI counts what came from its cache beside the prompt when that is the larger.
        long in = cached > prompt ? prompt + cached : prompt;
        long out = usage.path("completion_tokens").asLong(0);
        long reasoning =
                usage.path("completion_tokens_details").path("reasoning_tokens").asLong(0);
        // xAI counts reasoning beside the completion.
        boolean beside = reasoning > 0 && usage.path("total_tokens").asLong(0) == prompt + out + reasoning;
        into.usage(in, beside ? out + reasoning : out);
    }

    private void message(JsonNode message, boolean whole) {
        content(message.path("content"));
        into.text.append(message.path("refusal").asString(""));
        thinking(message);
        for (JsonNode call : message.path("tool_calls")) {
            String key = whole ? "#" + calls++ : key(call);
            JsonNode function = call.has("custom") ? call.path("custom") : call.path("function");
            JsonNode arguments = function.has("input") ? function.path("input") : function.path("arguments");
            into.call(
                    key,
                    function.path("name").asString(""),
                    arguments.isObject() ? Json.text(arguments) : arguments.asString(""));
        }
        JsonNode legacy = message.path("function_call");
        if (legacy.isObject()) {
            into.call(
                    "legacy",
                    legacy.path("name").asString(""),
                    legacy.path("arguments").asString(""));
        }
        for (JsonNode annotation : message.path("annotations")) {
            into.cite(annotation.path("url_citation").path("url").asString(""));
        }
    }

    // Some servers send each call whole, all under index 0, and tell them apart by id.
    private String key(JsonNode call) {
        if (call.has("index") && !call.path("index").isNull()) {
            return "index " + call.path("index").asInt(0);
        }
        return "id " + call.path("id").asString(String.valueOf(calls++));
    }

    private void content(JsonNode content) {
        if (content.isString()) {
            into.text.append(content.asString());
        }
        for (JsonNode piece : content) {
            switch (piece.path("type").asString("")) {
                case "text" -> into.text.append(piece.path("text").asString(""));
                case "thinking" ->
                    piece.path("thinking")
                            .forEach(thought ->
                                    into.thinking.append(thought.path("text").asString("")));
                default -> {}
            }
        }
    }

    private void thinking(JsonNode message) {
        JsonNode plain = message.path("reasoning_content").isString()
                ? message.path("reasoning_content")
                : message.path("reasoning");
        into.thinking.append(plain.asString(""));
        for (JsonNode detail : message.path("reasoning_details")) {
            into.seal(detail.path("signature").asString(""));
            into.seal(detail.path("data").asString(""));
            if (!plain.isString()) {
                into.thinking.append(
                        detail.path("text").asString(detail.path("summary").asString("")));
            }
        }
    }
}
