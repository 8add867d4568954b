package dev.roundhouse.dialect;

import dev.roundhouse.catalog.Dialect;
import dev.roundhouse.exchange.CacheMark;
import dev.roundhouse.exchange.Media;
import dev.roundhouse.exchange.Message;
import dev.roundhouse.exchange.OutputFormat;
import dev.roundhouse.exchange.Part;
import dev.roundhouse.exchange.Prompt;
import dev.roundhouse.exchange.Reasoning;
import dev.roundhouse.exchange.Role;
import dev.roundhouse.exchange.Sampling;
import dev.roundhouse.exchange.Tool;
import dev.roundhouse.exchange.ToolChoice;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.NullMarked;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/// One prompt for each thing that can be said, and the same without it.
@NullMarked
final class Features {
    private static final String PIXEL =
            "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";
    private static final CacheMark MARK = new CacheMark(null);

    private final Map<String, Draft> all = new LinkedHashMap<>();

    /// A prompt with one feature, and without it.
    record Draft(Prompt.Chat with, Prompt.Chat without) {}

    private final Dialect from;

    private Features(Dialect from) {
        this.from = from;
    }

    /// All of them in order, as a client of this dialect would say them.
    static Map<String, Draft> of(Dialect from) {
        Features features = new Features(from);
        features.talk();
        features.media();
        features.tools();
        features.choices();
        features.sampling();
        features.thinking();
        features.rest();
        return features.all;
    }

    private void talk() {
        put("system", p -> p.before(message(Role.SYSTEM, text("Be brief."))));
        put("system_late", p -> p.then(message(Role.ASSISTANT, text("Hello.")))
                .then(message(Role.SYSTEM, text("Be brief.")))
                .then(message(Role.USER, text("Go on."))));
        put("turns", p -> p.then(message(Role.ASSISTANT, text("Hello.")))
                .then(message(Role.USER, text("Go on."))));
        put("first_turn", p -> p.before(message(Role.ASSISTANT, text("Hello."))));
        put("last_turn", p -> p.then(message(Role.ASSISTANT, text("Once upon"))));
        put("speaker_name", p -> {
            p.messages.set(0, new Message(Role.USER, List.of(text("Hello?")), "ada"));
            return p;
        });
        put("refusal", p -> p.then(message(Role.ASSISTANT, new Part.Refusal("I will not.")))
                .then(message(Role.USER, text("Why?"))));
    }

    private void media() {
        for (Media.Kind kind : Media.Kind.values()) {
            String name = kind.name().toLowerCase(Locale.ROOT);
            String type = switch (kind) {
                case IMAGE -> "image/png";
                case DOCUMENT -> "application/pdf";
                case AUDIO -> "audio/wav";
                case VIDEO -> "video/mp4";
            };
            Map<String, Media.Source> sources = new LinkedHashMap<>();
            sources.put("inline", new Media.Base64(PIXEL));
            sources.put("url", new Media.Url("https://example.com/a." + type.substring(type.indexOf('/') + 1)));
            sources.put("file", new Media.FileId("file-123"));
            if (kind == Media.Kind.DOCUMENT) {
                sources.put("text", new Media.Plain("A document's text."));
            }
            sources.forEach((form, source) -> {
                String mime = form.equals("text") ? "text/plain" : type;
                String file = kind == Media.Kind.DOCUMENT ? "paper" : null;
                Part part = new Part.MediaPart(new Media(kind, source, mime, file, null));
                put(name + "_" + form, p -> p.then(message(Role.USER, part)));
                put("tool_" + name + "_" + form, p -> p.result(part), p -> p.result(text("fine")));
            });
        }
        Part document = new Part.MediaPart(
                new Media(Media.Kind.DOCUMENT, new Media.Plain("A document's text."), "text/plain", "paper", null));
        Part citable = new Part.MediaPart(
                new Media(Media.Kind.DOCUMENT, new Media.Plain("A document's text."), "text/plain", "paper", null),
                true,
                null,
                null);
        put("citations", p -> p.then(message(Role.USER, citable)), p -> p.then(message(Role.USER, document)));
        Media picture = new Media(Media.Kind.IMAGE, new Media.Base64(PIXEL), "image/png", null, null);
        Media closely = new Media(Media.Kind.IMAGE, new Media.Base64(PIXEL), "image/png", null, "high");
        put(
                "image_detail",
                p -> p.then(message(Role.USER, new Part.MediaPart(closely))),
                p -> p.then(message(Role.USER, new Part.MediaPart(picture))));
        put("tool_media", p -> p.result(new Part.MediaPart(picture)), p -> p.result(text("fine")));
    }

    private void tools() {
        put("tools", p -> p.tool(function("weather", null, null)));
        put("tools_strict", p -> p.tool(function("weather", true, null)), p -> p.tool(function("weather", null, null)));
        put("tools_custom", p -> p.tool(new Tool.Custom("shell", "Runs a command", null)));
        put("tools_history", p -> p.result(text("fine")).withoutTools());
        put("web_search", p -> p.tool(new Tool.WebSearch(from, JsonTree.object())));
        put("tool_ids", p -> p.result(text("fine")));
        put("tool_result_empty", p -> p.result(text("")), p -> p.result(text("fine")));
        put("tool_result_error", p -> p.failed(true), p -> p.failed(false));
    }

    private void choices() {
        choice("required", new ToolChoice.Required());
        choice("named", new ToolChoice.Named("weather"));
        choice("none", new ToolChoice.None());
        choice("allowed", new ToolChoice.Allowed(List.of("weather", "clock"), true));
        put("tools_parallel", p -> p.two().parallel(false), Draught::two);
    }

    private void choice(String name, ToolChoice choice) {
        put("tool_choice_" + name, p -> p.two().choice(choice), Draught::two);
    }

    private void sampling() {
        sampled("max_output", new Sampling(8L, null, null, null, null, null, null, null, null, List.of(), null, null, null));
        sampled("stop", new Sampling(null, null, null, null, null, null, null, null, null, List.of("END"), null, null, null));
        sampled(
                "stop_many",
                new Sampling(
                        null, null, null, null, null, null, null, null, null,
                        List.of("A", "B", "C", "D", "E", "F"), null, null, null));
        sampled("temperature", new Sampling(null, 0.5, null, null, null, null, null, null, null, List.of(), null, null, null));
        sampled("top_p", new Sampling(null, null, 0.5, null, null, null, null, null, null, List.of(), null, null, null));
        sampled("top_k", new Sampling(null, null, null, 40L, null, null, null, null, null, List.of(), null, null, null));
        sampled("min_p", new Sampling(null, null, null, null, 0.1, null, null, null, null, List.of(), null, null, null));
        sampled(
                "frequency_penalty",
                new Sampling(null, null, null, null, null, 0.5, null, null, null, List.of(), null, null, null));
        sampled(
                "presence_penalty",
                new Sampling(null, null, null, null, null, null, 0.5, null, null, List.of(), null, null, null));
        sampled(
                "repetition_penalty",
                new Sampling(null, null, null, null, null, null, null, 1.1, null, List.of(), null, null, null));
        sampled("seed", new Sampling(null, null, null, null, null, null, null, null, 7L, List.of(), null, null, null));
        sampled("n", new Sampling(null, null, null, null, null, null, null, null, null, List.of(), 2, null, null));
        sampled("logprobs", new Sampling(null, null, null, null, null, null, null, null, null, List.of(), null, 2, null));
        sampled(
                "logit_bias",
                new Sampling(
                        null, null, null, null, null, null, null, null, null,
                        List.of(), null, null, JsonTree.object().put("50256", -100)));
    }

    private void sampled(String name, Sampling sampling) {
        put(name, p -> p.sampling(sampling));
    }

    private void thinking() {
        reasons("reasoning", new Reasoning(true, "high", null, false, null, false, false));
        reasons("reasoning_budget", new Reasoning(true, null, 2_048L, false, null, false, false));
        reasons("reasoning_off", new Reasoning(false, null, null, false, null, false, false));
        Reasoning high = new Reasoning(true, "high", null, false, null, false, false);
        put("reasoning_after_calls", p -> p.result(text("fine")).reasoning(high), p -> p.result(text("fine")));
        reasons("reasoning_summary", new Reasoning(true, "high", null, false, "detailed", false, false));
    }

    private void reasons(String name, Reasoning reasoning) {
        put(name, p -> p.reasoning(reasoning));
    }

    private void rest() {
        put("format_json", p -> p.format(new OutputFormat.JsonObject()));
        put("format_schema", p -> p.format(new OutputFormat.JsonSchema("city", null, schema(), true)));
        put(
                "cache_system",
                p -> p.before(message(Role.SYSTEM, marked("Be brief."))),
                p -> p.before(message(Role.SYSTEM, text("Be brief."))));
        put("cache_text", p -> p.then(message(Role.USER, marked("Hm."))), p -> p.then(message(Role.USER, text("Hm."))));
        put("cache_tools", p -> p.tool(function("weather", null, MARK)), p -> p.tool(function("weather", null, null)));
        put("cache_calls", p -> p.marked(MARK), p -> p.marked(null));
        put("service_tier", p -> p.tier("flex"));
        put("user", p -> p.user("ada"));
        put("metadata", p -> p.metadata(Map.of("run", "7")));
        put("verbosity", p -> p.verbosity("low"));
        put("modalities", p -> p.modalities(Set.of("text", "image")));
        put("extras", p -> p.extra("house_rule", "7"));
    }

    private void put(String name, UnaryOperator<Draught> with) {
        put(name, with, UnaryOperator.identity());
    }

    private void put(String name, UnaryOperator<Draught> with, UnaryOperator<Draught> without) {
        all.put(name, new Draft(with.apply(new Draught(from)).chat(), without.apply(new Draught(from)).chat()));
    }

    private static Part text(String text) {
        return new Part.Text(text);
    }

    private static Part marked(String text) {
        return new Part.Text(text, List.of(), null, MARK);
    }

    private static Message message(Role role, Part part) {
        return new Message(role, List.of(part));
    }

    private static Tool function(String name, @Nullable Boolean strict, @Nullable CacheMark mark) {
        return new Tool.Function(name, "Says it", schema(), strict, mark);
    }

    private static ObjectNode schema() {
        ObjectNode schema = JsonTree.object().put("type", "object");
        schema.putObject("properties").putObject("city").put("type", "string");
        schema.putArray("required").add("city");
        schema.put("additionalProperties", false);
        return schema;
    }

    /// A prompt that is being made.
    private static final class Draught {
        private final Dialect from;
        private final List<Message> messages = new ArrayList<>(List.of(message(Role.USER, text("Hello?"))));
        private final List<Tool> tools = new ArrayList<>();
        private final ObjectNode extras = JsonTree.object();
        private ToolChoice choice = new ToolChoice.Auto();
        private @Nullable Boolean parallel;
        private Sampling sampling = Sampling.NONE;
        private Reasoning reasoning = Reasoning.UNSAID;
        private OutputFormat format = new OutputFormat.Any();
        private @Nullable String tier;
        private @Nullable String user;
        private @Nullable String verbosity;
        private Map<String, String> metadata = Map.of();
        private Set<String> modalities = Set.of();

        Draught(Dialect from) {
            this.from = from;
        }

        Prompt.Chat chat() {
            return new Prompt.Chat(
                    from, messages, tools, choice, parallel, sampling, reasoning, format, tier, user, metadata,
                    verbosity, modalities, extras);
        }

        Draught before(Message message) {
            messages.addFirst(message);
            return this;
        }

        Draught then(Message message) {
            messages.add(message);
            return this;
        }

        Draught tool(Tool tool) {
            tools.add(tool);
            return this;
        }

        Draught withoutTools() {
            tools.clear();
            return this;
        }

        Draught two() {
            return tool(function("weather", null, null))
                    .tool(function("clock", null, null))
                    .tool(function("stocks", null, null));
        }

        Draught result(Part content) {
            return called(new Part.ToolResult("call_1", "weather", List.of(content), false, null));
        }

        Draught failed(boolean error) {
            return called(new Part.ToolResult("call_1", "weather", List.of(text("no such city")), error, null));
        }

        Draught marked(@Nullable CacheMark mark) {
            return called(new Part.ToolResult("call_1", "weather", List.of(text("fine")), false, mark));
        }

        private Draught called(Part.ToolResult result) {
            tools.add(function("weather", null, null));
            messages.add(message(Role.ASSISTANT, new Part.ToolCall("call_1", "weather", "{\"city\":\"Bonn\"}")));
            messages.add(message(Role.TOOL, result));
            return this;
        }

        Draught choice(ToolChoice to) {
            choice = to;
            return this;
        }

        Draught parallel(boolean to) {
            parallel = to;
            return this;
        }

        Draught sampling(Sampling to) {
            sampling = to;
            return this;
        }

        Draught reasoning(Reasoning to) {
            reasoning = to;
            return this;
        }

        Draught format(OutputFormat to) {
            format = to;
            return this;
        }

        Draught tier(String to) {
            tier = to;
            return this;
        }

        Draught user(String to) {
            user = to;
            return this;
        }

        Draught metadata(Map<String, String> to) {
            metadata = to;
            return this;
        }

        Draught verbosity(String to) {
            verbosity = to;
            return this;
        }

        Draught modalities(Set<String> to) {
            modalities = to;
            return this;
        }

        Draught extra(String name, String value) {
            extras.put(name, value);
            return this;
        }
    }
}
