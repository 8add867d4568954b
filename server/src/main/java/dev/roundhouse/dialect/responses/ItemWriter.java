package dev.roundhouse.dialect.responses;

import dev.roundhouse.catalog.Dialect;
import dev.roundhouse.dialect.JsonTree;
import dev.roundhouse.dialect.Losses;
import dev.roundhouse.exchange.Media;
import dev.roundhouse.exchange.Message;
import dev.roundhouse.exchange.Part;
import dev.roundhouse.exchange.Role;
import dev.roundhouse.exchange.Seal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Writes turns as items.
final class ItemWriter {
    private static final int CALL_ID_CHARS_MAX = 64;

    private final ArrayNode items = JsonTree.array();
    private final Set<String> customs = new HashSet<>();
    private final Dialect from;
    private final Losses losses;

    private @Nullable ArrayNode content;

    private final List<Part.Thinking> thoughts = new ArrayList<>();

    /// @param from who the client was: what it said in this schema is believed, sealed or not
    ItemWriter(Dialect from, Losses losses) {
        this.from = from;
        this.losses = losses;
    }

    /// The items of these turns.
    ArrayNode write(List<Message> messages) {
        for (Message message : messages) {
            if (message.name() != null) {
                losses.dropped("message.name", "items have no name");
            }
            switch (message.role()) {
                case SYSTEM -> plain("system", message);
                case DEVELOPER -> plain("developer", message);
                case USER -> user(message);
                case ASSISTANT -> assistant(message);
                case TOOL -> message.parts().forEach(part -> result(part));
            }
        }
        return items;
    }

    private void plain(String role, Message message) {
        List<Part> parts = message.parts();
        ObjectNode item = items.addObject().put("type", "message").put("role", role);
        if (parts.size() == 1 && parts.getFirst() instanceof Part.Text text && text.cache() == null) {
            item.put("content", text.text());
        } else {
            item.set("content", Contents.write(parts, losses));
        }
    }

    // Other dialects keep results in a user's turn.
    private void user(Message message) {
        List<Part> said = new ArrayList<>(message.parts().size());
        for (Part part : message.parts()) {
            if (part instanceof Part.ToolResult) {
                result(part);
            } else {
                said.add(part);
            }
        }
        if (!said.isEmpty() || message.parts().isEmpty()) {
            plain("user", new Message(Role.USER, said));
        }
    }

    private void assistant(Message message) {
        for (Part part : message.parts()) {
            if (!(part instanceof Part.Thinking)) {
                reasoning();
            }
            if (!(part instanceof Part.Text) && !(part instanceof Part.Refusal)) {
                content = null;
            }
            switch (part) {
                case Part.Text text -> text(text);
                case Part.Refusal(String text) ->
                    said().addObject().put("type", "refusal").put("refusal", text);
                case Part.Thinking thinking -> thinking(thinking);
                case Part.ToolCall call -> call(call);
                case Part.ToolResult _ -> result(part);
                case Part.Native(Dialect dialect, JsonNode value) -> {
                    if (dialect == Dialect.OPENAI_RESPONSES) {
                        items.add(value);
                    } else {
                        losses.dropped("native", "only " + dialect.wireName() + " can say it");
                    }
                }
                case Part.Made made -> made(made);
                case Part.MediaPart _ -> losses.dropped("assistant.media", "an assistant's turn holds text and calls");
            }
        }
        reasoning();
        content = null;
    }

    private void text(Part.Text text) {
        if (text.cache() != null) {
            losses.dropped("cache_control", "what the model said cannot be marked");
        }
        ObjectNode part = said().addObject().put("type", "output_text").put("text", text.text());
        ArrayNode annotations = part.putArray("annotations");
        text.citations().forEach(citation -> annotations.add(Contents.annotation(citation)));
    }

    private ArrayNode said() {
        ArrayNode open = content;
        if (open == null) {
            ObjectNode item = items.addObject().put("type", "message").put("role", "assistant");
            item.put("status", "completed");
            open = item.putArray("content");
            content = open;
        }
        return open;
    }

    // Providers of this schema take back reasoning that they have sealed, and refuse any other.
    private void thinking(Part.Thinking thinking) {
        if (thinking.seal() == null && from != Dialect.OPENAI_RESPONSES) {
            losses.dropped("thinking", "only the provider's own sealed reasoning is taken back");
            return;
        }
        thoughts.add(thinking);
        if (thinking.seal() != null) {
            reasoning();
        }
    }

    private void reasoning() {
        if (thoughts.isEmpty()) {
            return;
        }
        ObjectNode item = items.addObject().put("type", "reasoning");
        Seal seal = thoughts.getLast().seal();
        if (seal != null && seal.id() != null) {
            item.put("id", seal.id());
        }
        ArrayNode summary = item.putArray("summary");
        ArrayNode raw = JsonTree.array();
        for (Part.Thinking thought : thoughts) {
            if (thought.text().isEmpty()) {
                continue;
            }
            if (thought.summary()) {
                summary.addObject().put("type", "summary_text").put("text", thought.text());
            } else {
                raw.addObject().put("type", "reasoning_text").put("text", thought.text());
            }
        }
        if (!raw.isEmpty()) {
            item.set("content", raw);
        }
        String sealed = seal == null ? null : seal.redacted() == null ? seal.signature() : seal.redacted();
        if (sealed != null) {
            item.put("encrypted_content", sealed);
        }
        thoughts.clear();
    }

    private void call(Part.ToolCall call) {
        String id = callId(call.id());
        ObjectNode item = items.addObject();
        if (call.custom()) {
            customs.add(call.id());
            item.put("type", "custom_tool_call").put("call_id", id).put("name", call.name());
            item.put("input", call.arguments());
        } else {
            item.put("type", "function_call").put("call_id", id).put("name", call.name());
            item.put("arguments", call.arguments().isEmpty() ? "{}" : call.arguments());
        }
        if (call.cache() != null) {
            losses.dropped("cache_control", "calls cannot be marked");
        }
    }

    private void result(Part part) {
        if (!(part instanceof Part.ToolResult result)) {
            plain("user", new Message(Role.USER, List.of(part)));
            return;
        }
        ObjectNode item = items.addObject();
        item.put("type", customs.contains(result.callId()) ? "custom_tool_call_output" : "function_call_output");
        item.put("call_id", callId(result.callId()));
        List<Part> parts = result.content();
        if (parts.isEmpty()) {
            item.put("output", "");
        } else if (parts.size() == 1 && parts.getFirst() instanceof Part.Text text) {
            item.put("output", text.text());
        } else {
            item.set("output", Contents.write(parts, losses));
        }
        if (result.error()) {
            losses.dropped("tool_result.error", "that a tool failed stands in its text only");
        }
        if (result.cache() != null) {
            losses.dropped("cache_control", "results cannot be marked");
        }
    }

    private void made(Part.Made made) {
        if (made.media().kind() == Media.Kind.IMAGE && made.media().source() instanceof Media.Base64(String data)) {
            ObjectNode item = items.addObject().put("type", "image_generation_call");
            made.extras().properties().forEach(member -> item.set(member.getKey(), member.getValue()));
            item.put("status", "completed").put("result", data);
            return;
        }
        losses.dropped("assistant.media", "only pictures that were made can be given back");
    }

    // Longer ids are refused; the same long one is shortened to the same short one.
    private static String callId(String id) {
        return id.length() <= CALL_ID_CHARS_MAX
                ? id
                : "call_" + UUID.nameUUIDFromBytes(id.getBytes(StandardCharsets.UTF_8));
    }
}
