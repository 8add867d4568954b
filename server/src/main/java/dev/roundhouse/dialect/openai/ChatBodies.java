package dev.roundhouse.dialect.openai;

import dev.roundhouse.catalog.Dialect;
import dev.roundhouse.catalog.Quirk;
import dev.roundhouse.dialect.JsonTree;
import dev.roundhouse.dialect.Losses;
import dev.roundhouse.dialect.Outbound;
import dev.roundhouse.exchange.OutputFormat;
import dev.roundhouse.exchange.Prompt;
import dev.roundhouse.exchange.Reasoning;
import dev.roundhouse.exchange.Sampling;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// A prompt as a body for an endpoint. What providers differ in is data: their quirks, and an endpoint's
/// capabilities where the provider refuses what it does not know.
final class ChatBodies {
    private static final int STRICT_STOPS_MAX = 4;

    private final Prompt.Chat prompt;
    private final Outbound outbound;
    private final Losses losses;
    private final Set<Quirk> quirks;
    private final boolean strict;
    private final ObjectNode body = JsonTree.object();

    private ChatBodies(Prompt.Chat prompt, Outbound outbound) {
        this.prompt = prompt;
        this.outbound = outbound;
        losses = outbound.losses();
        Set<Quirk> all = outbound.endpoint().provider().quirks();
        strict = all.contains(Quirk.STRICT_FIELDS);
        quirks = all.contains(Quirk.THINKING_CHUNKS) && !offers("reasoning") ? withoutChunks(all) : all;
    }

    /// A body of `/chat/completions`.
    static ObjectNode write(Prompt.Chat prompt, Outbound outbound) {
        return new ChatBodies(prompt, outbound).body();
    }

    /// Whether a provider takes past reasoning, and what it wants back with it, in OpenRouter's form.
    static boolean takesDetails(Set<Quirk> quirks) {
        if (quirks.contains(Quirk.REASONING_DETAILS)) {
            return true;
        }
        return !quirks.contains(Quirk.STRICT_FIELDS)
                && !quirks.contains(Quirk.REASONING_CONTENT)
                && !quirks.contains(Quirk.THINKING_CHUNKS);
    }

    private ObjectNode body() {
        body.put("model", Objects.requireNonNull(outbound.endpoint().upstreamId(), "upstreamId"));
        body.set("messages", ChatTurns.write(prompt.messages(), quirks, losses));
        if (outbound.stream()) {
            body.put("stream", true);
            if (!quirks.contains(Quirk.NO_STREAM_OPTIONS)) {
                body.putObject("stream_options").put("include_usage", true);
            }
        }
        limits();
        drawing();
        ChatTools.write(prompt, body, quirks, losses);
        reasoning(prompt.reasoning());
        format();
        labels();
        if (prompt.from() == Dialect.OPENAI_CHAT) {
            prompt.extras().properties().forEach(e -> body.putIfAbsent(e.getKey(), e.getValue()));
        }
        return body;
    }

    private void limits() {
        Sampling sampling = prompt.sampling();
        if (sampling.maxOutput() != null) {
            boolean late = quirks.contains(Quirk.MAX_COMPLETION_TOKENS_ONLY)
                    || (quirks.contains(Quirk.OPENAI_FIELDS) && !quirks.contains(Quirk.MAX_TOKENS_ONLY));
            body.put(late ? "max_completion_tokens" : "max_tokens", sampling.maxOutput());
        }
        List<String> stops = sampling.stop();
        if (strict && stops.size() > STRICT_STOPS_MAX) {
            losses.adapted("sampling.stop", "the provider takes four at most: the first four are sent");
            stops = stops.subList(0, STRICT_STOPS_MAX);
        }
        if (!stops.isEmpty()) {
            ArrayNode all = body.putArray("stop");
            stops.forEach(all::add);
        }
        if (sampling.choices() != null) {
            body.put("n", sampling.choices());
        }
    }

    private void drawing() {
        Sampling sampling = prompt.sampling();
        if (offers("temperature")) {
            put("temperature", sampling.temperature());
            put("top_p", sampling.topP());
        } else if (sampling.temperature() != null || sampling.topP() != null) {
            losses.dropped("sampling.temperature", "the model does not take it");
        }
        put("frequency_penalty", sampling.frequencyPenalty());
        put("presence_penalty", sampling.presencePenalty());
        if (!strict) {
            put("min_p", sampling.minP());
            put("repetition_penalty", sampling.repetitionPenalty());
            if (sampling.topK() != null) {
                body.put("top_k", sampling.topK());
            }
        } else if (sampling.topK() != null || sampling.minP() != null || sampling.repetitionPenalty() != null) {
            losses.dropped("sampling.top_k", "the provider refuses members that OpenAI does not have");
        }
        if (sampling.seed() != null) {
            body.put(quirks.contains(Quirk.RANDOM_SEED) ? "random_seed" : "seed", sampling.seed());
        }
        if (sampling.logprobs() != null) {
            body.put("logprobs", true);
            if (sampling.logprobs() > 0) {
                body.put("top_logprobs", sampling.logprobs());
            }
        }
        if (sampling.logitBias() != null) {
            body.set("logit_bias", sampling.logitBias());
        }
    }

    private void put(String name, @Nullable Double value) {
        if (value != null) {
            body.put(name, value);
        }
    }

    // Who refuses what it does not know refuses it for models that cannot do it, too.
    private boolean offers(String capability) {
        Set<String> known = outbound.endpoint().capabilities();
        return !strict || known.isEmpty() || known.contains(capability);
    }

    // Mistral's other models refuse chunks of thinking.
    private static Set<Quirk> withoutChunks(Set<Quirk> all) {
        Set<Quirk> rest = EnumSet.copyOf(all);
        rest.remove(Quirk.THINKING_CHUNKS);
        return rest;
    }

    private void reasoning(Reasoning asked) {
        boolean silent = asked.enabled() == null && asked.effort() == null && asked.budget() == null;
        if (silent && !asked.adaptive() && asked.summary() == null) {
            return;
        }
        if (!offers("reasoning")) {
            if (!Boolean.FALSE.equals(asked.enabled())) {
                losses.dropped("reasoning", "the model does not reason");
            }
            return;
        }
        if (quirks.contains(Quirk.THINKING_SWITCH)) {
            body.putObject("thinking").put("type", Boolean.FALSE.equals(asked.enabled()) ? "disabled" : "enabled");
            if (asked.effort() != null) {
                body.put("reasoning_effort", asked.effort());
            } else if (asked.budget() != null) {
                losses.dropped("reasoning.budget", "the provider only takes a switch");
            }
        } else if (strict && !quirks.contains(Quirk.REASONING_DETAILS)) {
            effort(asked);
        } else {
            openRouters(asked);
        }
    }

    private void effort(Reasoning asked) {
        if (Boolean.FALSE.equals(asked.enabled())) {
            body.put("reasoning_effort", "none");
        } else if (asked.effort() != null) {
            body.put("reasoning_effort", asked.effort());
        } else if (asked.budget() != null) {
            body.put(
                    "reasoning_effort", effort(asked.budget(), prompt.sampling().maxOutput()));
            losses.adapted("reasoning.budget", "the provider takes an effort only: the nearest one is sent");
        } else if (Boolean.TRUE.equals(asked.enabled()) || asked.adaptive()) {
            body.put("reasoning_effort", "medium");
            losses.adapted("reasoning.enabled", "the provider takes an effort only: medium is sent");
        }
        if (asked.summary() != null) {
            losses.dropped("reasoning.summary", "the provider cannot be asked for it");
        }
    }

    private void openRouters(Reasoning asked) {
        boolean plain = asked.effort() != null && asked.budget() == null && asked.summary() == null;
        if (plain && asked.enabled() == null) {
            body.put("reasoning_effort", asked.effort()); // known to more servers than the object is
            return;
        }
        ObjectNode reasoning = body.putObject("reasoning");
        if (asked.effort() != null) {
            reasoning.put("effort", asked.effort());
        } else if (asked.budget() != null) {
            reasoning.put("max_tokens", asked.budget());
        }
        if (asked.enabled() != null || asked.adaptive()) {
            reasoning.put("enabled", !Boolean.FALSE.equals(asked.enabled()));
        }
        if (asked.summary() != null) {
            reasoning.put("summary", asked.summary());
        }
    }

    /// The effort whose share of the answer is nearest to a budget.
    ///
    /// @param most tokens of the answer; null unsaid
    static String effort(long budget, @Nullable Long most) {
        double share = most == null || most <= 0 ? budget / 32_000.0 : (double) budget / most;
        if (share <= 0.15) {
            return share <= 0.1 && most != null ? "minimal" : "low";
        }
        if (share <= 0.35) {
            return "low";
        }
        return share <= 0.65 ? "medium" : "high";
    }

    private void format() {
        switch (prompt.format()) {
            case OutputFormat.Any _ -> {}
            case OutputFormat.JsonObject _ -> body.putObject("response_format").put("type", "json_object");
            case OutputFormat.JsonSchema schema -> {
                ObjectNode inner = body.putObject("response_format")
                        .put("type", "json_schema")
                        .putObject("json_schema");
                inner.put("name", schema.name().isEmpty() ? "response" : schema.name());
                if (schema.description() != null) {
                    inner.put("description", schema.description());
                }
                inner.set("schema", schema.schema());
                if (schema.strict() != null) {
                    inner.put("strict", schema.strict());
                }
            }
            case OutputFormat.Grammar(var value) -> {
                if (prompt.from() == Dialect.OPENAI_CHAT) {
                    body.set("response_format", value);
                } else {
                    losses.dropped("format.grammar", "a grammar of another dialect");
                }
            }
        }
    }

    private void labels() {
        boolean late = !strict || quirks.contains(Quirk.OPENAI_FIELDS);
        label("service_tier", prompt.serviceTier(), late);
        label("user", prompt.user(), late);
        label("verbosity", prompt.verbosity(), late);
        if (!prompt.metadata().isEmpty()) {
            if (strict) {
                losses.dropped("metadata", "the provider takes none where it stores nothing");
            } else {
                ObjectNode metadata = body.putObject("metadata");
                prompt.metadata().forEach(metadata::put);
            }
        }
        if (!prompt.modalities().isEmpty() && !prompt.modalities().equals(Set.of("text"))) {
            ArrayNode all = body.putArray("modalities");
            new TreeSet<>(prompt.modalities()).reversed().forEach(all::add); // text first, as OpenAI's own examples do
        }
    }

    private void label(String name, @Nullable String value, boolean known) {
        if (value == null) {
            return;
        }
        if (known) {
            body.put(name, value);
        } else {
            losses.dropped(name, "the provider refuses members that it does not know");
        }
    }
}
