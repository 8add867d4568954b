package dev.roundhouse.dialect.bedrock;

import dev.roundhouse.catalog.Dialect;
import dev.roundhouse.dialect.FrameWriter;
import dev.roundhouse.dialect.JsonTree;
import dev.roundhouse.dialect.Outbound;
import dev.roundhouse.exchange.Prompt;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Nova's own bodies: Converse's, but for the names of a few settings.
final class NovaBody {
    private NovaBody() {}

    /// The conversation of a body.
    static Prompt.Chat read(ObjectNode body, String model) {
        ObjectNode converse = body.deepCopy();
        converse.remove("schemaVersion");
        if (converse.path("inferenceConfig") instanceof ObjectNode config) {
            rename(config, "max_new_tokens", "maxTokens");
            rename(config, "top_p", "topP");
            rename(config, "top_k", "topK");
            JsonNode topK = config.remove("topK");
            if (topK != null) {
                converse.putObject("additionalModelRequestFields").set("top_k", topK);
            }
        }
        if (converse.path("reasoningConfig").isObject()) {
            ObjectNode fields = converse.path("additionalModelRequestFields") instanceof ObjectNode there
                    ? there
                    : converse.putObject("additionalModelRequestFields");
            fields.set("reasoningConfig", converse.remove("reasoningConfig"));
        }
        return ConverseRequest.read(converse, model);
    }

    private static void rename(ObjectNode config, String from, String to) {
        JsonNode value = config.remove(from);
        if (value != null && !config.has(to)) {
            config.set(to, value);
        }
    }

    /// A body for a conversation.
    static ObjectNode write(Prompt.Chat chat, Outbound outbound) {
        ObjectNode body = ConverseBody.of(chat, outbound);
        JsonNode fields = body.remove("additionalModelRequestFields");
        if (fields != null) {
            ReasoningFields.merge(body, fields);
        }
        body.put("schemaVersion", "messages-v1");
        if (chat.from() != Dialect.BEDROCK_CONVERSE && body.has("requestMetadata")) {
            body.remove("requestMetadata");
            outbound.losses().dropped("metadata", "there is no place for it");
        }
        return body;
    }

    /// Puts Converse's events into the framing that Nova has them in.
    static FrameWriter writer() {
        FrameWriter chunks = InvokeFrames.writer();
        return (event, payload, from, to, out) -> {
            if (event.startsWith(dev.roundhouse.dialect.EventStreamFrames.EXCEPTION)) {
                chunks.frame(event, payload, from, to, out);
                return;
            }
            ObjectNode wrapped = JsonTree.object();
            wrapped.set(event, JsonTree.read(payload, from, to));
            chunks.frame("", JsonTree.bytes(wrapped), out);
        };
    }
}
