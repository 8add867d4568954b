package dev.roundhouse.dialect.gemini;

import dev.roundhouse.catalog.Dialect;
import dev.roundhouse.catalog.Endpoint;
import dev.roundhouse.dialect.JsonTree;
import dev.roundhouse.dialect.Losses;
import dev.roundhouse.dialect.Outbound;
import dev.roundhouse.exchange.OutputFormat;
import dev.roundhouse.exchange.Prompt;
import dev.roundhouse.exchange.Sampling;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Says how an answer is to be drawn, in Google's `generationConfig`.
final class ConfigWriter {
    private static final int STOPS_MAX = 5;

    private final Prompt.Chat chat;
    private final Endpoint endpoint;
    private final ModelTraits traits;
    private final Losses losses;
    private final ObjectNode config = JsonTree.object();

    ConfigWriter(Prompt.Chat chat, Outbound outbound, ModelTraits traits) {
        this.chat = chat;
        this.endpoint = outbound.endpoint();
        this.traits = traits;
        losses = outbound.losses();
    }

    /// The configuration; empty where nothing was said.
    ObjectNode write() {
        sampling(chat.sampling());
        format(chat.format());
        modalities();
        ObjectNode thinking = new ThinkingConfig(chat, endpoint, traits, losses).write();
        if (!thinking.isEmpty()) {
            config.set("thinkingConfig", thinking);
        }
        if (chat.verbosity() != null) {
            losses.dropped("verbosity", "answers have no wanted length here");
        }
        if (chat.user() != null) {
            losses.dropped("user", "callers have no users here");
        }
        if (!chat.metadata().isEmpty()) {
            losses.dropped("metadata", "requests have no notes here");
        }
        if (Boolean.FALSE.equals(chat.parallelTools())) {
            losses.dropped("parallel_tools", "the model alone decides how many tools it calls");
        }
        return config;
    }

    private void sampling(Sampling said) {
        put("temperature", said.temperature());
        put("topP", said.topP());
        put("topK", said.topK());
        put("maxOutputTokens", said.maxOutput());
        put("presencePenalty", said.presencePenalty());
        put("frequencyPenalty", said.frequencyPenalty());
        if (said.choices() != null) {
            config.put("candidateCount", said.choices());
        }
        if (said.seed() != null) {
            seed(said.seed());
        }
        if (!said.stop().isEmpty()) {
            List<String> some =
                    said.stop().subList(0, Math.min(STOPS_MAX, said.stop().size()));
            ArrayNode stops = config.putArray("stopSequences");
            some.forEach(stops::add);
            if (some.size() < said.stop().size()) {
                losses.adapted("sampling.stop", "at most " + STOPS_MAX + " texts can end an answer");
            }
        }
        if (said.logprobs() != null) {
            config.put("responseLogprobs", true);
            if (said.logprobs() > 0) {
                config.put("logprobs", said.logprobs());
            }
        }
        unsaid(said);
    }

    private void unsaid(Sampling said) {
        if (said.minP() != null) {
            losses.dropped("sampling.min_p", "there is no such setting");
        }
        if (said.repetitionPenalty() != null) {
            losses.dropped("sampling.repetition_penalty", "there is no such setting");
        }
        if (said.logitBias() != null) {
            losses.dropped("sampling.logit_bias", "there is no such setting");
        }
    }

    private void seed(long seed) {
        int narrow = (int) seed;
        if (narrow != seed) {
            losses.adapted("sampling.seed", "seeds have 32 bits");
            narrow = Long.hashCode(seed);
        }
        config.put("seed", narrow);
    }

    private void format(OutputFormat format) {
        switch (format) {
            case OutputFormat.Any _ -> {}
            case OutputFormat.JsonObject _ -> config.put("responseMimeType", "application/json");
            case OutputFormat.JsonSchema asked -> {
                JsonNode schema = described(asked.schema(), asked.description());
                config.put("responseMimeType", "application/json");
                ObjectNode subset = Schemas.subset(schema);
                if (subset == null && traits.takesJsonSchema()) {
                    config.set("responseJsonSchema", schema);
                } else {
                    config.set("responseSchema", subset == null ? Schemas.adapted(schema, losses) : subset);
                }
            }
            case OutputFormat.Grammar _ -> losses.dropped("format.grammar", "only schemas can be asked for");
        }
    }

    private static JsonNode described(JsonNode schema, @Nullable String description) {
        return description != null && schema instanceof ObjectNode object && !object.has("description")
                ? object.deepCopy().put("description", description)
                : schema;
    }

    private void modalities() {
        if (chat.modalities().isEmpty()) {
            return;
        }
        // Text stays what is expected where nothing else is wanted.
        if (chat.from() != Dialect.GEMINI && chat.modalities().equals(java.util.Set.of("text"))) {
            return;
        }
        ArrayNode all = config.putArray("responseModalities");
        new TreeSet<>(chat.modalities()).descendingSet().forEach(one -> all.add(one.toUpperCase(Locale.ROOT)));
    }

    private void put(String name, @Nullable Double value) {
        if (value != null) {
            config.put(name, value);
        }
    }

    private void put(String name, @Nullable Long value) {
        if (value != null) {
            config.put(name, value);
        }
    }
}
