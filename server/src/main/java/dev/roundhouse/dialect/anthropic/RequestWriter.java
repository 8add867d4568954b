package dev.roundhouse.dialect.anthropic;

import dev.roundhouse.catalog.Dialect;
import dev.roundhouse.catalog.Endpoint;
import dev.roundhouse.dialect.JsonTree;
import dev.roundhouse.dialect.Losses;
import dev.roundhouse.dialect.Outbound;
import dev.roundhouse.dialect.PromptTexts;
import dev.roundhouse.exchange.OutputFormat;
import dev.roundhouse.exchange.Prompt;
import dev.roundhouse.exchange.Sampling;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Writes a conversation as a body for one endpoint, without `model` and `stream`, which clouds want elsewhere.
final class RequestWriter {
    private static final int MARKS_MAX = 4;
    private static final long OUTPUT_UNKNOWN = 4_096;
    private static final long OUTPUT_UNSAID_MAX = 32_768; // what is held for an answer of unsaid length
    private static final int CHARS_PER_TOKEN = 3;
    private static final int PROMPT_CHARS_MAX = 8 << 20;
    private static final String JSON_ONLY = "Answer with one JSON object and nothing else: no words around it.";
    private static final String GRAMMAR = "format.grammar";
    private static final String MARK = "cache_control";

    private final Prompt.Chat chat;
    private final Endpoint endpoint;
    private final Losses losses;
    private final Abilities abilities;
    private final boolean same;
    private final ObjectNode body = JsonTree.object();

    private RequestWriter(Prompt.Chat chat, Outbound outbound) {
        this.chat = chat;
        endpoint = outbound.endpoint();
        losses = outbound.losses();
        abilities = Abilities.of(endpoint);
        same = chat.from() == Dialect.ANTHROPIC_MESSAGES;
    }

    /// Writes a body.
    static ObjectNode write(Prompt.Chat chat, Outbound outbound) {
        return new RequestWriter(chat, outbound).write();
    }

    private ObjectNode write() {
        long maxTokens = maxTokens();
        body.put("max_tokens", maxTokens);
        String told = chat.format() instanceof OutputFormat.JsonObject ? JSON_ONLY : "";
        if (!told.isEmpty()) {
            losses.adapted("format.json_object", "the model is told to, since it cannot be held to it");
        }
        new TurnWriter(chat.from(), abilities, losses).write(chat.messages(), told, body);
        JsonNode answer = format();
        new ToolWriter(chat, losses).write(answer, body);
        if (same) {
            Thoughts.same(chat.reasoning(), chat.extras().path("thinking"), body);
        } else {
            boolean forced = answer != null || ToolWriter.isForced(chat);
            new Thoughts(abilities, losses).other(chat.reasoning(), maxTokens, forced, body);
        }
        unthought();
        sampling();
        others();
        marks();
        return body;
    }

    /// The most output where a client did not say it, which this schema must be told.
    static long unsaid(Endpoint endpoint) {
        return endpoint.maxOutput() > 0 ? Math.min(endpoint.maxOutput(), OUTPUT_UNSAID_MAX) : OUTPUT_UNKNOWN;
    }

    private long maxTokens() {
        Long asked = chat.sampling().maxOutput();
        if (asked != null && asked > 0) {
            if (endpoint.maxOutput() <= 0 || same || asked <= endpoint.maxOutput()) {
                return asked;
            }
            losses.adapted("max_output", "more than the model can write is refused");
            return endpoint.maxOutput();
        }
        long unsaid = unsaid(endpoint);
        if (endpoint.context() <= 0) {
            return unsaid;
        }
        // Input and the most output together must not be longer than the context.
        long input = PromptTexts.of(chat, PROMPT_CHARS_MAX).length() / CHARS_PER_TOKEN;
        return Math.max(1, Math.min(unsaid, Math.max(endpoint.context() - input, 1)));
    }

    /// Writes the format that the answer must have.
    ///
    /// @return schema of the tool by which it is to be given where the model cannot be held to it; else null
    private @Nullable JsonNode format() {
        return switch (chat.format()) {
            case OutputFormat.Any _, OutputFormat.JsonObject _ -> null;
            case OutputFormat.Grammar _ -> {
                losses.dropped(GRAMMAR, "the schema has no grammars");
                yield null;
            }
            case OutputFormat.JsonSchema wanted -> schema(wanted.schema());
        };
    }

    private @Nullable JsonNode schema(JsonNode wanted) {
        SchemaFit fit = new SchemaFit();
        JsonNode fitted = same ? wanted : fit.fit(wanted);
        if (abilities.schema() && fit.fits()) {
            if (fit.changed()) {
                losses.adapted(
                        "format.json_schema", "keywords that the model cannot be held to are told it in descriptions");
            }
            ObjectNode format = Thoughts.config(body).putObject("format").put("type", "json_schema");
            format.set("schema", fitted);
            return null;
        }
        losses.adapted("format.json_schema", "the answer is the input of a tool that must be called");
        if (wanted.path("type").isString() || !wanted.isObject()) {
            return wanted;
        }
        ObjectNode typed = Thoughts.anything();
        wanted.forEachEntry(typed::set);
        return typed;
    }

    // Where thinking has a budget, calls in the middle of which the conversation stands must come of it; those
    // that
    // another provider's model made do not.
    private void unthought() {
        boolean budgeted = "enabled".equals(JsonTree.string(body.path("thinking"), "type"));
        if (budgeted && RequestReader.isUnthought(body.path("messages"))) {
            body.remove("thinking");
            losses.adapted("reasoning", "another provider's calls have no thinking before them that this one knows");
        }
    }

    private void sampling() {
        Sampling asked = chat.sampling();
        boolean thinks = body.has("thinking") && !"disabled".equals(JsonTree.string(body.path("thinking"), "type"));
        if (same) {
            put("temperature", asked.temperature());
            put("top_p", asked.topP());
            put("top_k", asked.topK() == null ? null : Double.valueOf(asked.topK()));
        } else if (!abilities.sampling() || thinks) {
            String reason = thinks ? "not while the model thinks" : "the model does not take it";
            dropped("sampling.temperature", asked.temperature(), reason);
            dropped("sampling.top_p", asked.topP(), reason);
            dropped("sampling.top_k", asked.topK(), reason);
        } else {
            draws(asked);
        }
        List<String> stop = new ArrayList<>(asked.stop());
        if (!same && stop.removeIf(String::isBlank)) {
            losses.dropped("sampling.stop", "blanks alone cannot end an answer");
        }
        if (!stop.isEmpty()) {
            ArrayNode sequences = body.putArray("stop_sequences");
            stop.forEach(sequences::add);
        }
        String reason = "the schema has no such setting";
        dropped("sampling.min_p", asked.minP(), reason);
        dropped("sampling.frequency_penalty", asked.frequencyPenalty(), reason);
        dropped("sampling.presence_penalty", asked.presencePenalty(), reason);
        dropped("sampling.repetition_penalty", asked.repetitionPenalty(), reason);
        dropped("sampling.seed", asked.seed(), reason);
        dropped("sampling.logprobs", asked.logprobs(), reason);
        dropped("sampling.logit_bias", asked.logitBias(), reason);
        dropped("sampling.choices", asked.choices() == null || asked.choices() == 1 ? null : asked.choices(), reason);
    }

    // Newer models take temperature or top_p, not both.
    private void draws(Sampling asked) {
        Double temperature = asked.temperature();
        if (temperature != null && temperature > 1) {
            losses.adapted("sampling.temperature", "1 is the highest");
            temperature = 1.0;
        }
        put("temperature", temperature);
        if (temperature != null && asked.topP() != null) {
            dropped("sampling.top_p", asked.topP() == 1 ? null : asked.topP(), "not beside temperature");
        } else {
            put("top_p", asked.topP());
        }
        if (asked.topK() != null && asked.topK() > 0) {
            put("top_k", Double.valueOf(asked.topK()));
        }
    }

    private void others() {
        if (chat.user() != null) {
            body.putObject("metadata").put("user_id", chat.user());
        }
        dropped("metadata", chat.metadata().isEmpty() ? null : chat.metadata(), "the schema has no room for notes");
        dropped("verbosity", chat.verbosity(), "the schema has no such setting");
        tier();
        if (!same) {
            return;
        }
        chat.extras().forEachEntry((name, value) -> {
            switch (name) {
                case "tools", "thinking" -> {} // written with what they belong to
                case "speed" -> losses.dropped("speed", "no price is known for it");
                case "output_config" -> value.forEachEntry(Thoughts.config(body)::set);
                case "metadata" -> {
                    ObjectNode there = body.path(name) instanceof ObjectNode o ? o : body.putObject(name);
                    value.forEachEntry(there::set);
                }
                default -> body.set(name, value);
            }
        });
    }

    private void tier() {
        String tier = chat.serviceTier();
        switch (tier) {
            case null -> {}
            case "auto" -> body.put("service_tier", "auto");
            case "default" -> body.put("service_tier", "standard_only");
            // Of priority capacity the account has some or has none; `auto` takes it.
            case "priority", "fast" -> {
                body.put("service_tier", "auto");
                losses.adapted("service_tier", "priority is used where the account has some");
            }
            default -> losses.dropped("service_tier", "the provider has no such tier");
        }
    }

    // More than four are refused: the last ones reach furthest.
    private void marks() {
        List<ObjectNode> marked = new ArrayList<>();
        body.path("tools").forEach(tool -> marked(tool, marked));
        body.path("system").forEach(block -> marked(block, marked));
        for (JsonNode turn : body.path("messages")) {
            for (JsonNode block : turn.path("content")) {
                marked(block, marked);
                block.path("content").forEach(inner -> marked(inner, marked));
            }
        }
        int most = body.has(MARK) ? MARKS_MAX - 1 : MARKS_MAX;
        if (marked.size() > most) {
            losses.dropped("cache", "at most four marks are taken: the last ones");
            marked.subList(0, marked.size() - most).forEach(holder -> holder.remove(MARK));
        }
    }

    private static void marked(JsonNode holder, List<ObjectNode> marked) {
        if (holder instanceof ObjectNode object && object.path(MARK).isObject()) {
            marked.add(object);
        }
    }

    private void put(String name, @Nullable Double value) {
        if (value == null) {
            return;
        }
        if (value == Math.rint(value) && Math.abs(value) < Integer.MAX_VALUE) {
            body.put(name, value.intValue());
        } else {
            body.put(name, value);
        }
    }

    private void dropped(String feature, @Nullable Object value, String reason) {
        if (value != null) {
            losses.dropped(feature, reason);
        }
    }
}
