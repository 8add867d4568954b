package dev.roundhouse.dialect.bedrock;

import dev.roundhouse.catalog.Dialect;
import dev.roundhouse.dialect.Cursor.Unacceptable;
import dev.roundhouse.dialect.JsonTree;
import dev.roundhouse.dialect.Skim;
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
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Reads a request of Converse into the neutral form.
final class ConverseRequest {
    private static final Set<String> MODELLED = Set.of(
            "system",
            "messages",
            "toolConfig",
            "inferenceConfig",
            "additionalModelRequestFields",
            "outputConfig",
            "serviceTier",
            "requestMetadata",
            "modelId");

    private final ObjectNode body;
    private final Blocks blocks;
    private final ObjectNode fields;
    private final ObjectNode inference;

    private ConverseRequest(ObjectNode body, String model) {
        this.body = body;
        blocks = new Blocks(Family.of(model).sealFormat());
        fields = copy("additionalModelRequestFields");
        inference = copy("inferenceConfig");
    }

    /// The conversation of a body.
    ///
    /// @param model as the client named it, which tells whose signatures are in it
    /// @throws Unacceptable when a member is not what it must be
    static Prompt.Chat read(ObjectNode body, String model) {
        return new ConverseRequest(body, model).chat();
    }

    private Prompt.Chat chat() {
        List<Message> messages = new ArrayList<>();
        JsonNode system = body.path("system");
        if (system.isArray() && !system.isEmpty()) {
            messages.add(new Message(Role.SYSTEM, blocks.parts(system, "system")));
        }
        int index = 0;
        for (JsonNode message : list("messages")) {
            message(message, "messages[" + index++ + "]", messages);
        }
        Reasoning reasoning = ReasoningFields.take(fields);
        Long topK = topK();
        return new Prompt.Chat(
                Dialect.BEDROCK_CONVERSE,
                messages,
                tools(),
                toolChoice(),
                null,
                sampling(topK),
                reasoning,
                format(),
                JsonTree.string(body.path("serviceTier"), "type"),
                null,
                metadata(),
                null,
                Set.of(),
                extras());
    }

    private void message(JsonNode message, String at, List<Message> messages) {
        String role = JsonTree.string(message, "role");
        List<Part> parts = blocks.parts(message.path("content"), at + ".content");
        if ("assistant".equals(role)) {
            messages.add(new Message(Role.ASSISTANT, parts));
            return;
        }
        if ("system".equals(role)) {
            messages.add(new Message(Role.SYSTEM, parts));
            return;
        }
        if (!"user".equals(role)) {
            throw new Unacceptable(at + ".role", (role == null ? "missing" : role) + " (expected: user or assistant)");
        }
        // Results stand in the user's turn here; in the neutral form they are turns of their own.
        List<Part> run = new ArrayList<>();
        boolean results = false;
        for (Part part : parts) {
            boolean result = part instanceof Part.ToolResult;
            if (result != results && !run.isEmpty()) {
                messages.add(new Message(results ? Role.TOOL : Role.USER, run));
                run = new ArrayList<>();
            }
            results = result;
            run.add(part);
        }
        if (!run.isEmpty()) {
            messages.add(new Message(results ? Role.TOOL : Role.USER, run));
        }
    }

    private List<Tool> tools() {
        List<Tool> tools = new ArrayList<>();
        for (JsonNode tool : body.path("toolConfig").path("tools")) {
            JsonNode spec = tool.path("toolSpec");
            String name = JsonTree.string(spec, "name");
            if (name != null) {
                tools.add(new Tool.Function(
                        name,
                        JsonTree.string(spec, "description"),
                        spec.path("inputSchema").has("json")
                                ? spec.get("inputSchema").get("json")
                                : null,
                        JsonTree.truth(spec, "strict"),
                        null));
            } else if (tool.has("cachePoint") && !tools.isEmpty() && tools.getLast() instanceof Tool.Function last) {
                tools.set(
                        tools.size() - 1,
                        new Tool.Function(
                                last.name(),
                                last.description(),
                                last.schema(),
                                last.strict(),
                                Blocks.cacheMark(tool.get("cachePoint"))));
            } else if ("nova_grounding".equals(JsonTree.string(tool.path("systemTool"), "name"))) {
                tools.add(new Tool.WebSearch(Dialect.BEDROCK_CONVERSE, tool));
            } else {
                tools.add(new Tool.Native(Dialect.BEDROCK_CONVERSE, tool));
            }
        }
        return tools;
    }

    private ToolChoice toolChoice() {
        JsonNode choice = body.path("toolConfig").path("toolChoice");
        String name = JsonTree.string(choice.path("tool"), "name");
        if (name != null) {
            return new ToolChoice.Named(name);
        }
        return choice.has("any") ? new ToolChoice.Required() : new ToolChoice.Auto();
    }

    private @Nullable Long topK() {
        Long topK = JsonTree.whole(fields, "top_k");
        if (topK != null) {
            fields.remove("top_k");
        }
        if (fields.path("inferenceConfig") instanceof ObjectNode nova
                && nova.path("topK").isNumber()) {
            topK = JsonTree.whole(nova, "topK");
            nova.remove("topK");
            if (nova.isEmpty()) {
                fields.remove("inferenceConfig");
            }
        }
        return topK;
    }

    private Sampling sampling(@Nullable Long topK) {
        List<String> stop = new ArrayList<>();
        for (JsonNode text : inference.path("stopSequences")) {
            if (text.isString()) {
                stop.add(text.stringValue());
            }
        }
        Sampling sampling = new Sampling(
                JsonTree.whole(inference, "maxTokens"),
                JsonTree.number(inference, "temperature"),
                JsonTree.number(inference, "topP"),
                topK,
                null,
                null,
                null,
                null,
                null,
                stop,
                null,
                null,
                null);
        inference.remove(Set.of("maxTokens", "temperature", "topP", "stopSequences"));
        return sampling;
    }

    private OutputFormat format() {
        JsonNode format = body.path("outputConfig").path("textFormat");
        JsonNode schema = format.path("structure").path("jsonSchema");
        String text = JsonTree.string(schema, "schema");
        if (text == null) {
            return new OutputFormat.Any();
        }
        String name = JsonTree.string(schema, "name");
        try {
            return new OutputFormat.JsonSchema(
                    name == null ? "answer" : name, JsonTree.string(schema, "description"), JsonTree.read(text), true);
        } catch (JacksonException _) {
            throw new Unacceptable(
                    "outputConfig.textFormat.structure.jsonSchema.schema",
                    "not JSON (expected: a JSON schema as text)");
        }
    }

    private Map<String, String> metadata() {
        Map<String, String> metadata = new HashMap<>();
        JsonNode said = body.path("requestMetadata");
        for (String name : said.propertyNames()) {
            if (said.get(name).isString()) {
                metadata.put(name, said.get(name).stringValue());
            }
        }
        return metadata;
    }

    private ObjectNode extras() {
        ObjectNode extras = JsonTree.object();
        for (String name : body.propertyNames()) {
            if (!MODELLED.contains(name) && !Skim.ROUTER_MEMBERS.contains(name)) {
                extras.set(name, body.get(name));
            }
        }
        if (!fields.isEmpty()) {
            extras.set("additionalModelRequestFields", fields);
        }
        if (!inference.isEmpty()) {
            extras.set("inferenceConfig", inference);
        }
        return extras;
    }

    private ObjectNode copy(String name) {
        return body.path(name) instanceof ObjectNode object ? object.deepCopy() : JsonTree.object();
    }

    private JsonNode list(String name) {
        JsonNode value = body.path(name);
        if (!value.isMissingNode() && !value.isNull() && !value.isArray()) {
            throw new Unacceptable(name, "not a list (expected: a list of messages)");
        }
        return value;
    }
}
