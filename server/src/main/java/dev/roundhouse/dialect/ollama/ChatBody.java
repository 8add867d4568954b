package dev.roundhouse.dialect.ollama;

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
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// A request for Ollama's chat.
final class ChatBody {
    private final Prompt.Chat chat;
    private final Outbound outbound;
    private final Lost lost;
    private final String model;
    private final ObjectNode body = JsonTree.object();

    private ChatBody(Prompt.Chat chat, Outbound outbound) {
        this.chat = chat;
        this.outbound = outbound;
        this.lost = new Lost(outbound.losses());
        model = Objects.requireNonNull(outbound.endpoint().upstreamId(), "upstreamId");
    }

    static ObjectNode of(Prompt.Chat chat, Outbound outbound) {
        return new ChatBody(chat, outbound).body();
    }

    private ObjectNode body() {
        body.put("model", model);
        // Unsaid would mean true here.
        body.put("stream", outbound.stream());
        ObjectNode options = JsonTree.object();
        if (chat.from() == Dialect.OLLAMA) {
            body.setAll(chat.extras());
            if (chat.extras().path("options") instanceof ObjectNode own) {
                options.setAll(own);
            }
        } else if (!chat.extras().isEmpty()) {
            lost.dropped("extras", "members of the client's dialect that mean nothing here");
        }
        body.set("messages", new MessageBodies(lost).of(chat.messages()));
        tools();
        format();
        sampling(chat.sampling(), options);
        if (!options.isEmpty()) {
            body.set("options", options);
        }
        think(chat.reasoning());
        unsayable();
        return body;
    }

    private void tools() {
        if (chat.toolChoice() instanceof ToolChoice.None) {
            if (!chat.tools().isEmpty()) {
                lost.adapted("tool_choice.none", "the tools are not sent");
            }
            return;
        }
        List<String> only = allowed(chat.toolChoice());
        ArrayNode tools = JsonTree.array();
        for (Tool tool : chat.tools()) {
            switch (tool) {
                case Tool.Function function
                when only == null || only.contains(function.name()) -> {
                    tools.add(function(function));
                    lost.droppedIf(function.strict() != null, "tools.strict");
                    lost.droppedIf(function.cache() != null, "cache");
                }
                case Tool.Function _ -> {}
                case Tool.Custom _ -> lost.dropped("tools.custom", "Ollama has tools with a schema only");
                case Tool.WebSearch _ -> lost.dropped("tools.web_search", "Ollama does not search by itself");
                case Tool.Native _ -> lost.dropped("tools.native", "a tool of another provider's own");
            }
        }
        if (!tools.isEmpty()) {
            body.set("tools", tools);
        }
    }

    private static ObjectNode function(Tool.Function function) {
        ObjectNode tool = JsonTree.object().put("type", "function");
        ObjectNode inner = tool.putObject("function").put("name", function.name());
        inner.put("description", function.description() == null ? "" : function.description());
        if (function.schema() == null) {
            inner.putObject("parameters").put("type", "object").putObject("properties");
        } else {
            inner.set("parameters", function.schema());
        }
        return tool;
    }

    private @Nullable List<String> allowed(ToolChoice choice) {
        return switch (choice) {
            case ToolChoice.Auto _, ToolChoice.None _ -> null;
            case ToolChoice.Required _ -> {
                lost.dropped("tool_choice.required", "Ollama's models call tools as they like");
                yield null;
            }
            case ToolChoice.Named(String name) -> {
                lost.adapted("tool_choice.named", "only that tool is offered; it need not be called");
                yield List.of(name);
            }
            case ToolChoice.Allowed allowed -> {
                lost.adapted("tool_choice.allowed", "only those tools are offered");
                yield allowed.names();
            }
        };
    }

    private void format() {
        switch (chat.format()) {
            case OutputFormat.Any _ -> {}
            case OutputFormat.JsonObject _ -> body.put("format", "json");
            case OutputFormat.JsonSchema schema -> body.set("format", schema.schema());
            case OutputFormat.Grammar _ -> lost.dropped("format.grammar", "Ollama has JSON only");
        }
    }

    private void sampling(Sampling sampling, ObjectNode options) {
        put(options, "num_predict", sampling.maxOutput());
        put(options, "temperature", sampling.temperature());
        put(options, "top_k", sampling.topK());
        put(options, "top_p", sampling.topP());
        put(options, "min_p", sampling.minP());
        put(options, "frequency_penalty", sampling.frequencyPenalty());
        put(options, "presence_penalty", sampling.presencePenalty());
        put(options, "repeat_penalty", sampling.repetitionPenalty());
        put(options, "seed", sampling.seed());
        if (!sampling.stop().isEmpty()) {
            ArrayNode stop = options.putArray("stop");
            sampling.stop().forEach(stop::add);
        }
        Integer logprobs = sampling.logprobs();
        if (logprobs != null) {
            body.put("logprobs", true);
            if (logprobs > 0) {
                body.put("top_logprobs", logprobs);
            }
        }
    }

    private static void put(ObjectNode options, String name, @Nullable Number number) {
        switch (number) {
            case null -> {}
            case Long whole -> options.put(name, whole);
            // A client's 0 stays 0, not 0.0.
            case Double real
            when real == Math.rint(real) && Math.abs(real) < 1e15 -> options.put(name, real.longValue());
            default -> options.put(name, number.doubleValue());
        }
    }

    // Levels are refused by all models but gpt-oss, which thinks always and takes nothing else.
    private void think(Reasoning reasoning) {
        String effort = reasoning.effort();
        boolean levels = chat.from() == Dialect.OLLAMA || model.contains("gpt-oss");
        if (Boolean.FALSE.equals(reasoning.enabled()) || "none".equals(effort)) {
            body.put("think", false);
            return;
        }
        if (effort != null && levels) {
            String level = switch (effort) {
                case "minimal", "low" -> "low";
                case "medium" -> "medium";
                case "max" -> chat.from() == Dialect.OLLAMA ? "max" : "high";
                default -> "high";
            };
            body.put("think", level);
            if (!level.equals(effort)) {
                lost.adapted("reasoning.effort", "the nearest of low, medium and high");
            }
            return;
        }
        boolean wanted =
                reasoning.enabled() != null || effort != null || reasoning.budget() != null || reasoning.adaptive();
        if (wanted) {
            body.put("think", true);
            if (effort != null) {
                lost.adapted("reasoning.effort", "most of Ollama's models think or do not");
            }
            lost.droppedIf(reasoning.budget() != null, "reasoning.budget");
            lost.droppedIf(reasoning.adaptive(), "reasoning.adaptive");
        }
    }

    private void unsayable() {
        Sampling sampling = chat.sampling();
        lost.droppedIf(sampling.logitBias() != null, "sampling.logit_bias");
        lost.droppedIf(sampling.choices() != null && sampling.choices() > 1, "sampling.choices");
        lost.droppedIf(Boolean.FALSE.equals(chat.parallelTools()), "parallel_tools");
        lost.droppedIf(chat.serviceTier() != null, "service_tier");
        lost.droppedIf(chat.user() != null, "user");
        lost.droppedIf(!chat.metadata().isEmpty(), "metadata");
        lost.droppedIf(chat.verbosity() != null, "verbosity");
        lost.droppedIf(chat.modalities().stream().anyMatch(m -> !m.equals("text")), "modalities");
        lost.droppedIf(chat.reasoning().summary() != null, "reasoning.summary");
        lost.droppedIf(chat.reasoning().encrypted(), "reasoning.encrypted");
    }
}
