package dev.roundhouse.dialect.gemini;

import dev.roundhouse.dialect.JsonTree;
import dev.roundhouse.exchange.Charge;
import dev.roundhouse.exchange.Usage;
import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Google's `usageMetadata`, both ways. What was read from a cache is inside of the prompt's count; thoughts
/// stand
/// beside the candidates', and what its own tools put into the prompt beside the prompt's.
final class Usages {
    private static final String PROMPT = "promptTokenCount";
    private static final String TEXT = "TEXT";
    private static final String IMAGE = "IMAGE";
    private static final String AUDIO = "AUDIO";

    private Usages() {}

    /// The counts; null where there are none yet.
    ///
    /// @param searches of the web that the answer tells of
    static @Nullable Usage read(JsonNode said, long searches) {
        boolean counted = !Members.get(said, PROMPT).isMissingNode()
                || !Members.get(said, "candidatesTokenCount").isMissingNode();
        if (!counted) {
            return null;
        }
        long prompt = count(said, PROMPT);
        long cached = Math.min(prompt, count(said, "cachedContentTokenCount"));
        JsonNode details = Members.get(said, "promptTokensDetails");
        JsonNode kept = Members.get(said, "cacheTokensDetails");
        long fresh = prompt - cached;
        long audio = Math.min(fresh, Math.max(0, modality(details, AUDIO) - modality(kept, AUDIO)));
        long image = Math.min(fresh - audio, Math.max(0, modality(details, IMAGE) - modality(kept, IMAGE)));
        long candidates = count(said, "candidatesTokenCount");
        JsonNode made = Members.get(said, "candidatesTokensDetails");
        long audioOut = Math.min(candidates, modality(made, AUDIO));
        long imageOut = Math.min(candidates - audioOut, modality(made, IMAGE));
        return new Usage(
                fresh - audio - image + count(said, "toolUsePromptTokenCount"),
                cached,
                0,
                0,
                audio,
                image,
                candidates - audioOut - imageOut,
                count(said, "thoughtsTokenCount"),
                audioOut,
                imageOut,
                searches,
                false);
    }

    /// The counts of an embedding; null where there are none.
    static @Nullable Usage embedded(JsonNode answer) {
        JsonNode said = Members.get(answer, "usageMetadata");
        long tokens = count(said, PROMPT);
        boolean counted = !Members.get(said, PROMPT).isMissingNode();
        for (JsonNode prediction : answer.path("predictions")) {
            JsonNode statistics = prediction.path("embeddings").path("statistics");
            counted |= statistics.has("token_count");
            tokens += JsonTree.count(statistics, "token_count");
        }
        return counted ? new Usage(tokens, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, false) : null;
    }

    /// The tier that served, by OpenAI's name; null unsaid.
    static @Nullable String tier(JsonNode said) {
        String tier = Members.text(said, "serviceTier");
        if (tier != null) {
            return RequestParser.tier(tier);
        }
        String traffic = Members.text(said, "trafficType");
        return switch (traffic) {
            case "ON_DEMAND" -> "default";
            case "ON_DEMAND_FLEX" -> "flex";
            case "ON_DEMAND_PRIORITY" -> "priority";
            case null, default -> null;
        };
    }

    /// The counts as a client reads them, with the charge.
    static ObjectNode write(Usage usage, Charge charge) {
        ObjectNode said = JsonTree.object();
        said.put(PROMPT, usage.inputTotal());
        long candidates = usage.output() + usage.audioOutput() + usage.imageOutput();
        said.put("candidatesTokenCount", candidates);
        said.put("totalTokenCount", usage.inputTotal() + usage.outputTotal());
        if (usage.cacheRead() > 0) {
            said.put("cachedContentTokenCount", usage.cacheRead());
        }
        if (usage.reasoning() > 0) {
            said.put("thoughtsTokenCount", usage.reasoning());
        }
        ArrayNode prompt = JsonTree.array();
        detail(prompt, TEXT, usage.inputTotal() - usage.audioInput() - usage.imageInput());
        detail(prompt, IMAGE, usage.imageInput());
        detail(prompt, AUDIO, usage.audioInput());
        details(said, "promptTokensDetails", prompt);
        ArrayNode made = JsonTree.array();
        detail(made, TEXT, usage.output());
        detail(made, IMAGE, usage.imageOutput());
        detail(made, AUDIO, usage.audioOutput());
        details(said, "candidatesTokensDetails", made);
        return cost(said, usage, charge);
    }

    /// Adds what the answer costs.
    static ObjectNode cost(ObjectNode said, Usage usage, Charge charge) {
        said.put("cost", new BigDecimal(charge.total().toUsd()));
        if (usage.estimated()) {
            said.put("estimated", true);
        }
        return said;
    }

    private static void details(ObjectNode said, String name, ArrayNode details) {
        if (!details.isEmpty()) {
            said.set(name, details);
        }
    }

    private static void detail(ArrayNode details, String modality, long tokens) {
        if (tokens > 0) {
            details.addObject().put("modality", modality).put("tokenCount", tokens);
        }
    }

    private static long count(JsonNode said, String name) {
        JsonNode value = Members.get(said, name);
        return value.isNumber() ? Math.max(0, value.asLong(0)) : 0;
    }

    private static long modality(JsonNode details, String modality) {
        long tokens = 0;
        for (JsonNode one : details) {
            if (word(one.path("modality")).equals(modality)) {
                tokens += count(one, "tokenCount");
            }
        }
        return tokens;
    }

    // Vertex AI's numbers for them stand where a client asked for numbers.
    private static String word(JsonNode modality) {
        if (modality.isIntegralNumber()) {
            return switch (modality.asInt(0)) {
                case 2 -> IMAGE;
                case 4 -> AUDIO;
                default -> "";
            };
        }
        return modality.asString("");
    }
}
