package dev.roundhouse.dialect.bedrock;

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

/// Reads Converse's content blocks, of requests. Keeps the names of called tools, since results do not say them.
final class Blocks {
    private final String sealFormat;
    private final Map<String, String> toolNames = new HashMap<>();

    /// @param sealFormat who is thought to have made signatures, since the schema does not say
    Blocks(String sealFormat) {
        this.sealFormat = sealFormat;
    }

    /// The parts of a list of blocks; a cache point marks the part before it.
    ///
    /// @param path where the list stands
    /// @throws Unacceptable when a block is not what it must be
    List<Part> parts(JsonNode blocks, String path) {
        if (!blocks.isArray()) {
            throw new Unacceptable(path, "not a list (expected: content blocks)");
        }
        List<Part> parts = new ArrayList<>(blocks.size());
        List<SealLabel.Labelled> seals = new ArrayList<>(0);
        int index = 0;
        for (JsonNode block : blocks) {
            String at = path + "[" + index++ + "]";
            if (!block.isObject()) {
                throw new Unacceptable(at, "not an object (expected: a content block)");
            }
            SealLabel.Labelled labelled = labelled(block);
            if (labelled != null && labelled.of() != SealLabel.Of.REASONING) {
                seals.add(labelled);
            } else if (block.has("cachePoint")) {
                mark(parts, block);
            } else {
                add(parts, block, at);
            }
        }
        return seals.isEmpty() ? parts : SealLabel.restored(parts, seals);
    }

    private static void mark(List<Part> parts, JsonNode block) {
        CacheMark mark = cacheMark(block.get("cachePoint"));
        Part marked = parts.isEmpty() ? null : marked(parts.getLast(), mark);
        if (marked == null) {
            parts.add(new Part.Native(Dialect.BEDROCK_CONVERSE, block));
        } else {
            parts.set(parts.size() - 1, marked);
        }
    }

    /// A cache point's mark.
    static CacheMark cacheMark(JsonNode point) {
        return new CacheMark(JsonTree.string(point, "ttl"));
    }

    private static @Nullable Part marked(Part part, CacheMark mark) {
        return switch (part) {
            case Part.Text p -> new Part.Text(p.text(), p.citations(), p.seal(), mark);
            case Part.MediaPart p -> new Part.MediaPart(p.media(), p.citable(), p.context(), mark);
            case Part.ToolCall p -> new Part.ToolCall(p.id(), p.name(), p.arguments(), p.custom(), p.seal(), mark);
            case Part.ToolResult p -> new Part.ToolResult(p.callId(), p.name(), p.content(), p.error(), mark);
            case Part.Thinking _, Part.Refusal _, Part.Native _, Part.Made _ -> null;
        };
    }

    private void add(List<Part> parts, JsonNode block, String at) {
        if (block.has("text")) {
            parts.add(new Part.Text(text(block, "text", at)));
        } else if (block.has("image")) {
            parts.add(media(Media.Kind.IMAGE, block, "image"));
        } else if (block.has("document")) {
            parts.add(media(Media.Kind.DOCUMENT, block, "document"));
        } else if (block.has("video")) {
            parts.add(media(Media.Kind.VIDEO, block, "video"));
        } else if (block.has("audio")) {
            parts.add(media(Media.Kind.AUDIO, block, "audio"));
        } else if (block.path("toolUse").isObject()) {
            parts.add(call(block, at + ".toolUse"));
        } else if (block.path("toolResult").isObject()) {
            parts.add(result(block, at + ".toolResult"));
        } else if (block.has("reasoningContent")) {
            parts.add(thinking(block));
        } else if (block.has("guardContent")) {
            guarded(parts, block, at);
        } else if (block.has("citationsContent")) {
            parts.add(cited(block.get("citationsContent")));
        } else if (block.has("searchResult")) {
            parts.add(found(block.get("searchResult")));
        } else {
            parts.add(new Part.Native(Dialect.BEDROCK_CONVERSE, block));
        }
    }

    private static Part media(Media.Kind kind, JsonNode block, String name) {
        JsonNode said = block.get(name);
        JsonNode source = said.path("source");
        Media.Source where = null;
        if (source.path("bytes").isString()) {
            where = new Media.Base64(source.get("bytes").stringValue());
        } else if (source.path("text").isString()) {
            where = new Media.Plain(source.get("text").stringValue());
        } else if (source.path("s3Location").path("uri").isString()
                && source.get("s3Location").size() == 1) {
            where = new Media.Url(source.get("s3Location").get("uri").stringValue());
        }
        if (where == null) {
            // Chunked documents, and buckets of other owners, have no other spelling.
            return new Part.Native(Dialect.BEDROCK_CONVERSE, block);
        }
        String type = MediaFormats.type(kind, JsonTree.string(said, "format"));
        Media media = new Media(kind, where, type, JsonTree.string(said, "name"), null);
        boolean citable = said.path("citations").path("enabled").booleanValue(false);
        return new Part.MediaPart(media, citable, JsonTree.string(said, "context"), null);
    }

    private Part call(JsonNode block, String at) {
        JsonNode use = block.get("toolUse");
        if ("server_tool_use".equals(JsonTree.string(use, "type"))) {
            return new Part.Native(Dialect.BEDROCK_CONVERSE, block);
        }
        String id = text(use, "toolUseId", at);
        String name = text(use, "name", at);
        toolNames.put(id, name);
        JsonNode input = use.path("input");
        String arguments = input.isMissingNode() || input.isNull() ? "{}" : JsonTree.text(input);
        return new Part.ToolCall(id, name, arguments);
    }

    private Part result(JsonNode block, String at) {
        JsonNode result = block.get("toolResult");
        String type = JsonTree.string(result, "type");
        if (type != null && !type.equals("tool_result")) {
            return new Part.Native(Dialect.BEDROCK_CONVERSE, block);
        }
        String id = text(result, "toolUseId", at);
        List<Part> content = new ArrayList<>();
        int index = 0;
        for (JsonNode one : result.path("content")) {
            String where = at + ".content[" + index++ + "]";
            if (one.has("json")) {
                content.add(new Part.Text(JsonTree.text(one.get("json"))));
            } else {
                add(content, one, where);
            }
        }
        boolean failed = "error".equals(JsonTree.string(result, "status"));
        return new Part.ToolResult(id, toolNames.get(id), content, failed, null);
    }

    private Part thinking(JsonNode block) {
        JsonNode content = block.get("reasoningContent");
        String redacted = JsonTree.string(content, "redactedContent");
        if (redacted != null) {
            return new Part.Thinking("", false, sealed(redacted));
        }
        JsonNode text = content.path("reasoningText");
        String signature = JsonTree.string(text, "signature");
        String said = JsonTree.string(text, "text");
        Seal seal = signature == null ? null : new Seal(sealFormat, null, signature, null);
        return new Part.Thinking(said == null ? "" : said, false, seal);
    }

    private Seal sealed(String redacted) {
        SealLabel.Labelled labelled = SealLabel.read(redacted);
        return labelled == null ? new Seal(sealFormat, null, null, redacted) : labelled.seal();
    }

    private static SealLabel.@Nullable Labelled labelled(JsonNode block) {
        String redacted = JsonTree.string(block.path("reasoningContent"), "redactedContent");
        return redacted == null ? null : SealLabel.read(redacted);
    }

    // Others cannot guard a part of a prompt; its words are said all the same.
    private static void guarded(List<Part> parts, JsonNode block, String at) {
        JsonNode guard = block.get("guardContent");
        if (guard.has("text")) {
            parts.add(new Part.Text(text(guard.get("text"), "text", at + ".guardContent.text")));
        } else if (guard.has("image")) {
            parts.add(media(Media.Kind.IMAGE, guard, "image"));
        } else {
            parts.add(new Part.Native(Dialect.BEDROCK_CONVERSE, block));
        }
    }

    /// A text with its sources.
    static Part cited(JsonNode content) {
        StringBuilder text = new StringBuilder();
        for (JsonNode piece : content.path("content")) {
            String said = JsonTree.string(piece, "text");
            text.append(said == null ? "" : said);
        }
        List<Citation> citations = new ArrayList<>();
        for (JsonNode citation : content.path("citations")) {
            if (citation instanceof ObjectNode raw) {
                citations.add(Citations.read(raw));
            }
        }
        return new Part.Text(text.toString(), citations, null, null);
    }

    // What a search found reads as a document that may be cited.
    private static Part found(JsonNode result) {
        StringBuilder text = new StringBuilder();
        for (JsonNode piece : result.path("content")) {
            String said = JsonTree.string(piece, "text");
            text.append(text.isEmpty() ? "" : "\n").append(said == null ? "" : said);
        }
        Media media = new Media(
                Media.Kind.DOCUMENT,
                new Media.Plain(text.toString()),
                "text/plain",
                JsonTree.string(result, "title"),
                null);
        boolean citable = result.path("citations").path("enabled").booleanValue(false);
        return new Part.MediaPart(media, citable, JsonTree.string(result, "source"), null);
    }

    private static String text(JsonNode object, String name, String at) {
        JsonNode value = object.path(name);
        if (!value.isString()) {
            throw new Unacceptable(
                    at + "." + name, value.isMissingNode() ? "missing (expected: a string)" : "not a string");
        }
        return value.stringValue();
    }
}
