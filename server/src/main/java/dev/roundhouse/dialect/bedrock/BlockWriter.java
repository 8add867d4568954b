package dev.roundhouse.dialect.bedrock;

import dev.roundhouse.catalog.Dialect;
import dev.roundhouse.dialect.JsonTree;
import dev.roundhouse.dialect.Losses;
import dev.roundhouse.exchange.CacheMark;
import dev.roundhouse.exchange.Citation;
import dev.roundhouse.exchange.Media;
import dev.roundhouse.exchange.Part;
import dev.roundhouse.exchange.Seal;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Says parts as Converse's content blocks.
final class BlockWriter {
    private final Family family;
    private final boolean own;
    private final Losses losses;
    private final Set<String> documentNames = new HashSet<>();

    /// @param own whether the client spoke Converse too, and is taken by its word
    BlockWriter(Family family, boolean own, Losses losses) {
        this.family = family;
        this.own = own;
        this.losses = losses;
    }

    /// Appends the blocks of these parts.
    void parts(List<Part> parts, ArrayNode blocks) {
        for (Part part : parts) {
            int before = blocks.size();
            part(part, blocks);
            if (blocks.size() > before) {
                mark(part.cache(), blocks);
            } else if (part.cache() != null) {
                losses.dropped("cache", "what the mark stood on cannot be said here");
            }
        }
    }

    /// Appends a cache point where one is asked for and the model has such a thing.
    void mark(@Nullable CacheMark mark, ArrayNode blocks) {
        if (mark == null) {
            return;
        }
        if (!own && !family.takesCacheMarks()) {
            losses.dropped("cache", "the model keeps no prompts on Bedrock");
            return;
        }
        ObjectNode point = blocks.addObject().putObject("cachePoint").put("type", "default");
        if (mark.ttl() != null && (own || family == Family.CLAUDE)) {
            point.put("ttl", mark.ttl());
        }
    }

    private void part(Part part, ArrayNode blocks) {
        switch (part) {
            case Part.Text text -> text(text, blocks);
            case Part.Refusal refusal -> {
                if (!refusal.text().isBlank()) {
                    blocks.addObject().put("text", refusal.text());
                    losses.adapted("refusal", "said as text");
                }
            }
            case Part.MediaPart media -> media(media, blocks);
            case Part.ToolCall call -> call(call, blocks);
            case Part.ToolResult result -> result(result, blocks);
            case Part.Thinking thinking -> thinking(thinking, blocks);
            case Part.Native only -> {
                if (only.dialect() == Dialect.BEDROCK_CONVERSE) {
                    blocks.add(only.value());
                } else {
                    losses.dropped("native." + only.dialect().wireName(), "only that dialect can say it");
                }
            }
            case Part.Made made -> {
                if (made.media().kind() == Media.Kind.IMAGE && made.media().source() instanceof Media.Base64) {
                    losses.adapted("made", "a picture that a model made is said as one of the conversation");
                    media(new Part.MediaPart(made.media()), blocks);
                } else {
                    losses.dropped("made", "models of Bedrock take back no sound");
                }
            }
        }
    }

    private void text(Part.Text text, ArrayNode blocks) {
        if (text.text().isBlank() && !own) {
            return; // Bedrock refuses blank text
        }
        if (text.citations().isEmpty()) {
            blocks.addObject().put("text", text.text());
            return;
        }
        if (!own) {
            losses.dropped("citations", "an earlier answer's sources are not read by models");
            blocks.addObject().put("text", text.text());
            return;
        }
        ObjectNode content = blocks.addObject().putObject("citationsContent");
        content.putArray("content").addObject().put("text", text.text());
        ArrayNode citations = content.putArray("citations");
        for (Citation citation : text.citations()) {
            citations.add(Citations.write(citation));
        }
    }

    private void media(Part.MediaPart part, ArrayNode blocks) {
        Media media = part.media();
        ObjectNode source = JsonTree.object();
        switch (media.source()) {
            case Media.Base64 base64 -> source.put("bytes", base64.data());
            case Media.Plain plain -> source.put("text", plain.text());
            case Media.Url url
            when url.url().startsWith("s3://") -> source.putObject("s3Location").put("uri", url.url());
            case Media.Url url -> {
                // Bedrock fetches nothing: the address is at least said.
                losses.adapted("media.url", "Bedrock fetches from S3 only; the address is said as text");
                blocks.addObject().put("text", "[" + kind(media) + ": " + url.url() + "]");
                return;
            }
            case Media.FileId _ -> {
                losses.dropped("media.file", "files uploaded to another provider are not there");
                return;
            }
        }
        ObjectNode block = blocks.addObject().putObject(kind(media));
        block.put("format", MediaFormats.format(media));
        if (media.kind() == Media.Kind.DOCUMENT) {
            block.put("name", documentName(media.name()));
        }
        block.set("source", source);
        if (media.kind() == Media.Kind.DOCUMENT) {
            if (part.context() != null) {
                block.put("context", part.context());
            }
            if (part.citable()) {
                block.putObject("citations").put("enabled", true);
            }
        }
    }

    private static String kind(Media media) {
        return media.kind().name().toLowerCase(Locale.ROOT);
    }

    // Letters, digits, single blanks, hyphens and brackets, each name once.
    private String documentName(@Nullable String given) {
        String name = given == null ? "document" : given;
        if (!own) {
            int dot = name.lastIndexOf('.');
            name = dot > 0 ? name.substring(0, dot) : name;
            name = name.replaceAll("[^A-Za-z0-9 ()\\[\\]-]", "-")
                    .replaceAll(" +", " ")
                    .strip();
            name = name.isEmpty() ? "document" : name.length() > 190 ? name.substring(0, 190) : name;
            String stem = name;
            for (int count = 2; documentNames.contains(name); count++) {
                name = stem + " " + count;
            }
        }
        documentNames.add(name);
        return name;
    }

    private void call(Part.ToolCall call, ArrayNode blocks) {
        ObjectNode use = blocks.addObject().putObject("toolUse");
        use.put("toolUseId", ToolIds.of(call.id(), family)).put("name", call.name());
        ObjectNode input = call.custom() ? null : JsonTree.readObject(call.arguments());
        if (input == null && !call.arguments().isBlank()) {
            losses.adapted("tool_call.arguments", "free or broken input is said as a member `input`");
            input = JsonTree.object().put("input", call.arguments());
        }
        use.set("input", input == null ? JsonTree.object() : input);
    }

    private void result(Part.ToolResult result, ArrayNode blocks) {
        ObjectNode said = blocks.addObject().putObject("toolResult");
        said.put("toolUseId", ToolIds.of(result.callId(), family));
        ArrayNode content = said.putArray("content");
        for (Part part : result.content()) {
            if (part instanceof Part.Text text && (own || !text.text().isBlank())) {
                content.addObject().put("text", text.text());
            } else if (part instanceof Part.MediaPart media) {
                media(media, content);
            } else if (part instanceof Part.Native only && only.dialect() == Dialect.BEDROCK_CONVERSE) {
                content.add(only.value());
            }
        }
        if (content.isEmpty() && !own) {
            losses.adapted("tool_result.empty", "a result without a text is refused");
            content.addObject().put("text", "(no output)"); // blank is refused, and nothing too
        }
        if (result.error()) {
            said.put("status", "error");
        }
    }

    private void thinking(Part.Thinking thinking, ArrayNode blocks) {
        Seal seal = thinking.seal();
        boolean foreign = seal != null && !seal.format().equals(family.sealFormat());
        if (foreign) {
            losses.dropped("thinking", "reasoning that another provider sealed is not taken");
            return;
        }
        if (seal != null && seal.redacted() != null && seal.signature() == null) {
            blocks.addObject().putObject("reasoningContent").put("redactedContent", seal.redacted());
            return;
        }
        boolean signed = seal != null && seal.signature() != null;
        if (!signed && !own) {
            losses.dropped("thinking", "reasoning without a signature is not taken back");
            return;
        }
        ObjectNode text = blocks.addObject().putObject("reasoningContent").putObject("reasoningText");
        text.put("text", thinking.text());
        if (seal != null && seal.signature() != null) {
            text.put("signature", seal.signature());
        }
    }
}
