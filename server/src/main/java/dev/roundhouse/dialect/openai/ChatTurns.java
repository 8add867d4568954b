package dev.roundhouse.dialect.openai;

import dev.roundhouse.catalog.Dialect;
import dev.roundhouse.catalog.Quirk;
import dev.roundhouse.dialect.JsonTree;
import dev.roundhouse.dialect.Losses;
import dev.roundhouse.exchange.CacheMark;
import dev.roundhouse.exchange.Citation;
import dev.roundhouse.exchange.Media;
import dev.roundhouse.exchange.Message;
import dev.roundhouse.exchange.Part;
import dev.roundhouse.exchange.Role;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Turns of the neutral form as `messages` for a provider.
final class ChatTurns {
    private static final Pattern SHORT_ID = Pattern.compile("[A-Za-z0-9]{9}");
    private static final int SHORT_ID_CHARS = 9;
    // OpenAI refuses longer ones.
    private static final int ID_CHARS_MAX = 40;
    private static final String DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz";

    private final Set<Quirk> quirks;
    private final Losses losses;
    private final boolean strict;
    private final boolean latest;
    private final ArrayNode messages = JsonTree.array();

    /// Pictures of tool results that a provider takes in a turn of the user's only; they follow the last result.
    private final ArrayNode shown = JsonTree.array();

    private ChatTurns(Set<Quirk> quirks, Losses losses) {
        this.quirks = quirks;
        this.losses = losses;
        strict = quirks.contains(Quirk.STRICT_FIELDS);
        latest = quirks.contains(Quirk.OPENAI_FIELDS);
    }

    /// All turns.
    static ArrayNode write(List<Message> turns, Set<Quirk> quirks, Losses losses) {
        ChatTurns writer = new ChatTurns(quirks, losses);
        for (Message turn : turns) {
            writer.turn(turn);
        }
        writer.show();
        if (quirks.contains(Quirk.PREFIX)
                && !turns.isEmpty()
                && turns.getLast().role() == Role.ASSISTANT
                && writer.messages.get(writer.messages.size() - 1) instanceof ObjectNode last) {
            last.put("prefix", true);
        }
        return writer.messages;
    }

    private void turn(Message turn) {
        List<Part> rest = new ArrayList<>(turn.parts().size());
        for (Part part : turn.parts()) {
            if (part instanceof Part.ToolResult result) {
                result(result);
            } else {
                rest.add(part);
            }
        }
        if (rest.isEmpty() && !turn.parts().isEmpty()) {
            return;
        }
        show();
        ObjectNode message = messages.addObject().put("role", role(turn.role()));
        if (turn.name() != null && turn.role() != Role.TOOL) {
            message.put("name", turn.name());
        }
        if (turn.role() == Role.ASSISTANT) {
            answered(message, rest);
        } else {
            message.set("content", content(rest));
        }
    }

    private String role(Role role) {
        return switch (role) {
            case SYSTEM -> "system";
            case DEVELOPER -> quirks.contains(Quirk.NO_DEVELOPER_ROLE) ? "system" : "developer";
            case ASSISTANT -> "assistant";
            case USER, TOOL -> "user";
        };
    }

    private void result(Part.ToolResult result) {
        ObjectNode message = messages.addObject().put("role", "tool").put("tool_call_id", id(result.callId()));
        List<Part> said = new ArrayList<>(result.content().size());
        for (Part part : result.content()) {
            if (strict && part instanceof Part.MediaPart media) {
                losses.adapted("tool_result.media", "shown in a turn of the user's that follows");
                shown.add(ChatMedia.write(media.media(), quirks.contains(Quirk.DOCUMENT_URL)));
            } else {
                said.add(part);
            }
        }
        if (result.error()) {
            losses.dropped("tool_result.error", "the dialect has no place for it; the text says it");
        }
        message.set("content", content(said));
        mark(message, result.cache(), quirks, losses);
    }

    private void show() {
        if (!shown.isEmpty()) {
            messages.addObject().put("role", "user").set("content", shown.deepCopy());
            shown.removeAll();
        }
    }

    private JsonNode content(List<Part> parts) {
        if (parts.isEmpty()) {
            return text("");
        }
        if (parts.size() == 1 && parts.getFirst() instanceof Part.Text one && (one.cache() == null || strict)) {
            if (one.cache() != null) {
                mark(JsonTree.object(), one.cache(), quirks, losses);
            }
            return text(one.text());
        }
        ArrayNode content = JsonTree.array();
        for (Part part : parts) {
            ObjectNode said = part(part);
            if (said != null) {
                mark(said, part.cache(), quirks, losses);
                content.add(said);
            }
        }
        return content;
    }

    private @Nullable ObjectNode part(Part part) {
        return switch (part) {
            case Part.Text(String text, List<Citation> _, var _, var _) ->
                JsonTree.object().put("type", "text").put("text", text);
            case Part.MediaPart media -> media(media);
            case Part.Made(Media media, ObjectNode _) -> ChatMedia.write(media, quirks.contains(Quirk.DOCUMENT_URL));
            case Part.Refusal(String text) ->
                JsonTree.object().put("type", "text").put("text", text);
            case Part.Native(Dialect dialect, JsonNode value) -> {
                if (dialect != Dialect.OPENAI_CHAT) {
                    losses.dropped("message.native", "a part that only another dialect can say");
                    yield null;
                }
                yield ChatMessages.copy(value);
            }
            case Part.Thinking _, Part.ToolCall _, Part.ToolResult _ -> {
                losses.dropped("message.part", "a part that its speaker cannot say");
                yield null;
            }
        };
    }

    private ObjectNode media(Part.MediaPart part) {
        Media media = part.media();
        if (media.source() instanceof Media.Plain) {
            losses.adapted("media.text", "a document of plain text is said as text");
        }
        if (media.source() instanceof Media.FileId && media.kind() != Media.Kind.DOCUMENT) {
            losses.adapted("media.file", "files are named without saying what they are");
        } else if (media.kind() == Media.Kind.AUDIO && media.source() instanceof Media.Url) {
            losses.adapted("media.audio.url", "sound at an address is said as a file");
        }
        if (part.citable()) {
            losses.dropped("media.citable", "citations of documents cannot be asked for");
        }
        ObjectNode said = ChatMedia.write(media, quirks.contains(Quirk.DOCUMENT_URL));
        if (part.context() != null) {
            losses.dropped("media.context", "the dialect has no place for it");
        }
        return said;
    }

    private void answered(ObjectNode message, List<Part> parts) {
        List<Part> texts = parts.stream().filter(p -> p instanceof Part.Text).toList();
        List<Part> calls =
                parts.stream().filter(p -> p instanceof Part.ToolCall).toList();
        JsonNode content =
                texts.isEmpty() && !calls.isEmpty() ? JsonTree.object().nullNode() : spoken(texts);
        message.set("content", content);
        thinking(message, parts);
        for (Part part : parts) {
            switch (part) {
                case Part.Refusal(String text) -> message.put("refusal", text);
                case Part.Made made -> made(message, made);
                case Part.Native(Dialect dialect, JsonNode _) -> {
                    if (dialect != Dialect.OPENAI_CHAT) {
                        losses.dropped("message.native", "a part that only another dialect can say");
                    }
                }
                case Part.MediaPart _ -> losses.dropped("message.media", "an answer has no place for media");
                case Part.Text text -> annotations(message, text);
                case Part.Thinking _, Part.ToolCall _, Part.ToolResult _ -> {}
            }
        }
        if (!calls.isEmpty()) {
            ArrayNode all = message.putArray("tool_calls");
            for (Part part : calls) {
                if (part instanceof Part.ToolCall call) {
                    all.add(call(call));
                }
            }
        }
    }

    // What the assistant said in several blocks was one text to begin with.
    private JsonNode spoken(List<Part> texts) {
        if (!strict && texts.stream().anyMatch(t -> t.cache() != null)) {
            return content(texts);
        }
        StringBuilder all = new StringBuilder();
        for (Part part : texts) {
            if (part instanceof Part.Text text) {
                all.append(text.text());
            }
        }
        return text(all.toString());
    }

    private void thinking(ObjectNode message, List<Part> parts) {
        StringBuilder text = new StringBuilder();
        for (Part part : parts) {
            if (part instanceof Part.Thinking thinking && !thinking.text().isEmpty()) {
                text.append(text.isEmpty() ? "" : "\n\n").append(thinking.text());
            }
        }
        if (quirks.contains(Quirk.REASONING_CONTENT)) {
            // DeepSeek refuses the turns of a tool loop that lack it.
            if (!text.isEmpty() || parts.stream().anyMatch(p -> p instanceof Part.ToolCall)) {
                message.put("reasoning_content", text.toString());
            }
        } else if (quirks.contains(Quirk.THINKING_CHUNKS)) {
            if (!text.isEmpty()) {
                chunks(message, text.toString());
            }
        } else if (ChatBodies.takesDetails(quirks)) {
            ArrayNode details = ReasoningDetails.write(parts);
            if (!text.isEmpty()) {
                message.put("reasoning", text.toString());
            }
            if (!details.isEmpty()) {
                message.set("reasoning_details", details);
            }
        } else if (!text.isEmpty()) {
            losses.dropped("message.thinking", "the provider does not take reasoning back");
        }
    }

    private static void chunks(ObjectNode message, String thinking) {
        JsonNode said = message.path("content");
        ArrayNode content = message.putArray("content");
        ObjectNode chunk = content.addObject().put("type", "thinking");
        chunk.putArray("thinking").addObject().put("type", "text").put("text", thinking);
        if (said.isString() && !said.stringValue().isEmpty()) {
            content.addObject().put("type", "text").put("text", said.stringValue());
        }
    }

    private void made(ObjectNode message, Part.Made made) {
        Media media = made.media();
        if (media.kind() == Media.Kind.AUDIO && media.source() instanceof Media.FileId(String id)) {
            message.putObject("audio").put("id", id);
        } else if (media.kind() == Media.Kind.IMAGE && !strict) {
            message.withArray("images").add(ChatMedia.write(media, false));
        } else {
            losses.dropped("message.made", "the provider does not take back what was made");
        }
    }

    private void annotations(ObjectNode message, Part.Text text) {
        if (text.citations().isEmpty() || strict) {
            return;
        }
        ArrayNode all = message.withArray("annotations");
        for (Citation citation : text.citations()) {
            all.add(Annotations.write(citation, 0, text.text().length()));
        }
    }

    private ObjectNode call(Part.ToolCall call) {
        ObjectNode said = JsonTree.object().put("id", id(call.id()));
        mark(said, call.cache(), quirks, losses);
        if (call.custom() && latest) {
            said.put("type", "custom")
                    .putObject("custom")
                    .put("name", call.name())
                    .put("input", call.arguments());
            return said;
        }
        String arguments = call.custom() ? ChatTools.wrapped(call.arguments()) : call.arguments();
        said.put("type", "function")
                .putObject("function")
                .put("name", call.name())
                .put("arguments", arguments.isBlank() ? "{}" : arguments);
        return said;
    }

    private String id(String id) {
        if (quirks.contains(Quirk.SHORT_TOOL_IDS)) {
            return SHORT_ID.matcher(id).matches() ? id : hash(id, SHORT_ID_CHARS);
        }
        return strict && id.length() > ID_CHARS_MAX ? "call_" + hash(id, 24) : id;
    }

    private static String hash(String id, int chars) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(id.getBytes(StandardCharsets.UTF_8));
            StringBuilder text = new StringBuilder(chars);
            for (int i = 0; i < chars; i++) {
                text.append(DIGITS.charAt((digest[i] & 0xff) % DIGITS.length()));
            }
            return text.toString();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    /// Writes a cache mark, where the provider would not refuse it.
    static void mark(ObjectNode said, @Nullable CacheMark cache, Set<Quirk> quirks, Losses losses) {
        if (cache == null) {
            return;
        }
        if (quirks.contains(Quirk.STRICT_FIELDS)) {
            losses.dropped("cache_mark", "the provider caches by itself and refuses marks");
            return;
        }
        ObjectNode control = said.putObject("cache_control").put("type", "ephemeral");
        if (cache.ttl() != null) {
            control.put("ttl", cache.ttl());
        }
    }

    private static JsonNode text(String text) {
        return JsonTree.object().stringNode(text);
    }
}
