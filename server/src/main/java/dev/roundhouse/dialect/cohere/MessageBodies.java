package dev.roundhouse.dialect.cohere;

import dev.roundhouse.catalog.Dialect;
import dev.roundhouse.dialect.JsonTree;
import dev.roundhouse.exchange.Media;
import dev.roundhouse.exchange.Message;
import dev.roundhouse.exchange.Part;
import dev.roundhouse.exchange.Prompt;
import dev.roundhouse.exchange.Role;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Messages and documents for Cohere. Documents stand beside the messages there, and results of tools are texts.
final class MessageBodies {
    private final Prompt.Chat chat;
    private final Lost lost;
    private final ArrayNode messages = JsonTree.array();
    private final ArrayNode documents = JsonTree.array();
    // What a tool gave that only a user can show.
    private final List<Part.MediaPart> pictures = new ArrayList<>(0);
    private final boolean ownDocuments;
    private boolean citable;

    MessageBodies(Prompt.Chat chat, Lost lost) {
        this.chat = chat;
        this.lost = lost;
        ownDocuments = chat.from() == Dialect.COHERE && chat.extras().has("documents");
    }

    /// Writes `messages`, and `documents` where there are any.
    void write(ObjectNode body) {
        for (Message message : chat.messages()) {
            if (message.name() != null) {
                lost.dropped("message.name", "Cohere's speakers have no names");
            }
            message(message);
        }
        showPictures();
        body.set("messages", messages);
        if (documents.isEmpty() || ownDocuments) {
            return;
        }
        body.set("documents", documents);
        if (!citable && chat.from() != Dialect.COHERE) {
            body.putObject("citation_options").put("mode", "OFF");
        }
    }

    private void message(Message message) {
        for (Part part : message.parts()) {
            if (part instanceof Part.ToolResult result) {
                result(result);
            }
        }
        if (message.role() == Role.TOOL) {
            return;
        }
        showPictures();
        if (message.role() == Role.ASSISTANT) {
            assistant(message);
            return;
        }
        ArrayNode content = JsonTree.array();
        for (Part part : message.parts()) {
            switch (part) {
                case Part.Text text -> text(text, content);
                case Part.MediaPart media -> media(media, content);
                case Part.Refusal(String text) -> addText(text, content);
                case Part.Thinking _, Part.ToolCall _, Part.ToolResult _ -> {}
                case Part.Native _ -> lost.dropped("content.native", "a piece that only its own dialect can say");
                case Part.Made _ -> lost.dropped("content.made", "Cohere's history has no pictures or sound");
            }
        }
        if (content.isEmpty() && message.parts().stream().allMatch(Part.ToolResult.class::isInstance)) {
            return;
        }
        if (content.isEmpty()) {
            addText("", content);
        }
        String role = message.role() == Role.USER ? "user" : "system";
        if (message.role() == Role.DEVELOPER) {
            lost.adapted("role.developer", "said as system");
        }
        messages.addObject().put("role", role).set("content", ChatBody.textOrList(content));
    }

    private void assistant(Message message) {
        ArrayNode content = JsonTree.array();
        ArrayNode calls = JsonTree.array();
        StringBuilder plan = new StringBuilder();
        boolean calling = message.parts().stream().anyMatch(Part.ToolCall.class::isInstance);
        for (Part part : message.parts()) {
            switch (part) {
                case Part.Text text -> text(text, content);
                case Part.Thinking thinking when thinking.text().isEmpty() -> {}
                // With calls, what was thought is Cohere's plan of them.
                case Part.Thinking thinking
                when calling -> plan.append(plan.isEmpty() ? "" : "\n").append(thinking.text());
                case Part.Thinking thinking ->
                    content.addObject().put("type", "thinking").put("thinking", thinking.text());
                case Part.ToolCall call -> call(call, calls);
                case Part.Refusal(String text) -> {
                    lost.adapted("content.refusal", "said as text");
                    addText(text, content);
                }
                case Part.MediaPart _, Part.Made _ ->
                    lost.dropped("content.made", "Cohere's history has no pictures or sound");
                case Part.Native _ -> lost.dropped("content.native", "a piece that only its own dialect can say");
                case Part.ToolResult _ -> {}
            }
        }
        if (content.isEmpty() && calls.isEmpty()) {
            if (plan.isEmpty()) {
                return;
            }
            addText("", content);
        }
        ObjectNode json = messages.addObject().put("role", "assistant");
        if (!content.isEmpty()) {
            json.set("content", ChatBody.textOrList(content));
        }
        if (!plan.isEmpty()) {
            json.put("tool_plan", plan.toString());
        }
        if (!calls.isEmpty()) {
            json.set("tool_calls", calls);
        }
    }

    private void call(Part.ToolCall call, ArrayNode calls) {
        if (call.custom()) {
            lost.adapted("tool_call.custom", "its text is sent as the member `input`");
        }
        String arguments = call.custom()
                ? JsonTree.text(JsonTree.object().put("input", call.arguments()))
                : call.arguments().isBlank() ? "{}" : call.arguments();
        calls.addObject()
                .put("id", call.id())
                .put("type", "function")
                .putObject("function")
                .put("name", call.name())
                .put("arguments", arguments);
    }

    private void result(Part.ToolResult result) {
        ArrayNode content = JsonTree.array();
        for (Part part : result.content()) {
            switch (part) {
                case Part.Text text -> addText(text.text(), content);
                case Part.MediaPart media
                when media.media().kind() == Media.Kind.IMAGE -> {
                    lost.adapted("tool_result.image", "shown by the user after the results");
                    pictures.add(media);
                }
                case Part.MediaPart media -> {
                    String text = plain(media.media());
                    if (text == null) {
                        lost.dropped("tool_result.media", "Cohere's tools answer in text");
                    } else {
                        lost.adapted("tool_result.document", "its text stands in the result");
                        addText(text, content);
                    }
                }
                default -> lost.dropped("tool_result.other", "Cohere's tools answer in text");
            }
        }
        if (result.error()) {
            lost.dropped("tool_result.error", "Cohere's tools have no word for failing");
        }
        if (content.isEmpty()) {
            addText("", content);
        }
        messages.addObject()
                .put("role", "tool")
                .put("tool_call_id", result.callId())
                .set("content", ChatBody.textOrList(content));
    }

    private void showPictures() {
        if (pictures.isEmpty()) {
            return;
        }
        ArrayNode content = JsonTree.array();
        for (Part.MediaPart picture : pictures) {
            media(picture, content);
        }
        pictures.clear();
        if (!content.isEmpty()) {
            messages.addObject().put("role", "user").set("content", content);
        }
    }

    private void text(Part.Text text, ArrayNode content) {
        if (text.cache() != null) {
            lost.dropped("cache", "Cohere keeps prompts as it likes");
        }
        addText(text.text(), content);
    }

    private static void addText(String text, ArrayNode content) {
        content.addObject().put("type", "text").put("text", text);
    }

    private void media(Part.MediaPart part, ArrayNode content) {
        Media media = part.media();
        switch (media.kind()) {
            case IMAGE -> {
                String url = DataUrls.of(media);
                if (url == null) {
                    lost.dropped("media.image.file", "the file is with another provider");
                    return;
                }
                ObjectNode image = content.addObject()
                        .put("type", "image_url")
                        .putObject("image_url")
                        .put("url", url);
                if (media.detail() != null) {
                    image.put("detail", media.detail());
                }
            }
            case DOCUMENT -> document(part, content);
            case AUDIO, VIDEO ->
                lost.dropped(
                        "media." + (media.kind() == Media.Kind.AUDIO ? "audio" : "video"),
                        "Cohere takes text and pictures");
        }
    }

    private void document(Part.MediaPart part, ArrayNode content) {
        Media media = part.media();
        String text = plain(media);
        if (text == null && media.source() instanceof Media.Url(String url)) {
            lost.adapted("media.document.url", "only its address is said: Cohere fetches none");
            addText(url, content);
            return;
        }
        if (text == null) {
            lost.dropped("media.document", "Cohere takes documents as text only");
            return;
        }
        citable |= part.citable();
        String id = "doc:" + documents.size();
        ObjectNode data = documents.addObject().put("id", id).putObject("data");
        if (media.name() != null) {
            data.put("title", media.name());
        }
        data.put("text", text);
        if (part.context() != null) {
            data.put("context", part.context());
        }
    }

    /// A document's text; null where it is none.
    private static @Nullable String plain(Media media) {
        if (media.kind() != Media.Kind.DOCUMENT) {
            return null;
        }
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
