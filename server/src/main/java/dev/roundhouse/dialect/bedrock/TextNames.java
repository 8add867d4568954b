package dev.roundhouse.dialect.bedrock;

import dev.roundhouse.dialect.JsonTree;
import dev.roundhouse.dialect.Losses;
import dev.roundhouse.exchange.Sampling;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// What the text models call their settings.
///
/// @param prompt the member of the text
/// @param config the object that holds the settings; null where they stand at the top
/// @param choices how many answers; null where there is one only
record TextNames(
        String prompt,
        @Nullable String config,
        String max,
        String topP,
        @Nullable String topK,
        @Nullable String stop,
        @Nullable String choices) {
    /// The names of a schema of text.
    static TextNames of(Schema schema) {
        return switch (schema) {
            case TITAN ->
                new TextNames(
                        "inputText", "textGenerationConfig", "maxTokenCount", "topP", null, "stopSequences", null);
            case LLAMA -> new TextNames("prompt", null, "max_gen_len", "top_p", null, null, null);
            case MISTRAL -> new TextNames("prompt", null, "max_tokens", "top_p", "top_k", "stop", null);
            case COMMAND -> new TextNames("prompt", null, "max_tokens", "p", "k", "stop_sequences", "num_generations");
            case COMMAND_R -> new TextNames("message", null, "max_tokens", "p", "k", "stop_sequences", null);
            case CLAUDE_TEXT ->
                new TextNames("prompt", null, "max_tokens_to_sample", "top_p", "top_k", "stop_sequences", null);
            case JURASSIC -> new TextNames("prompt", null, "maxTokens", "topP", null, "stopSequences", "numResults");
            case CLAUDE, NOVA, CHAT, TITAN_EMBED, COHERE_EMBED, NOVA_EMBED, COHERE_RERANK ->
                throw new IllegalArgumentException("schema: " + schema + " (expected: one of text)");
        };
    }

    /// Reads the settings of a body.
    Sampling read(JsonNode body) {
        JsonNode from = config == null ? body : body.path(config);
        List<String> stops = new ArrayList<>();
        if (stop != null) {
            for (JsonNode text : from.path(stop)) {
                if (text.isString()) {
                    stops.add(text.stringValue());
                }
            }
        }
        Long count = choices == null ? null : JsonTree.whole(from, choices);
        return new Sampling(
                JsonTree.whole(from, max),
                JsonTree.number(from, "temperature"),
                JsonTree.number(from, topP),
                topK == null ? null : JsonTree.whole(from, topK),
                null,
                JsonTree.number(from, "frequency_penalty"),
                JsonTree.number(from, "presence_penalty"),
                null,
                JsonTree.whole(from, "seed"),
                stops,
                count == null || count <= 1 ? null : Integer.valueOf((int) Math.min(count, 100)),
                null,
                null);
    }

    /// Writes settings into a body.
    void write(Sampling said, ObjectNode body, Losses losses) {
        ObjectNode into = config == null ? body : JsonTree.object();
        if (said.maxOutput() != null) {
            into.put(max, said.maxOutput());
        }
        if (said.temperature() != null) {
            into.put("temperature", said.temperature());
        }
        if (said.topP() != null) {
            into.put(topP, said.topP());
        }
        if (said.topK() != null && topK != null) {
            into.put(topK, said.topK());
        } else {
            dropped(said.topK(), "sampling.top_k", losses);
        }
        if (!said.stop().isEmpty() && stop != null) {
            ArrayNode stops = into.putArray(stop);
            said.stop().forEach(stops::add);
        } else {
            dropped(said.stop().isEmpty() ? null : said.stop(), "sampling.stop", losses);
        }
        if (said.choices() != null && choices != null) {
            into.put(choices, said.choices());
        } else {
            dropped(said.choices(), "sampling.choices", losses);
        }
        if (config != null && !into.isEmpty()) {
            body.set(config, into);
        }
        dropped(said.minP(), "sampling.min_p", losses);
        dropped(said.frequencyPenalty(), "sampling.frequency_penalty", losses);
        dropped(said.presencePenalty(), "sampling.presence_penalty", losses);
        dropped(said.repetitionPenalty(), "sampling.repetition_penalty", losses);
        dropped(said.seed(), "sampling.seed", losses);
        dropped(said.logprobs(), "sampling.logprobs", losses);
        dropped(said.logitBias(), "sampling.logit_bias", losses);
    }

    private static void dropped(@Nullable Object said, String feature, Losses losses) {
        if (said != null) {
            losses.dropped(feature, "this model of text has no such setting");
        }
    }
}
