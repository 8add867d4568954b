package dev.roundhouse.dialect.anthropic;

import dev.roundhouse.catalog.Dialect;
import dev.roundhouse.dialect.JsonTree;
import dev.roundhouse.dialect.Losses;
import dev.roundhouse.exchange.Media;
import dev.roundhouse.exchange.Part;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/// Writes pictures and documents as content blocks; sound and moving pictures have none.
final class MediaWriter {
    private static final String TYPE = "type";
    private static final String PLAIN = "text/plain";
    private static final String PDF = "application/pdf";

    private final Dialect from;
    private final Losses losses;

    MediaWriter(Dialect from, Losses losses) {
        this.from = from;
        this.losses = losses;
    }

    /// The block; null where it cannot be said.
    @Nullable
    ObjectNode block(Part.MediaPart part) {
        Media media = part.media();
        ObjectNode source = switch (media.kind()) {
            case IMAGE -> image(media);
            case DOCUMENT -> document(media);
            case AUDIO -> dropped("media.audio", "the schema has no sound");
            case VIDEO -> dropped("media.video", "the schema has no moving pictures");
        };
        if (source == null) {
            return null;
        }
        ObjectNode block = JsonTree.object();
        block.put(TYPE, media.kind() == Media.Kind.IMAGE ? "image" : "document");
        block.set("source", source);
        if (media.kind() == Media.Kind.DOCUMENT) {
            if (media.name() != null) {
                block.put("title", media.name());
            }
            if (part.context() != null) {
                block.put("context", part.context());
            }
            if (part.citable()) {
                block.putObject("citations").put("enabled", true);
            }
        }
        return block;
    }

    private @Nullable ObjectNode image(Media media) {
        return switch (media.source()) {
            case Media.Base64(String data) -> source("base64", "data", data).put("media_type", imageType(media, data));
            case Media.Url(String url) -> url("media.image", url);
            case Media.FileId(String id) -> file("media.image", id);
            case Media.Plain _ -> dropped("media.image", "a picture is no text");
        };
    }

    private @Nullable ObjectNode document(Media media) {
        return switch (media.source()) {
            case Media.Plain(String text) -> source("text", "data", text).put("media_type", PLAIN);
            case Media.Url(String url) -> url("media.document", url);
            case Media.FileId(String id) -> file("media.document", id);
            case Media.Base64(String data) -> bytes(media, data);
        };
    }

    private @Nullable ObjectNode bytes(Media media, String data) {
        String type = media.type() == null ? guessed(data) : base(media.type());
        if (type.equals(PDF)) {
            return source("base64", "data", data).put("media_type", PDF);
        }
        if (!isText(type)) {
            return dropped("media.document", "documents of type " + type + " are not read");
        }
        try {
            String text = new String(Base64.getDecoder().decode(data), StandardCharsets.UTF_8);
            return text.isBlank()
                    ? dropped("media.document", "it is empty")
                    : source("text", "data", text).put("media_type", PLAIN);
        } catch (IllegalArgumentException _) {
            return dropped("media.document", "its bytes are not base64");
        }
    }

    private @Nullable ObjectNode url(String feature, String url) {
        String lower = url.toLowerCase(Locale.ROOT);
        return lower.startsWith("https://") || lower.startsWith("http://")
                ? source("url", "url", url)
                : dropped(feature, "only addresses of the web are fetched");
    }

    private @Nullable ObjectNode file(String feature, String id) {
        return from == Dialect.ANTHROPIC_MESSAGES
                ? source("file", "file_id", id)
                : dropped(feature, "the file lies with another provider");
    }

    private @Nullable ObjectNode dropped(String feature, String reason) {
        losses.dropped(feature, reason);
        return null;
    }

    private static ObjectNode source(String type, String name, String value) {
        return JsonTree.object().put(TYPE, type).put(name, value);
    }

    private static boolean isText(String type) {
        return type.startsWith("text/")
                || type.endsWith("+json")
                || type.endsWith("+xml")
                || type.endsWith("/json")
                || type.endsWith("/xml")
                || type.endsWith("/yaml")
                || type.endsWith("/x-yaml");
    }

    private static String imageType(Media media, String data) {
        String said = media.type() == null ? "" : base(media.type());
        return switch (said) {
            case "image/jpeg", "image/png", "image/gif", "image/webp" -> said;
            case "image/jpg" -> "image/jpeg";
            default -> guessed(data).startsWith("image/") ? guessed(data) : "image/png";
        };
    }

    private static String base(String type) {
        int parameters = type.indexOf(';');
        return (parameters < 0 ? type : type.substring(0, parameters)).strip().toLowerCase(Locale.ROOT);
    }

    // What the first bytes say, as they look in base64.
    private static String guessed(String data) {
        if (data.startsWith("JVBERi")) {
            return PDF;
        }
        if (data.startsWith("/9j/")) {
            return "image/jpeg";
        }
        if (data.startsWith("R0lGOD")) {
            return "image/gif";
        }
        if (data.startsWith("UklGR")) {
            return "image/webp";
        }
        return data.startsWith("iVBORw") ? "image/png" : PLAIN;
    }
}
