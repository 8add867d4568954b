package dev.roundhouse.dialect.gemini;

import dev.roundhouse.catalog.Dialect;
import dev.roundhouse.dialect.Cursor.Unacceptable;
import dev.roundhouse.dialect.JsonTree;
import dev.roundhouse.dialect.Skim;
import dev.roundhouse.exchange.GenerationRequest;
import dev.roundhouse.exchange.OutputFormat;
import dev.roundhouse.exchange.Prompt;
import dev.roundhouse.exchange.Reasoning;
import dev.roundhouse.exchange.Sampling;
import dev.roundhouse.exchange.Tool;
import dev.roundhouse.exchange.ToolChoice;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Reads a client's request to generate or to count into the neutral form.
final class RequestParser {
    private static final String CONFIG = "generationConfig";
    private static final String JSON = "application/json";

    private static final Set<String> KNOWN = known();

    private static final Set<String> CONFIG_KNOWN = Set.of(
            "temperature",
            "topP",
            "topK",
            "maxOutputTokens",
            "stopSequences",
            "candidateCount",
            "seed",
            "presencePenalty",
            "frequencyPenalty",
            "responseLogprobs",
            "logprobs",
            "responseModalities",
            "thinkingConfig");

    private static final Set<String> FORMAT_KNOWN =
            Set.of("responseMimeType", "responseSchema", "responseJsonSchema", "_responseJsonSchema");

    private static final Set<String> SEARCHES = Set.of("googleSearch", "googleSearchRetrieval", "enterpriseWebSearch");

    private final ObjectNode extras = JsonTree.object();

    private RequestParser() {}

    /// The conversation.
    ///
    /// @throws Unacceptable when a member is not what it must be
    static Prompt.Chat chat(JsonNode body) {
        JsonNode wrapped = Members.get(body, "generateContentRequest");
        return new RequestParser().read(wrapped.isObject() ? wrapped : body);
    }

    private Prompt.Chat read(JsonNode body) {
        Members.others(body, KNOWN, extras);
        JsonNode config = Members.get(body, CONFIG);
        ObjectNode more = JsonTree.object();
        Members.others(config, CONFIG_KNOWN, more);
        OutputFormat format = format(config, more);
        List<Tool> tools = tools(body);
        ToolChoice choice = choice(Members.get(body, "toolConfig"));
        if (!more.isEmpty()) {
            extras.set(CONFIG, more);
        }
        Set<String> modalities = new HashSet<>();
        for (String modality : Members.texts(config, "responseModalities")) {
            modalities.add(modality.toLowerCase(Locale.ROOT));
        }
        return new Prompt.Chat(
                Dialect.GEMINI,
                new PartParser().messages(body),
                tools,
                choice,
                null,
                sampling(config),
                reasoning(Members.get(config, "thinkingConfig")),
                format,
                tier(Members.text(body, "serviceTier")),
                null,
                Map.of(),
                null,
                modalities,
                extras);
    }

    /// What a request says of thinking, and nothing else of it.
    static Reasoning thinking(GenerationRequest request) {
        for (String name : List.of(CONFIG, "generation_config")) {
            GenerationRequest.Span span = request.spans().get(name);
            if (span != null) {
                JsonNode config = JsonTree.read(request.body(), span.valueFrom(), span.valueTo());
                return reasoning(Members.get(config, "thinkingConfig"));
            }
        }
        return Reasoning.UNSAID;
    }

    /// Google's name of a tier as OpenAI says it; null unsaid.
    static @Nullable String tier(@Nullable String said) {
        if (said == null) {
            return null;
        }
        String tier = said.toLowerCase(Locale.ROOT).replace("service_tier_", "");
        return switch (tier) {
            case "standard" -> "default";
            case "unspecified", "" -> null;
            default -> tier;
        };
    }

    private static Sampling sampling(JsonNode config) {
        Long logprobs = Members.whole(config, CONFIG, "logprobs");
        boolean wanted = Members.get(config, "responseLogprobs").booleanValue(false);
        Long choices = Members.whole(config, CONFIG, "candidateCount");
        return new Sampling(
                Members.whole(config, CONFIG, "maxOutputTokens"),
                Members.number(config, CONFIG, "temperature"),
                Members.number(config, CONFIG, "topP"),
                Members.whole(config, CONFIG, "topK"),
                null,
                Members.number(config, CONFIG, "frequencyPenalty"),
                Members.number(config, CONFIG, "presencePenalty"),
                null,
                Members.whole(config, CONFIG, "seed"),
                Members.texts(config, "stopSequences"),
                choices == null ? null : choices.intValue(),
                wanted ? Integer.valueOf(logprobs == null ? 0 : logprobs.intValue()) : null,
                null);
    }

    // Thoughts are shown when asked for, and kept back only when that is said: those who do not ask pass them
    // over.
    private static Reasoning reasoning(JsonNode thinking) {
        if (!thinking.isObject()) {
            return Reasoning.UNSAID;
        }
        Long budget = Members.whole(thinking, CONFIG + ".thinkingConfig", "thinkingBudget");
        String said = Members.text(thinking, "thinkingLevel");
        String level = said == null ? null : said.toLowerCase(Locale.ROOT).replace("thinking_level_", "");
        String effort = level == null || level.equals("unspecified") ? null : level;
        JsonNode shown = Members.get(thinking, "includeThoughts");
        boolean adaptive = budget != null && budget < 0;
        Boolean enabled = budget == null ? null : Boolean.valueOf(budget != 0);
        return new Reasoning(
                enabled,
                effort,
                budget == null || budget <= 0 ? null : budget,
                adaptive,
                shown.booleanValue(false) ? "auto" : null,
                shown.isBoolean() && !shown.booleanValue(),
                false);
    }

    private static OutputFormat format(JsonNode config, ObjectNode more) {
        JsonNode subset = Members.get(config, "responseSchema");
        JsonNode older = config.path("_responseJsonSchema");
        JsonNode schema = older.isObject() ? older : Members.get(config, "responseJsonSchema");
        String type = Members.text(config, "responseMimeType");
        boolean json = type == null || type.equals(JSON);
        if (type != null && !json && !type.equals("text/plain")) {
            return new OutputFormat.Any(); // only Google writes bare enums and pictures: all of it stays in the extras
        }
        more.remove(FORMAT_KNOWN);
        if (json && schema.isObject()) {
            return new OutputFormat.JsonSchema("response", null, schema, null);
        }
        if (json && subset.isObject()) {
            return new OutputFormat.JsonSchema("response", null, Schemas.json(subset), null);
        }
        return type != null && json ? new OutputFormat.JsonObject() : new OutputFormat.Any();
    }

    private static List<Tool> tools(JsonNode body) {
        List<Tool> tools = new ArrayList<>();
        int index = 0;
        for (JsonNode tool : Members.list(body, "tools")) {
            String path = "tools[" + index++ + "]";
            if (!tool.isObject()) {
                throw new Unacceptable(path, Members.kind(tool) + " (expected: an object)");
            }
            int nth = 0;
            for (JsonNode function : Members.list(tool, "functionDeclarations")) {
                tools.add(function(function, path + ".functionDeclarations[" + nth++ + "]"));
            }
            for (Map.Entry<String, JsonNode> member : tool.properties()) {
                String name = Members.camel(member.getKey());
                if (name.equals("functionDeclarations") || member.getValue().isNull()) {
                    continue;
                }
                ObjectNode alone = JsonTree.object();
                alone.set(name, member.getValue());
                tools.add(
                        SEARCHES.contains(name)
                                ? new Tool.WebSearch(Dialect.GEMINI, alone)
                                : new Tool.Native(Dialect.GEMINI, alone));
            }
        }
        return tools;
    }

    private static Tool function(JsonNode function, String path) {
        String name = Members.text(function, "name");
        if (name == null || name.isEmpty()) {
            throw new Unacceptable(path + ".name", "missing (expected: the function's name)");
        }
        JsonNode subset = Members.get(function, "parameters");
        JsonNode schema = Members.get(function, "parametersJsonSchema");
        JsonNode parameters = schema.isObject() ? schema : subset.isObject() ? Schemas.json(subset) : null;
        return new Tool.Function(name, Members.text(function, "description"), parameters, null, null);
    }

    private ToolChoice choice(JsonNode config) {
        ObjectNode more = JsonTree.object();
        Members.others(config, Set.of("functionCallingConfig"), more);
        JsonNode calling = Members.get(config, "functionCallingConfig");
        List<String> names = Members.texts(calling, "allowedFunctionNames");
        String said = Members.text(calling, "mode");
        String mode = said == null ? "AUTO" : said.toUpperCase(Locale.ROOT);
        ToolChoice choice = switch (mode) {
            case "NONE" -> new ToolChoice.None();
            case "ANY" ->
                switch (names.size()) {
                    case 0 -> new ToolChoice.Required();
                    case 1 -> new ToolChoice.Named(names.getFirst());
                    default -> new ToolChoice.Allowed(names, true);
                };
            case "VALIDATED" -> names.isEmpty() ? new ToolChoice.Auto() : new ToolChoice.Allowed(names, false);
            case "AUTO", "MODE_UNSPECIFIED" -> new ToolChoice.Auto();
            default ->
                throw new Unacceptable(
                        "toolConfig.functionCallingConfig.mode", "unknown (expected: AUTO, ANY, NONE or VALIDATED)");
        };
        if (mode.equals("VALIDATED") && names.isEmpty()) {
            more.putObject("functionCallingConfig").put("mode", mode);
        }
        if (!more.isEmpty()) {
            extras.set("toolConfig", more);
        }
        return choice;
    }

    private static Set<String> known() {
        Set<String> known = new HashSet<>(Skim.ROUTER_MEMBERS);
        known.addAll(List.of(
                "contents",
                "systemInstruction",
                "tools",
                "toolConfig",
                CONFIG,
                "serviceTier",
                "model",
                "generateContentRequest"));
        return Set.copyOf(known);
    }
}
