package dev.roundhouse.dialect.responses;

import dev.roundhouse.catalog.Dialect;
import dev.roundhouse.dialect.Cursor.Unacceptable;
import dev.roundhouse.dialect.JsonTree;
import dev.roundhouse.dialect.Skim;
import dev.roundhouse.exchange.OutputFormat;
import dev.roundhouse.exchange.Prompt;
import dev.roundhouse.exchange.Reasoning;
import dev.roundhouse.exchange.Sampling;
import dev.roundhouse.exchange.ToolChoice;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// A request's body in neutral form.
final class RequestParser {
    static final String SEALED = "reasoning.encrypted_content";
    static final String LOGPROBS = "message.output_text.logprobs";

    /// Members that are modelled, or that are the gateway's to answer for.
    private static final Set<String> KNOWN = Set.of(
            "model",
            "input",
            "instructions",
            "tools",
            "tool_choice",
            "parallel_tool_calls",
            "text",
            "reasoning",
            "include",
            "max_output_tokens",
            "temperature",
            "top_p",
            "top_k",
            "top_logprobs",
            "frequency_penalty",
            "presence_penalty",
            "metadata",
            "user",
            "service_tier",
            "modalities",
            "store",
            "previous_response_id",
            "conversation",
            "background",
            "stream");

    private RequestParser() {}

    /// Reads a body.
    static Prompt.Chat parse(byte[] body) {
        JsonNode tree;
        try {
            tree = JsonTree.read(body);
        } catch (JacksonException _) {
            throw new Unacceptable("body", "not valid JSON");
        }
        return parse(tree);
    }

    private static Prompt.Chat parse(JsonNode body) {
        ObjectNode extras = JsonTree.object();
        Set<String> include = include(body.path("include"));
        JsonNode instructions = body.path("instructions");
        ToolChoice choice = Tools.choice(body.path("tool_choice"));
        if (choice == null) {
            extras.set("tool_choice", body.path("tool_choice"));
        }
        Reasoning reasoning = reasoning(body.path("reasoning"), include.remove(SEALED), extras);
        Sampling sampling = sampling(body, include.remove(LOGPROBS));
        OutputFormat format = format(body.path("text"), extras);
        if (!include.isEmpty()) {
            ArrayNode rest = extras.putArray("include");
            include.forEach(rest::add);
        }
        for (Map.Entry<String, JsonNode> member : body.properties()) {
            String name = member.getKey();
            boolean known = KNOWN.contains(name) || Skim.ROUTER_MEMBERS.contains(name);
            if (!known && !member.getValue().isNull()) {
                extras.set(name, member.getValue());
            }
        }
        return new Prompt.Chat(
                Dialect.OPENAI_RESPONSES,
                InputItems.read(body.path("input"), instructions),
                Tools.read(body.path("tools")),
                choice == null ? new ToolChoice.Auto() : choice,
                JsonTree.truth(body, "parallel_tool_calls"),
                sampling,
                reasoning,
                format,
                JsonTree.string(body, "service_tier"),
                JsonTree.string(body, "user"),
                metadata(body.path("metadata")),
                JsonTree.string(body.path("text"), "verbosity"),
                modalities(body.path("modalities")),
                extras);
    }

    private static Set<String> include(JsonNode list) {
        Set<String> names = new LinkedHashSet<>();
        for (JsonNode name : list) {
            if (name.isString()) {
                names.add(name.stringValue());
            }
        }
        return names;
    }

    private static Sampling sampling(JsonNode body, boolean logprobs) {
        Long likely = JsonTree.whole(body, "top_logprobs");
        Integer shown = likely != null ? Integer.valueOf(Math.clamp(likely, 0, 100)) : logprobs ? 0 : null;
        return new Sampling(
                JsonTree.whole(body, "max_output_tokens"),
                JsonTree.number(body, "temperature"),
                JsonTree.number(body, "top_p"),
                JsonTree.whole(body, "top_k"),
                null,
                JsonTree.number(body, "frequency_penalty"),
                JsonTree.number(body, "presence_penalty"),
                null,
                null,
                List.of(),
                null,
                // Without the include nothing is shown, whatever the count: 0 is what OpenAI echoes.
                logprobs || (shown != null && shown > 0) ? shown : null,
                null);
    }

    private static Reasoning reasoning(JsonNode said, boolean encrypted, ObjectNode extras) {
        if (!said.isObject()) {
            return new Reasoning(null, null, null, false, null, false, encrypted);
        }
        String effort = JsonTree.string(said, "effort");
        boolean none = "none".equals(effort);
        String summary = JsonTree.string(said, "summary");
        ObjectNode rest = said.deepCopy().asObject();
        rest.remove(List.of("effort", "summary", "generate_summary", "enabled", "max_tokens", "exclude"));
        if (!rest.isEmpty()) {
            extras.set("reasoning", rest);
        }
        return new Reasoning(
                none ? Boolean.FALSE : JsonTree.truth(said, "enabled"),
                none ? null : effort,
                JsonTree.whole(said, "max_tokens"),
                false,
                summary == null ? JsonTree.string(said, "generate_summary") : summary,
                Boolean.TRUE.equals(JsonTree.truth(said, "exclude")),
                encrypted);
    }

    private static OutputFormat format(JsonNode text, ObjectNode extras) {
        JsonNode format = text.path("format");
        if (text.isObject()) {
            ObjectNode rest = text.deepCopy().asObject();
            rest.remove(List.of("format", "verbosity"));
            if (!rest.isEmpty()) {
                extras.set("text", rest);
            }
        }
        String type = JsonTree.string(format, "type");
        return switch (type == null ? "text" : type) {
            case "text" -> new OutputFormat.Any();
            case "json_object" -> new OutputFormat.JsonObject();
            case "json_schema" -> schema(format);
            default -> new OutputFormat.Grammar(format);
        };
    }

    private static OutputFormat schema(JsonNode format) {
        JsonNode schema = format.path("schema");
        if (!schema.isObject()) {
            throw new Unacceptable("text.format.schema", "missing (expected: a JSON schema)");
        }
        String name = JsonTree.string(format, "name");
        return new OutputFormat.JsonSchema(
                name == null ? "answer" : name,
                JsonTree.string(format, "description"),
                schema,
                JsonTree.truth(format, "strict"));
    }

    private static Map<String, String> metadata(JsonNode notes) {
        Map<String, String> read = new LinkedHashMap<>();
        for (Map.Entry<String, JsonNode> note : notes.properties()) {
            read.put(
                    note.getKey(),
                    note.getValue().isString() ? note.getValue().stringValue() : JsonTree.text(note.getValue()));
        }
        return read;
    }

    private static Set<String> modalities(JsonNode list) {
        Set<String> read = new HashSet<>();
        for (JsonNode one : list) {
            if (one.isString()) {
                read.add(one.stringValue());
            }
        }
        return read;
    }

    /// Whether a member is there and says something.
    static boolean says(@Nullable JsonNode value) {
        return value != null && !value.isMissingNode() && !value.isNull();
    }
}
