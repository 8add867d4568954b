package dev.roundhouse.dialect.anthropic;

import dev.roundhouse.dialect.JsonTree;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Puts a stream's events together to the message that they make, as the vendor's own clients do.
final class MessageBuilder implements BlockWriter.Frames {
    private ObjectNode message = JsonTree.object();
    private ArrayNode content = JsonTree.array();
    private final StringBuilder text = new StringBuilder();

    private @Nullable ObjectNode block;
    private String growing = "";

    @Override
    public void frame(String name, ObjectNode frame) {
        switch (name) {
            case "message_start" -> {
                message = (ObjectNode) frame.get("message");
                content = (ArrayNode) message.get("content");
            }
            case "content_block_start" -> {
                block = (ObjectNode) frame.get("content_block");
                content.add(block);
                growing = "";
                text.setLength(0);
            }
            case "content_block_delta" -> delta(frame.path("delta"));
            case "content_block_stop" -> settle();
            case "message_delta" -> ended(frame);
            default -> {}
        }
    }

    /// The message so far.
    ObjectNode message() {
        return message;
    }

    private void delta(JsonNode delta) {
        ObjectNode into = block;
        if (into == null) {
            return;
        }
        switch (String.valueOf(JsonTree.string(delta, "type"))) {
            case "text_delta" -> grow("text", delta, "text");
            case "thinking_delta" -> grow("thinking", delta, "thinking");
            case "input_json_delta" -> grow("input", delta, "partial_json");
            case "signature_delta" -> into.set("signature", delta.path("signature"));
            case "citations_delta" -> {
                ArrayNode citations =
                        into.path("citations") instanceof ArrayNode already ? already : into.putArray("citations");
                citations.add(delta.path("citation"));
            }
            default -> {}
        }
    }

    private void grow(String member, JsonNode delta, String name) {
        growing = member;
        String more = JsonTree.string(delta, name);
        text.append(more == null ? "" : more);
    }

    private void settle() {
        ObjectNode into = block;
        block = null;
        if (into == null || growing.isEmpty()) {
            return;
        }
        if (!growing.equals("input")) {
            into.put(growing, text.toString());
            return;
        }
        // A model may write arguments that are no JSON; the schema has room for objects alone.
        ObjectNode input = BrokenInput.object(text.toString());
        into.set("input", input == null ? JsonTree.object().put(BrokenInput.MEMBER, text.toString()) : input);
    }

    private void ended(ObjectNode frame) {
        message.setAll((ObjectNode) frame.get("delta"));
        JsonNode tier = message.path("usage").path("service_tier");
        ObjectNode usage = (ObjectNode) frame.get("usage");
        if (!tier.isMissingNode()) {
            usage.set("service_tier", tier);
        }
        message.set("usage", usage);
        JsonNode managed = frame.path("context_management");
        if (!managed.isMissingNode()) {
            message.set("context_management", managed);
        }
    }
}
