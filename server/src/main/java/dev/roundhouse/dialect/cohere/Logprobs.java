package dev.roundhouse.dialect.cohere;

import dev.roundhouse.dialect.JsonTree;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Probabilities of tokens: Cohere's pieces of text with a list of numbers, and OpenAI's tokens with one.
final class Logprobs {
    private Logprobs() {}

    /// @param items one `{"token_ids": […], "text": string?, "logprobs": […]}`, or a list of them
    static ArrayNode of(JsonNode items) {
        ArrayNode content = JsonTree.array();
        if (items.isObject()) {
            add(items, content);
        } else {
            items.forEach(item -> add(item, content));
        }
        return content;
    }

    private static void add(JsonNode item, ArrayNode content) {
        double sum = 0;
        for (JsonNode one : item.path("logprobs")) {
            sum += one.isNumber() ? one.asDouble() : 0;
        }
        ObjectNode token = content.addObject();
        token.put("token", item.path("text").asString("")).put("logprob", sum);
        token.putNull("bytes").putArray("top_logprobs");
    }

    /// @param token OpenAI's `{"token": string, "logprob": number}`
    static ObjectNode said(JsonNode token) {
        ObjectNode item = JsonTree.object();
        item.putArray("token_ids");
        item.put("text", token.path("token").asString(""));
        JsonNode logprob = token.path("logprob");
        item.putArray("logprobs").add(logprob.isNumber() ? logprob.asDouble() : 0);
        return item;
    }
}
