package dev.roundhouse.dialect.bedrock;

import dev.roundhouse.catalog.Dialect;
import dev.roundhouse.catalog.Endpoint;
import dev.roundhouse.dialect.JsonTree;
import dev.roundhouse.dialect.Losses;
import dev.roundhouse.dialect.Outbound;
import dev.roundhouse.exchange.Message;
import dev.roundhouse.exchange.OutputFormat;
import dev.roundhouse.exchange.Prompt;
import dev.roundhouse.exchange.Role;
import dev.roundhouse.exchange.Sampling;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Says a conversation as a request of Converse.
final class ConverseBody {
    /// From here on Claude refuses to be told how to draw.
    private static final int NO_SAMPLING_FROM = 407;

    private static final Pattern METADATA = Pattern.compile("[a-zA-Z0-9\\s:_@$#=/+,.-]{0,256}");
    private static final String JSON_ONLY = "Answer with one JSON object and nothing else.";

    private final Prompt.Chat chat;
    private final Endpoint endpoint;
    private final String id;
    private final Family family;
    private final boolean own;
    private final Losses losses;
    private final BlockWriter blocks;
    private final ObjectNode body = JsonTree.object();
    private final ObjectNode fields = JsonTree.object();

    private ConverseBody(Prompt.Chat chat, Outbound outbound) {
        this.chat = chat;
        endpoint = outbound.endpoint();
        id = Objects.requireNonNull(endpoint.upstreamId(), "upstreamId");
        family = Family.of(endpoint);
        own = chat.from() == Dialect.BEDROCK_CONVERSE;
        losses = outbound.losses();
        blocks = new BlockWriter(family, own, losses);
    }

    /// The body for an endpoint.
    static ObjectNode of(Prompt.Chat chat, Outbound outbound) {
        return new ConverseBody(chat, outbound).write();
    }

    private ObjectNode write() {
        messages();
        boolean thinks = ReasoningFields.put(
                new ReasoningFields.Asked(
                        chat.reasoning(), family, id, reasons(), chat.sampling().maxOutput()),
                fields,
                losses);
        boolean byTool = format();
        new ConverseTools(chat, blocks, losses).write(body, byTool, thinks);
        sampling(thinks && !own);
        said();
        if (own) {
            ObjectNode extras = chat.extras();
            JsonNode more = extras.path("additionalModelRequestFields");
            ReasoningFields.merge(fields, more);
            if (!fields.isEmpty()) {
                body.set("additionalModelRequestFields", fields);
            }
            ReasoningFields.merge(body, extras);
        } else if (!fields.isEmpty()) {
            body.set("additionalModelRequestFields", fields);
        }
        return body;
    }

    private boolean reasons() {
        return own
                || endpoint.capabilities().isEmpty()
                || endpoint.capabilities().contains("reasoning");
    }

    private void messages() {
        ArrayNode system = JsonTree.array();
        ArrayNode messages = JsonTree.array();
        for (Message message : chat.messages()) {
            boolean instruction = message.role() == Role.SYSTEM || message.role() == Role.DEVELOPER;
            if (instruction) {
                if (!messages.isEmpty()) {
                    losses.adapted("messages.system", "instructions stand before the conversation");
                }
                blocks.parts(message.parts(), system);
            } else {
                turn(message, messages);
            }
        }
        if (!messages.isEmpty()
                && !own
                && messages.get(0).path("role").asString("").equals("assistant")) {
            losses.adapted("messages", "a conversation begins with the user's turn");
            ObjectNode first = JsonTree.object().put("role", "user");
            first.putArray("content").addObject().put("text", "(continue)");
            messages.insert(0, first);
        }
        if (!system.isEmpty()) {
            body.set("system", system);
        }
        body.set("messages", messages);
    }

    // Turns alternate, and what tools answered is the user's.
    private void turn(Message message, ArrayNode messages) {
        String role = message.role() == Role.ASSISTANT ? "assistant" : "user";
        ArrayNode content;
        boolean joined = !messages.isEmpty()
                && messages.get(messages.size() - 1).path("role").asString("").equals(role);
        if (joined) {
            content = messages.get(messages.size() - 1).get("content").asArray();
        } else {
            content = JsonTree.array();
        }
        if (message.name() != null) {
            losses.dropped("message.name", "turns have no names");
        }
        blocks.parts(message.parts(), content);
        if (!joined && !content.isEmpty()) {
            messages.addObject().put("role", role).set("content", content);
        }
    }

    private boolean format() {
        switch (chat.format()) {
            case OutputFormat.Any _ -> {}
            case OutputFormat.JsonObject _ -> {
                losses.adapted("format.json_object", "asked for in words");
                instruct(JSON_ONLY);
            }
            case OutputFormat.Grammar _ -> losses.dropped("format.grammar", "no grammars here");
            case OutputFormat.JsonSchema schema -> {
                boolean closable = ClosedSchema.isClosable(schema.schema());
                if (!own && !(family.structured(id) && closable)) {
                    losses.adapted("format.json_schema", "held to by a tool that must be called");
                    return true;
                }
                ObjectNode format =
                        body.putObject("outputConfig").putObject("textFormat").put("type", "json_schema");
                ObjectNode said = format.putObject("structure").putObject("jsonSchema");
                JsonNode closed = own ? schema.schema() : ClosedSchema.of(schema.schema());
                if (!closed.equals(schema.schema())) {
                    losses.adapted("format.json_schema", "objects have no members that the schema does not name");
                }
                said.put("schema", JsonTree.text(closed)).put("name", schema.name());
                if (schema.description() != null) {
                    said.put("description", schema.description());
                }
            }
        }
        return false;
    }

    private void instruct(String words) {
        ArrayNode system = body.path("system") instanceof ArrayNode there ? there : body.putArray("system");
        system.addObject().put("text", words);
    }

    private void sampling(boolean thinks) {
        Sampling said = chat.sampling();
        ObjectNode inference = JsonTree.object();
        if (said.maxOutput() != null) {
            inference.put("maxTokens", said.maxOutput());
        }
        boolean refused = !own && family == Family.CLAUDE && Family.claudeVersion(id) >= NO_SAMPLING_FROM;
        if (refused || (thinks && family == Family.CLAUDE)) {
            String why = refused ? "the model decides this itself" : "not together with reasoning";
            dropped(said.temperature(), "sampling.temperature", why);
            dropped(said.topP(), "sampling.top_p", why);
            dropped(said.topK(), "sampling.top_k", why);
        } else {
            drawing(said, inference);
        }
        if (!said.stop().isEmpty()) {
            ArrayNode stop = inference.putArray("stopSequences");
            said.stop().stream().filter(text -> own || !text.isBlank()).forEach(stop::add);
        }
        if (!inference.isEmpty()) {
            body.set("inferenceConfig", inference);
        }
        String why = "Bedrock has no such setting";
        dropped(said.minP(), "sampling.min_p", why);
        dropped(said.frequencyPenalty(), "sampling.frequency_penalty", why);
        dropped(said.presencePenalty(), "sampling.presence_penalty", why);
        dropped(said.repetitionPenalty(), "sampling.repetition_penalty", why);
        dropped(said.seed(), "sampling.seed", why);
        dropped(said.logprobs(), "sampling.logprobs", why);
        dropped(said.logitBias(), "sampling.logit_bias", why);
        dropped(
                said.choices() == null || said.choices() == 1 ? null : said.choices(),
                "sampling.choices",
                "one answer only");
    }

    private void drawing(Sampling said, ObjectNode inference) {
        if (said.temperature() != null) {
            boolean high = !own && said.temperature() > 1;
            if (high) {
                losses.adapted("sampling.temperature", "at most 1 here");
            }
            inference.put("temperature", high ? 1.0 : said.temperature());
        }
        if (said.topP() != null) {
            inference.put("topP", said.topP());
        }
        if (said.topK() == null) {
            return;
        }
        switch (family) {
            case CLAUDE, MISTRAL, UNKNOWN -> fields.put("top_k", said.topK());
            case NOVA -> fields.putObject("inferenceConfig").put("topK", said.topK());
            case TITAN, LLAMA, COHERE, AI21, OPENAI, DEEPSEEK, OTHER -> {
                if (own) {
                    fields.put("top_k", said.topK());
                } else {
                    losses.dropped("sampling.top_k", "this family of models has no such setting on Bedrock");
                }
            }
        }
    }

    private void said() {
        if (chat.serviceTier() != null && !chat.serviceTier().equals("auto")) {
            body.putObject("serviceTier").put("type", chat.serviceTier());
        }
        ObjectNode metadata = JsonTree.object();
        for (Map.Entry<String, String> note : chat.metadata().entrySet()) {
            boolean fits = METADATA.matcher(note.getKey()).matches()
                    && METADATA.matcher(note.getValue()).matches();
            if (own || fits) {
                metadata.put(note.getKey(), note.getValue());
            } else {
                losses.dropped("metadata", "letters, digits and a few signs only");
            }
        }
        if (!metadata.isEmpty()) {
            body.set("requestMetadata", metadata);
        }
        dropped(chat.user(), "user", "there is no place for it");
        dropped(chat.verbosity(), "verbosity", "there is no place for it");
        if (chat.modalities().stream().anyMatch(modality -> !modality.equals("text"))) {
            losses.dropped("modalities", "what comes out is the model's affair");
        }
        if (!own && !chat.extras().isEmpty()) {
            losses.dropped("extras", "members of another dialect");
        }
    }

    private void dropped(@org.jspecify.annotations.Nullable Object said, String feature, String why) {
        if (said != null) {
            losses.dropped(feature, why);
        }
    }
}
