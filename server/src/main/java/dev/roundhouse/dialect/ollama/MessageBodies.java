package dev.roundhouse.dialect.ollama;

import dev.roundhouse.dialect.JsonTree;
import dev.roundhouse.exchange.Media;
import dev.roundhouse.exchange.Message;
import dev.roundhouse.exchange.Part;
import dev.roundhouse.exchange.Role;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Messages for Ollama: one text each, pictures beside it.
final class MessageBodies {
    private final Lost lost;
    private final Map<String, String> toolNames = new HashMap<>();
    private final ArrayNode messages = JsonTree.array();

    MessageBodies(Lost lost) {
        this.lost = lost;
    }

    ArrayNode of(List<Message> all) {
        for (Message message : all) {
            if (message.name() != null) {
                lost.dropped("message.name", "Ollama's speakers have no names");
            }
            message(message);
        }
        return messages;
    }

    private void message(Message message) {
        // What a model said in pieces is one text; what others said are several.
        Said said = new Said(message.role() == Role.ASSISTANT ? "" : "\n\n");
        boolean only = !message.parts().isEmpty();
        for (Part part : message.parts()) {
            if (part instanceof Part.ToolResult result) {
                result(result);
            } else {
                only = false;
                said.add(part);
            }
        }
        if (message.role() == Role.TOOL || only) {
            return;
        }
        String role = switch (message.role()) {
            case SYSTEM -> "system";
            case DEVELOPER -> {
                lost.adapted("role.developer", "said as system");
                yield "system";
            }
            case ASSISTANT -> "assistant";
            case USER, TOOL -> "user";
        };
        ObjectNode json = messages.addObject().put("role", role);
        said.write(json);
    }

    private void result(Part.ToolResult result) {
        Said said = new Said("\n\n");
        result.content().forEach(said::add);
        if (result.error()) {
            lost.dropped("tool_result.error", "Ollama's tools have no word for failing");
        }
        ObjectNode json = messages.addObject().put("role", "tool");
        said.write(json);
        String name = result.name() == null ? toolNames.get(result.callId()) : result.name();
        if (name != null) {
            json.put("tool_name", name);
        }
        json.put("tool_call_id", result.callId());
    }

    /// What one message says.
    private final class Said {
        private final String between;
        private final StringBuilder text = new StringBuilder();
        private final StringBuilder thinking = new StringBuilder();
        private final ArrayNode images = JsonTree.array();
        private final ArrayNode calls = JsonTree.array();

        Said(String between) {
            this.between = between;
        }

        void add(Part part) {
            switch (part) {
                case Part.Text said -> {
                    lost.droppedIf(said.cache() != null, "cache");
                    text(said.text());
                }
                case Part.Thinking thought ->
                    thinking.append(thinking.isEmpty() || thought.text().isEmpty() ? "" : "\n")
                            .append(thought.text());
                case Part.Refusal(String refusal) -> {
                    lost.adapted("content.refusal", "said as text");
                    text(refusal);
                }
                case Part.MediaPart media -> media(media.media());
                case Part.ToolCall call -> call(call);
                case Part.Made made -> media(made.media());
                case Part.Native _ -> lost.dropped("content.native", "a piece that only its own dialect can say");
                case Part.ToolResult _ -> {}
            }
        }

        void write(ObjectNode json) {
            json.put("content", text.toString());
            if (!thinking.isEmpty()) {
                json.put("thinking", thinking.toString());
            }
            if (!images.isEmpty()) {
                json.set("images", images);
            }
            if (!calls.isEmpty()) {
                json.set("tool_calls", calls);
            }
        }

        private void text(String more) {
            if (!text.isEmpty() && !more.isEmpty() && !between.isEmpty()) {
                text.append(between);
                lost.adapted("content.parts", "several texts of a message are one");
            }
            text.append(more);
        }

        private void call(Part.ToolCall call) {
            toolNames.put(call.id(), call.name());
            ObjectNode function = calls.addObject()
                    .put("id", call.id())
                    .putObject("function")
                    .put("index", calls.size() - 1)
                    .put("name", call.name());
            function.set("arguments", arguments(call.arguments(), call.custom()));
            if (call.custom()) {
                lost.adapted("tool_call.custom", "its text is sent as the member `input`");
            }
        }

        private void media(Media media) {
            switch (media.kind()) {
                case IMAGE -> {
                    switch (media.source()) {
                        case Media.Base64(String data) -> images.add(data);
                        case Media.Url(String url) -> {
                            lost.adapted("media.image.url", "only its address is said: Ollama takes bytes");
                            text(url);
                        }
                        case Media.FileId _ -> lost.dropped("media.image.file", "the file is with another provider");
                        case Media.Plain(String plain) -> text(plain);
                    }
                }
                case DOCUMENT -> document(media);
                case AUDIO -> lost.dropped("media.audio", "Ollama takes text and pictures");
                case VIDEO -> lost.dropped("media.video", "Ollama takes text and pictures");
            }
        }

        private void document(Media media) {
            String plain = plain(media);
            if (plain != null) {
                lost.adapted("media.document", "its text stands in the message");
                text(media.name() == null ? plain : media.name() + "\n" + plain);
            } else if (media.source() instanceof Media.Url(String url)) {
                lost.adapted("media.document.url", "only its address is said: Ollama fetches none");
                text(url);
            } else {
                lost.dropped("media.document.file", "Ollama reads text and pictures only");
            }
        }
    }

    /// Ollama's calls have an object; what a model wrote that is none goes in one.
    static ObjectNode arguments(String arguments, boolean custom) {
        if (!custom && arguments.isBlank()) {
            return JsonTree.object();
        }
        ObjectNode object = custom ? null : JsonTree.readObject(arguments);
        if (object == null && arguments.strip().equals("null")) {
            return JsonTree.object();
        }
        return object == null ? JsonTree.object().put("input", arguments) : object;
    }

    private static @Nullable String plain(Media media) {
        boolean text = media.type() != null && media.type().startsWith("text/");
        return switch (media.source()) {
            case Media.Plain(String plain) -> plain;
            case Media.Base64(String data)
            when text -> {
                try {
                    yield new String(Base64.getDecoder().decode(data), StandardCharsets.UTF_8);
                } catch (IllegalArgumentException _) {
                    yield null;
                }
            }
            case Media.Base64 _, Media.Url _, Media.FileId _ -> null;
        };
    }
}
