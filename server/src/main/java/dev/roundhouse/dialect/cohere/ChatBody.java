package dev.roundhouse.dialect.cohere;

import dev.roundhouse.catalog.Dialect;
import dev.roundhouse.dialect.JsonTree;
import dev.roundhouse.dialect.Outbound;
import dev.roundhouse.exchange.OutputFormat;
import dev.roundhouse.exchange.Prompt;
import dev.roundhouse.exchange.Reasoning;
import dev.roundhouse.exchange.Sampling;
import dev.roundhouse.exchange.Tool;
import dev.roundhouse.exchange.ToolChoice;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// A chat request for Cohere. Its ranges are narrower than others': numbers are brought into them.
final class ChatBody {
    private static final double P_MIN = 0.01;
    private static final double P_MAX = 0.99;
    private static final long K_MAX = 500;
    private static final int STOPS_MAX = 5;
    private static final String RANGE = "outside Cohere's range; the nearest value in it is sent";

    // Shares of the most output, by OpenRouter's table.
    private static final Map<String, Double> EFFORTS = Map.of(
            "max", 0.95,
            "xhigh", 0.95,
            "high", 0.8,
            "medium", 0.5,
            "low", 0.2,
            "minimal", 0.1);

    private final Prompt.Chat chat;
    private final Outbound outbound;
    private final Lost lost;
    private final ObjectNode body = JsonTree.object();

    private ChatBody(Prompt.Chat chat, Outbound outbound) {
        this.chat = chat;
        this.outbound = outbound;
        this.lost = new Lost(outbound.losses());
    }

    static ObjectNode of(Prompt.Chat chat, Outbound outbound) {
        return new ChatBody(chat, outbound).body();
    }

    private ObjectNode body() {
        body.put("model", Objects.requireNonNull(outbound.endpoint().upstreamId(), "upstreamId"));
        body.put("stream", outbound.stream());
        if (chat.from() == Dialect.COHERE) {
            body.setAll(chat.extras());
        } else if (!chat.extras().isEmpty()) {
            lost.dropped("extras", "members of the client's dialect that mean nothing here");
        }
        new MessageBodies(chat, lost).write(body);
        tools();
        format();
        sampling(chat.sampling());
        reasoning(chat.reasoning());
        unsayable();
        return body;
    }

    private void tools() {
        List<String> only = allowed(chat.toolChoice());
        ArrayNode tools = JsonTree.array();
        boolean strict = false;
        boolean loose = false;
        for (Tool tool : chat.tools()) {
            switch (tool) {
                case Tool.Function function
                when only == null || only.contains(function.name()) -> {
                    tools.add(function(function));
                    strict |= Boolean.TRUE.equals(function.strict());
                    loose |= !Boolean.TRUE.equals(function.strict());
                    if (function.cache() != null) {
                        lost.dropped("cache", "Cohere keeps prompts as it likes");
                    }
                }
                case Tool.Function _ -> {}
                case Tool.Custom _ -> lost.dropped("tools.custom", "Cohere has tools with a schema only");
                case Tool.WebSearch _ -> lost.dropped("tools.web_search", "Cohere's second API does not search");
                case Tool.Native _ -> lost.dropped("tools.native", "a tool of another provider's own");
            }
        }
        if (tools.isEmpty()) {
            return;
        }
        body.set("tools", tools);
        if (strict) {
            body.put("strict_tools", true);
            if (loose) {
                lost.adapted("tools.strict", "all tools are strict here, or none");
            }
        }
        choice();
    }

    private static ObjectNode function(Tool.Function function) {
        ObjectNode tool = JsonTree.object().put("type", "function");
        ObjectNode inner = tool.putObject("function").put("name", function.name());
        if (function.description() != null) {
            inner.put("description", function.description());
        }
        if (function.schema() == null) {
            inner.putObject("parameters").put("type", "object").putObject("properties");
        } else {
            inner.set("parameters", function.schema());
        }
        return tool;
    }

    private void choice() {
        switch (chat.toolChoice()) {
            case ToolChoice.Auto _ -> {}
            case ToolChoice.None _ -> body.put("tool_choice", "NONE");
            case ToolChoice.Required _ -> body.put("tool_choice", "REQUIRED");
            case ToolChoice.Named _ -> {
                body.put("tool_choice", "REQUIRED");
                lost.adapted("tool_choice.named", "only that tool is offered, and one must be called");
            }
            case ToolChoice.Allowed allowed -> {
                if (allowed.required()) {
                    body.put("tool_choice", "REQUIRED");
                }
                lost.adapted("tool_choice.allowed", "only those tools are offered");
            }
        }
        if (Boolean.FALSE.equals(chat.parallelTools())) {
            lost.dropped("parallel_tools", "Cohere always may call several");
        }
    }

    private static @Nullable List<String> allowed(ToolChoice choice) {
        return switch (choice) {
            case ToolChoice.Named(String name) -> List.of(name);
            case ToolChoice.Allowed allowed -> allowed.names();
            case ToolChoice.Auto _, ToolChoice.None _, ToolChoice.Required _ -> null;
        };
    }

    private void format() {
        switch (chat.format()) {
            case OutputFormat.Any _ -> {}
            case OutputFormat.JsonObject _ -> body.putObject("response_format").put("type", "json_object");
            case OutputFormat.JsonSchema schema ->
                body.putObject("response_format").put("type", "json_object").set("json_schema", schema.schema());
            case OutputFormat.Grammar _ -> lost.dropped("format.grammar", "Cohere has JSON only");
        }
    }

    private void sampling(Sampling sampling) {
        put("max_tokens", sampling.maxOutput());
        put("temperature", sampling.temperature());
        put("p", within("sampling.top_p", sampling.topP(), P_MIN, P_MAX));
        Double k = within("sampling.top_k", real(sampling.topK()), 0, K_MAX);
        put("k", k == null ? null : Long.valueOf(k.longValue()));
        put("frequency_penalty", within("sampling.frequency_penalty", sampling.frequencyPenalty(), 0, 1));
        put("presence_penalty", within("sampling.presence_penalty", sampling.presencePenalty(), 0, 1));
        put("seed", sampling.seed());
        if (!sampling.stop().isEmpty()) {
            if (sampling.stop().size() > STOPS_MAX) {
                lost.adapted("sampling.stop", "the first " + STOPS_MAX + ", which is all that Cohere takes");
            }
            ArrayNode stops = body.putArray("stop_sequences");
            sampling.stop().stream().limit(STOPS_MAX).forEach(stops::add);
        }
        Integer logprobs = sampling.logprobs();
        if (logprobs != null) {
            body.put("logprobs", true);
            if (logprobs > 0) {
                lost.adapted("sampling.logprobs", "of the chosen tokens only");
            }
        }
    }

    private static @Nullable Double real(@Nullable Long number) {
        return number == null ? null : Double.valueOf(number);
    }

    private @Nullable Double within(String feature, @Nullable Double number, double min, double max) {
        if (number == null || (number >= min && number <= max)) {
            return number;
        }
        lost.adapted(feature, RANGE);
        return Math.clamp(number, min, max);
    }

    private void put(String name, @Nullable Number number) {
        switch (number) {
            case null -> {}
            case Long whole -> body.put(name, whole);
            // A client's 0 stays 0, not 0.0.
            case Double real when real == Math.rint(real) && Math.abs(real) < 1e15 -> body.put(name, real.longValue());
            default -> body.put(name, number.doubleValue());
        }
    }

    private void reasoning(Reasoning reasoning) {
        String effort = reasoning.effort();
        if (Boolean.FALSE.equals(reasoning.enabled()) || "none".equals(effort)) {
            body.putObject("thinking").put("type", "disabled");
            return;
        }
        boolean wanted =
                reasoning.enabled() != null || effort != null || reasoning.budget() != null || reasoning.adaptive();
        if (!wanted) {
            return;
        }
        ObjectNode thinking = body.putObject("thinking").put("type", "enabled");
        Long budget = reasoning.budget() == null ? budget(effort) : reasoning.budget();
        if (budget != null) {
            thinking.put("token_budget", budget);
        }
        if (effort != null) {
            lost.adapted("reasoning.effort", "said as a budget of tokens");
        }
        if (reasoning.adaptive()) {
            lost.adapted("reasoning.adaptive", "thinking is on or off here");
        }
    }

    private @Nullable Long budget(@Nullable String effort) {
        Double share = effort == null ? null : EFFORTS.get(effort);
        Long most = chat.sampling().maxOutput();
        if (most == null && outbound.endpoint().maxOutput() > 0) {
            most = outbound.endpoint().maxOutput();
        }
        return share == null || most == null ? null : Long.valueOf(Math.max(1, Math.round(most * share)));
    }

    private void unsayable() {
        Sampling sampling = chat.sampling();
        lost.droppedIf(sampling.minP() != null, "sampling.min_p");
        lost.droppedIf(sampling.repetitionPenalty() != null, "sampling.repetition_penalty");
        lost.droppedIf(sampling.logitBias() != null, "sampling.logit_bias");
        lost.droppedIf(sampling.choices() != null && sampling.choices() > 1, "sampling.choices");
        lost.droppedIf(chat.serviceTier() != null, "service_tier");
        lost.droppedIf(chat.user() != null, "user");
        lost.droppedIf(!chat.metadata().isEmpty(), "metadata");
        lost.droppedIf(chat.verbosity() != null, "verbosity");
        lost.droppedIf(chat.modalities().stream().anyMatch(m -> !m.equals("text")), "modalities");
        lost.droppedIf(chat.reasoning().summary() != null, "reasoning.summary");
        lost.droppedIf(chat.reasoning().encrypted(), "reasoning.encrypted");
    }

    /// For trees of other classes here.
    static JsonNode textOrList(ArrayNode blocks) {
        boolean one = blocks.size() == 1 && "text".equals(JsonTree.string(blocks.get(0), "type"));
        return one ? blocks.get(0).path("text") : blocks;
    }
}
