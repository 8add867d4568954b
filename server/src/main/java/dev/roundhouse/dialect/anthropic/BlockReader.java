package dev.roundhouse.dialect.anthropic;

import dev.roundhouse.catalog.Dialect;
import dev.roundhouse.dialect.Cursor.Unacceptable;
import dev.roundhouse.dialect.JsonTree;
import dev.roundhouse.exchange.CacheMark;
import dev.roundhouse.exchange.Citation;
import dev.roundhouse.exchange.Media;
import dev.roundhouse.exchange.Part;
import dev.roundhouse.exchange.Seal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Reads content blocks into parts. One instance per conversation, since results of tools find the names of their
/// calls
/// in earlier turns.
final class BlockReader {
    private static final String BETWEEN = "\n\n";

    private final Map<String, String> names = new HashMap<>();
    private final Map<String, Seal> callSeals = new HashMap<>(2);

    /// The mark that a block or a tool carries; null when there is none.
    static @Nullable CacheMark mark(JsonNode holder) {
        JsonNode mark = holder.path("cache_control");
        return mark.isObject() ? new CacheMark(JsonTree.string(mark, "ttl")) : null;
    }

    /// Reads a text, or a list of blocks.
    ///
    /// @param at the member's path
    List<Part> parts(JsonNode content, String at) {
        if (content.isString()) {
            return List.of(new Part.Text(content.stringValue()));
        }
        if (!content.isArray()) {
            throw new Unacceptable(at, "neither text nor list (expected: a text or a list of blocks)");
        }
        List<Part> parts = new ArrayList<>(content.size());
        for (int i = 0; i < content.size(); i++) {
            JsonNode block = content.get(i);
            if (block.isString()) {
                parts.add(new Part.Text(block.stringValue()));
            } else if (block.isObject()) {
                block((ObjectNode) block, at + "[" + i + "]", parts);
            } else {
                throw new Unacceptable(at + "[" + i + "]", "no block (expected: an object)");
            }
        }
        if (!callSeals.isEmpty()) {
            parts.replaceAll(this::sealed);
            callSeals.clear();
        }
        return parts;
    }

    private Part sealed(Part part) {
        if (part instanceof Part.ToolCall call) {
            Seal seal = callSeals.get(SealText.bare(call.id()));
            return seal == null
                    ? call
                    : new Part.ToolCall(call.id(), call.name(), call.arguments(), call.custom(), seal, call.cache());
        }
        return part;
    }

    private void block(ObjectNode block, String at, List<Part> parts) {
        switch (JsonTree.string(block, "type")) {
            case "text" -> parts.add(text(block));
            case "image" ->
                parts.add(new Part.MediaPart(media(block, at, Media.Kind.IMAGE, null), false, null, mark(block)));
            case "document" -> document(block, at, parts);
            case "search_result" -> parts.add(searchResult(block));
            case "thinking" ->
                thinking(text(block, "thinking"), SealText.read(JsonTree.string(block, "signature"), false), parts);
            case "redacted_thinking" -> thinking("", SealText.read(JsonTree.string(block, "data"), true), parts);
            case "tool_use" -> parts.add(call(block, at));
            case "tool_result" -> parts.add(result(block, at));
            case null -> throw new Unacceptable(at + ".type", "missing (expected: the block's type)");
            default -> parts.add(new Part.Native(Dialect.ANTHROPIC_MESSAGES, block));
        }
    }

    // Seals of another provider's calls and texts stand behind what they seal.
    private void thinking(String text, SealText.@Nullable Found found, List<Part> parts) {
        if (found == null) {
            parts.add(new Part.Thinking(text, false, null));
            return;
        }
        switch (found.kind()) {
            case SHOWN, HIDDEN -> parts.add(new Part.Thinking(text, false, found.seal()));
            case CALL -> callSeals.put(String.valueOf(found.call()), found.seal());
            case TEXT -> {
                for (int i = parts.size() - 1; i >= 0; i--) {
                    if (parts.get(i) instanceof Part.Text said) {
                        parts.set(i, new Part.Text(said.text(), said.citations(), found.seal(), said.cache()));
                        return;
                    }
                }
            }
        }
    }

    private static Part.Text text(ObjectNode block) {
        List<Citation> citations = new ArrayList<>(0);
        for (JsonNode citation : block.path("citations")) {
            if (citation instanceof ObjectNode object) {
                citations.add(Citations.read(object, -1, -1));
            }
        }
        return new Part.Text(text(block, "text"), citations, null, mark(block));
    }

    private Part.ToolCall call(ObjectNode block, String at) {
        String id = JsonTree.string(block, "id");
        String name = JsonTree.string(block, "name");
        if (id == null || id.isEmpty() || name == null) {
            throw new Unacceptable(at, "a call without id or name (expected: both)");
        }
        names.put(id, name);
        JsonNode input = block.path("input");
        String arguments = input.isString() ? input.stringValue() : BrokenInput.arguments(input);
        return new Part.ToolCall(id, name, input.isMissingNode() ? "{}" : arguments, false, null, mark(block));
    }

    private Part.ToolResult result(ObjectNode block, String at) {
        String id = JsonTree.string(block, "tool_use_id");
        if (id == null || id.isEmpty()) {
            throw new Unacceptable(at + ".tool_use_id", "missing (expected: the id of the call)");
        }
        JsonNode content = block.path("content");
        List<Part> parts = content.isMissingNode() || content.isNull() ? List.of() : parts(content, at + ".content");
        return new Part.ToolResult(
                id, names.get(id), parts, block.path("is_error").booleanValue(false), mark(block));
    }

    // Blocks of a document that are cited one by one have no place of their own in the neutral form: they are its
    // text, and
    // its pictures follow it.
    private void document(ObjectNode block, String at, List<Part> parts) {
        boolean citable = block.path("citations").path("enabled").booleanValue(false);
        String context = JsonTree.string(block, "context");
        String title = JsonTree.string(block, "title");
        JsonNode source = block.path("source");
        if (!"content".equals(JsonTree.string(source, "type"))) {
            Media media = media(block, at, Media.Kind.DOCUMENT, title);
            parts.add(new Part.MediaPart(media, citable, context, mark(block)));
            return;
        }
        StringBuilder text = new StringBuilder();
        List<Part> pictures = new ArrayList<>(0);
        for (Part part : parts(source.path("content"), at + ".source.content")) {
            if (part instanceof Part.Text said) {
                text.append(text.isEmpty() ? "" : BETWEEN).append(said.text());
            } else {
                pictures.add(part);
            }
        }
        Media media = plain(text.toString(), title);
        parts.add(new Part.MediaPart(media, citable, context, mark(block)));
        parts.addAll(pictures);
    }

    private static Part.MediaPart searchResult(ObjectNode block) {
        StringBuilder text = new StringBuilder();
        for (JsonNode piece : block.path("content")) {
            text.append(text.isEmpty() ? "" : BETWEEN).append(text(piece, "text"));
        }
        return new Part.MediaPart(
                plain(text.toString(), JsonTree.string(block, "title")),
                block.path("citations").path("enabled").booleanValue(false),
                JsonTree.string(block, "source"),
                mark(block));
    }

    private static Media plain(String text, @Nullable String title) {
        return new Media(Media.Kind.DOCUMENT, new Media.Plain(text), "text/plain", title, null);
    }

    private static Media media(ObjectNode block, String at, Media.Kind kind, @Nullable String title) {
        JsonNode source = block.path("source");
        String type = JsonTree.string(source, "media_type");
        Media.Source where = switch (JsonTree.string(source, "type")) {
            case "base64" -> new Media.Base64(required(source, "data", at));
            case "url" -> new Media.Url(required(source, "url", at));
            case "file" -> new Media.FileId(required(source, "file_id", at));
            case "text" -> new Media.Plain(required(source, "data", at));
            case null, default ->
                throw new Unacceptable(at + ".source.type", "unknown (expected: base64, url, file, text or content)");
        };
        return new Media(kind, where, type, title, null);
    }

    private static String required(JsonNode source, String name, String at) {
        String value = JsonTree.string(source, name);
        if (value == null) {
            throw new Unacceptable(at + ".source." + name, "missing (expected: a text)");
        }
        return value;
    }

    private static String text(JsonNode block, String name) {
        String value = JsonTree.string(block, name);
        return value == null ? "" : value;
    }
}
