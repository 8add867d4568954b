package dev.roundhouse.e2e;

import tools.jackson.databind.JsonNode;

/// Reads Anthropic messages.
final class AnthropicMeaning {
    private final Meaning into;
    private long input;
    private long cached;
    private long output;
    private boolean counted;

    private AnthropicMeaning(Meaning into) {
        this.into = into;
    }

    static void whole(JsonNode message, Meaning into) {
        AnthropicMeaning reader = new AnthropicMeaning(into);
        int index = 0;
        for (JsonNode block : message.path("content")) {
            reader.block("#" + index++, block);
        }
        into.finish(message.path("stop_reason").asString(""));
        reader.usage(message.path("usage"));
        reader.end();
    }

    static void stream(Iterable<JsonNode> events, Meaning into) {
        AnthropicMeaning reader = new AnthropicMeaning(into);
        events.forEach(reader::event);
        reader.end();
    }

    private void event(JsonNode event) {
        String key = "#" + event.path("index").asInt(0);
        switch (event.path("type").asString("")) {
            case "message_start" -> {
                if (counted) {
                    into.broken();
                }
                usage(event.path("message").path("usage"));
            }
            case "content_block_start" -> block(key, event.path("content_block"));
            case "content_block_delta" -> delta(key, event.path("delta"));
            case "message_delta" -> {
                into.finish(event.path("delta").path("stop_reason").asString(""));
                usage(event.path("usage"));
            }
            default -> {}
        }
    }

    private void block(String key, JsonNode block) {
        switch (block.path("type").asString("")) {
            case "text" -> {
                into.text.append(block.path("text").asString(""));
                block.path("citations").forEach(this::citation);
            }
            case "thinking" -> {
                into.thinking.append(block.path("thinking").asString(""));
                seal(block.path("signature"));
            }
            case "redacted_thinking" -> seal(block.path("data"));
            case "tool_use" -> {
                JsonNode arguments = block.path("input");
                into.call(key, block.path("name").asString(""), arguments.isEmpty() ? "" : Json.text(arguments));
            }
            default -> {}
        }
    }

    private void delta(String key, JsonNode delta) {
        switch (delta.path("type").asString("")) {
            case "text_delta" -> into.text.append(delta.path("text").asString(""));
            case "thinking_delta" -> into.thinking.append(delta.path("thinking").asString(""));
            case "signature_delta" -> seal(delta.path("signature"));
            case "input_json_delta" -> {
                // Those of the provider's own tools have no call of ours.
                if (into.knows(key)) {
                    into.call(key, "", delta.path("partial_json").asString(""));
                }
            }
            case "citations_delta" -> citation(delta.path("citation"));
            default -> {}
        }
    }

    // What another provider sealed stands behind a mark: `rh1:FORMAT:KIND:ID:…`.
    private void seal(JsonNode seal) {
        String text = seal.asString("");
        into.seal(text.startsWith("rh1:") ? text.split(":", 5)[4] : text);
    }

    private void citation(JsonNode citation) {
        into.cite(citation.path("url").asString(""));
    }

    private void usage(JsonNode usage) {
        if (usage.has("input_tokens")) {
            counted = true;
            input = usage.path("input_tokens").asLong(0);
        }
        if (usage.has("cache_read_input_tokens") || usage.has("cache_creation_input_tokens")) {
            cached = usage.path("cache_read_input_tokens").asLong(0)
                    + usage.path("cache_creation_input_tokens").asLong(0);
        }
        if (usage.has("output_tokens")) {
            output = usage.path("output_tokens").asLong(0);
        }
    }

    private void end() {
        if (counted) {
            into.usage(input + cached, output);
        }
    }
}
