package dev.roundhouse.dialect.gemini;

import dev.roundhouse.dialect.JsonTree;
import java.nio.charset.StandardCharsets;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Probabilities of tokens, Google's and OpenAI's way.
final class Logprobs {
    private Logprobs() {}

    /// As OpenAI says them.
    ///
    /// @param result Google's `logprobsResult`
    static ArrayNode neutral(JsonNode result) {
        ArrayNode tokens = JsonTree.array();
        List<JsonNode> chosen = Members.list(result, "chosenCandidates");
        List<JsonNode> top = Members.list(result, "topCandidates");
        for (int i = 0; i < chosen.size(); i++) {
            ObjectNode token = token(chosen.get(i));
            ArrayNode likely = token.putArray("top_logprobs");
            if (i < top.size()) {
                Members.list(top.get(i), "candidates").forEach(one -> likely.add(token(one)));
            }
            tokens.add(token);
        }
        return tokens;
    }

    /// As Google says them.
    static ObjectNode result(ArrayNode tokens) {
        ObjectNode result = JsonTree.object();
        ArrayNode top = result.putArray("topCandidates");
        ArrayNode chosen = result.putArray("chosenCandidates");
        boolean any = false;
        for (JsonNode token : tokens) {
            chosen.add(candidate(token));
            ArrayNode likely = top.addObject().putArray("candidates");
            token.path("top_logprobs").forEach(one -> likely.add(candidate(one)));
            any |= !likely.isEmpty();
        }
        if (!any) {
            result.remove("topCandidates");
        }
        return result;
    }

    private static ObjectNode token(JsonNode candidate) {
        String text = candidate.path("token").asString("");
        ObjectNode token = JsonTree.object().put("token", text);
        token.set(
                "logprob",
                Members.get(candidate, "logProbability").isNumber()
                        ? Members.get(candidate, "logProbability")
                        : token.numberNode(0));
        ArrayNode bytes = token.putArray("bytes");
        for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
            bytes.add(b & 0xff);
        }
        return token;
    }

    private static ObjectNode candidate(JsonNode token) {
        ObjectNode candidate =
                JsonTree.object().put("token", token.path("token").asString(""));
        if (token.path("logprob").isNumber()) {
            candidate.set("logProbability", token.path("logprob"));
        }
        return candidate;
    }
}
