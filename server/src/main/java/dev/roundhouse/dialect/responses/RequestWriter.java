package dev.roundhouse.dialect.responses;

import dev.roundhouse.catalog.Dialect;
import dev.roundhouse.dialect.JsonTree;
import dev.roundhouse.dialect.Losses;
import dev.roundhouse.dialect.Outbound;
import dev.roundhouse.exchange.Message;
import dev.roundhouse.exchange.Operation;
import dev.roundhouse.exchange.OutputFormat;
import dev.roundhouse.exchange.Part;
import dev.roundhouse.exchange.Prompt;
import dev.roundhouse.exchange.Reasoning;
import dev.roundhouse.exchange.Role;
import dev.roundhouse.exchange.Sampling;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// The neutral form as a body for an upstream.
final class RequestWriter {
    private static final long OUTPUT_MIN = 16;
    // Most of the answer that each effort may think, by OpenRouter's table.
    private static final double HIGH = 0.65;
    private static final double MEDIUM = 0.35;
    private static final double LOW = 0.15;
    // What counting takes.
    private static final Set<String> COUNTED = Set.of(
            "model",
            "input",
            "instructions",
            "tools",
            "tool_choice",
            "parallel_tool_calls",
            "reasoning",
            "text",
            "truncation");

    private final Prompt.Chat chat;
    private final Outbound outbound;
    private final Losses losses;
    private final ObjectNode body = JsonTree.object();
    private final List<String> include = new ArrayList<>(2);

    private RequestWriter(Prompt.Chat chat, Outbound outbound) {
        this.chat = chat;
        this.outbound = outbound;
        this.losses = outbound.losses();
    }

    /// Writes a conversation.
    static ObjectNode write(Prompt.Chat chat, Outbound outbound) {
        return new RequestWriter(chat, outbound).write();
    }

    private ObjectNode write() {
        body.put("model", Objects.requireNonNull(outbound.endpoint().upstreamId(), "upstreamId"));
        messages();
        Tools.write(chat, body, losses);
        if (chat.parallelTools() != null) {
            body.put("parallel_tool_calls", chat.parallelTools());
        }
        text();
        reasoning(chat.reasoning());
        sampling(chat.sampling());
        put("service_tier", chat.serviceTier());
        put("user", chat.user());
        if (!chat.metadata().isEmpty()) {
            ObjectNode notes = body.putObject("metadata");
            chat.metadata().forEach(notes::put);
        }
        if (chat.modalities().stream().anyMatch(m -> !m.equals("text"))) {
            losses.dropped("modalities", "pictures come of a tool here, sound not at all");
        }
        if (!include.isEmpty()) {
            ArrayNode names = body.putArray("include");
            include.forEach(names::add);
        }
        if (chat.from() == Dialect.OPENAI_RESPONSES) {
            extras();
        } else if (!chat.extras().isEmpty()) {
            losses.dropped("extras", "members of " + chat.from().wireName() + " that mean nothing here");
        }
        if (outbound.operation() == Operation.COUNT) {
            return body.retain(COUNTED);
        }
        body.put("store", false); // the gateway keeps what is to be kept
        body.put("stream", outbound.stream());
        return body;
    }

    private void messages() {
        List<Message> messages = chat.messages();
        String instructions = messages.isEmpty() ? null : instructions(messages.getFirst());
        put("instructions", instructions);
        body.set(
                "input",
                new ItemWriter(chat.from(), losses)
                        .write(instructions == null ? messages : messages.subList(1, messages.size())));
    }

    private static @Nullable String instructions(Message first) {
        boolean plain = first.role() == Role.SYSTEM
                && first.name() == null
                && first.parts().size() == 1;
        return plain && first.parts().getFirst() instanceof Part.Text text && text.cache() == null ? text.text() : null;
    }

    private void text() {
        ObjectNode format = switch (chat.format()) {
            case OutputFormat.Any _ -> null;
            case OutputFormat.JsonObject _ -> JsonTree.object().put("type", "json_object");
            case OutputFormat.JsonSchema schema -> schema(schema);
            case OutputFormat.Grammar(JsonNode value) -> {
                if (chat.from() == Dialect.OPENAI_RESPONSES && value instanceof ObjectNode grammar) {
                    yield grammar;
                }
                losses.dropped("format.grammar", "grammars are for custom tools only");
                yield null;
            }
        };
        if (format == null && chat.verbosity() == null) {
            return;
        }
        ObjectNode text = body.putObject("text");
        if (format != null) {
            text.set("format", format);
        }
        if (chat.verbosity() != null) {
            text.put("verbosity", chat.verbosity());
        }
    }

    private static ObjectNode schema(OutputFormat.JsonSchema schema) {
        ObjectNode format = JsonTree.object().put("type", "json_schema").put("name", schema.name());
        if (schema.description() != null) {
            format.put("description", schema.description());
        }
        format.set("schema", schema.schema());
        if (schema.strict() != null) {
            format.put("strict", schema.strict());
        }
        return format;
    }

    private void reasoning(Reasoning reasoning) {
        String effort = effort(reasoning);
        ObjectNode said = JsonTree.object();
        if (effort != null) {
            said.put("effort", effort);
        }
        if (reasoning.summary() != null) {
            said.put("summary", reasoning.summary());
        } else if (chat.from() != Dialect.OPENAI_RESPONSES && asksToThink(reasoning, effort)) {
            said.put("summary", "auto"); // elsewhere whoever asks for reasoning is shown it
        }
        if (!said.isEmpty()) {
            body.set("reasoning", said);
        }
        boolean thinks = outbound.endpoint().capabilities().contains("reasoning");
        if (reasoning.encrypted() || (chat.from() != Dialect.OPENAI_RESPONSES && thinks)) {
            include.add(RequestParser.SEALED);
        }
    }

    private static boolean asksToThink(Reasoning reasoning, @Nullable String effort) {
        return effort != null && !effort.equals("none") && !reasoning.exclude();
    }

    private @Nullable String effort(Reasoning reasoning) {
        if (Boolean.FALSE.equals(reasoning.enabled())) {
            return "none";
        }
        if (reasoning.effort() != null) {
            return reasoning.effort().equals("max") ? "xhigh" : reasoning.effort();
        }
        if (reasoning.budget() != null) {
            losses.adapted("reasoning.budget", "said as an effort");
            Long most = chat.sampling().maxOutput();
            double share = most == null || most <= 0 ? MEDIUM : (double) reasoning.budget() / most;
            return share >= HIGH ? "high" : share >= MEDIUM ? "medium" : share >= LOW ? "low" : "minimal";
        }
        if (Boolean.TRUE.equals(reasoning.enabled()) && reasoning.adaptive()) {
            losses.adapted("reasoning.adaptive", "left unsaid: the model thinks as it likes");
            return null;
        }
        return Boolean.TRUE.equals(reasoning.enabled()) ? "medium" : null;
    }

    private void sampling(Sampling sampling) {
        Long most = sampling.maxOutput();
        if (most != null && most < OUTPUT_MIN && chat.from() != Dialect.OPENAI_RESPONSES) {
            losses.adapted("sampling.max_output", "less than 16 is refused");
            most = OUTPUT_MIN;
        }
        if (most != null) {
            body.put("max_output_tokens", most);
        }
        number("temperature", sampling.temperature());
        number("top_p", sampling.topP());
        number("frequency_penalty", sampling.frequencyPenalty());
        number("presence_penalty", sampling.presencePenalty());
        if (sampling.logprobs() != null) {
            include.add(RequestParser.LOGPROBS);
            if (sampling.logprobs() > 0) {
                body.put("top_logprobs", sampling.logprobs());
            }
        }
        dropped("sampling.top_k", sampling.topK());
        dropped("sampling.min_p", sampling.minP());
        dropped("sampling.repetition_penalty", sampling.repetitionPenalty());
        dropped("sampling.seed", sampling.seed());
        dropped("sampling.logit_bias", sampling.logitBias());
        dropped("sampling.stop", sampling.stop().isEmpty() ? null : sampling.stop());
        dropped("sampling.choices", sampling.choices() == null || sampling.choices() < 2 ? null : sampling.choices());
    }

    private void extras() {
        for (Map.Entry<String, JsonNode> extra : chat.extras().properties()) {
            String name = extra.getKey();
            JsonNode value = extra.getValue();
            switch (body.path(name)) {
                case ObjectNode there
                when value instanceof ObjectNode more ->
                    more.properties().forEach(member -> there.putIfAbsent(member.getKey(), member.getValue()));
                case ArrayNode there when value instanceof ArrayNode more -> there.addAll(more);
                case JsonNode there when there.isMissingNode() -> body.set(name, value);
                default -> {}
            }
        }
    }

    private void put(String name, @Nullable String value) {
        if (value != null) {
            body.put(name, value);
        }
    }

    private void number(String name, @Nullable Double value) {
        if (value != null) {
            body.put(name, value);
        }
    }

    private void dropped(String feature, @Nullable Object value) {
        if (value != null) {
            losses.dropped(feature, "Responses has no such member");
        }
    }
}
