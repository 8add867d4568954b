package dev.roundhouse.dialect.gemini;

import dev.roundhouse.dialect.JsonTree;
import dev.roundhouse.dialect.Losses;
import dev.roundhouse.exchange.Media;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Pictures, documents, sound and film as Google's parts: `inlineData` and `fileData`.
final class MediaParts {
    private static final String FILES = "https://generativelanguage.googleapis.com/";

    /// How base64 of well-known kinds begins.
    private static final Map<String, String> BEGINNINGS = Map.of(
            "iVBORw0KGgo", "image/png",
            "/9j/", "image/jpeg",
            "R0lGOD", "image/gif",
            "JVBERi0", "application/pdf",
            "SUQz", "audio/mpeg",
            "T2dnUw", "audio/ogg",
            "ZkxhQ", "audio/flac");

    private static final Map<String, String> BY_ENDING = Map.ofEntries(
            Map.entry("png", "image/png"),
            Map.entry("jpg", "image/jpeg"),
            Map.entry("jpeg", "image/jpeg"),
            Map.entry("gif", "image/gif"),
            Map.entry("webp", "image/webp"),
            Map.entry("heic", "image/heic"),
            Map.entry("pdf", "application/pdf"),
            Map.entry("txt", "text/plain"),
            Map.entry("md", "text/markdown"),
            Map.entry("html", "text/html"),
            Map.entry("csv", "text/csv"),
            Map.entry("json", "application/json"),
            Map.entry("mp3", "audio/mpeg"),
            Map.entry("wav", "audio/wav"),
            Map.entry("ogg", "audio/ogg"),
            Map.entry("flac", "audio/flac"),
            Map.entry("mp4", "video/mp4"),
            Map.entry("webm", "video/webm"),
            Map.entry("mov", "video/quicktime"),
            Map.entry("mpeg", "video/mpeg"));

    private MediaParts() {}

    /// The medium in a part; null where there is none.
    static @Nullable Media read(JsonNode part) {
        JsonNode inline = Members.get(part, "inlineData");
        if (inline.isObject()) {
            String type = Members.text(inline, "mimeType");
            String data = Members.text(inline, "data");
            String base64 = data == null ? "" : data.replace('-', '+').replace('_', '/');
            return new Media(kind(type), new Media.Base64(base64), type, Members.text(inline, "displayName"), null);
        }
        JsonNode file = Members.get(part, "fileData");
        if (!file.isObject()) {
            return null;
        }
        String type = Members.text(file, "mimeType");
        String uri = Members.text(file, "fileUri");
        String where = uri == null ? "" : uri;
        String known = type == null ? BY_ENDING.get(ending(where)) : type;
        Media.Source source = where.startsWith(FILES) ? new Media.FileId(where) : new Media.Url(where);
        Media.Kind kind = known == null && isFilm(where) ? Media.Kind.VIDEO : kind(known);
        return new Media(kind, source, type, Members.text(file, "displayName"), null);
    }

    /// A part with the medium; null, and a loss, where it cannot be said.
    static @Nullable ObjectNode write(Media media, Losses losses) {
        if (media.detail() != null && !media.detail().equals("auto")) {
            losses.dropped("media.detail", "parts of the stable API have no resolution of their own");
        }
        if (media.name() != null) {
            losses.dropped("media.name", "files have no names here");
        }
        return switch (media.source()) {
            case Media.Base64(String data) -> inline(type(media, data), data);
            case Media.Plain(String text) ->
                inline("text/plain", Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8)));
            case Media.Url(String url) when url.startsWith("data:") -> data(media, url);
            case Media.Url(String url) -> file(media, url, losses);
            case Media.FileId(String id) when id.contains("://") -> file(media, id, losses);
            case Media.FileId _ -> {
                losses.dropped("media.file_id", "the file is with another provider");
                yield null;
            }
        };
    }

    /// What a type is a kind of.
    static Media.Kind kind(@Nullable String type) {
        if (type == null) {
            return Media.Kind.DOCUMENT;
        }
        String lower = type.toLowerCase(Locale.ROOT);
        if (lower.startsWith("image/")) {
            return Media.Kind.IMAGE;
        }
        if (lower.startsWith("audio/")) {
            return Media.Kind.AUDIO;
        }
        return lower.startsWith("video/") ? Media.Kind.VIDEO : Media.Kind.DOCUMENT;
    }

    private static ObjectNode data(Media media, String url) {
        int comma = url.indexOf(',');
        String head = url.substring("data:".length(), Math.max("data:".length(), comma));
        String body = url.substring(comma + 1);
        int semicolon = head.indexOf(';');
        String said = semicolon < 0 ? head : head.substring(0, semicolon);
        String base64 = head.endsWith(";base64")
                ? body
                : Base64.getEncoder().encodeToString(body.getBytes(StandardCharsets.UTF_8));
        return inline(said.isEmpty() ? type(media, base64) : said, base64);
    }

    private static ObjectNode inline(String type, String data) {
        ObjectNode part = JsonTree.object();
        part.putObject("inlineData")
                .put("mimeType", type.equals("image/jpg") ? "image/jpeg" : type)
                .put("data", data);
        return part;
    }

    private static ObjectNode file(Media media, String url, Losses losses) {
        boolean own = url.startsWith("gs://") || url.startsWith(FILES) || isFilm(url);
        if (!own) {
            losses.adapted("media.url", "Google fetches the address itself, where the model can");
        }
        ObjectNode part = JsonTree.object();
        ObjectNode file = part.putObject("fileData").put("fileUri", url);
        String type = media.type() == null ? BY_ENDING.get(ending(url)) : media.type();
        if (type == null && !own) {
            type = usual(media.kind());
        }
        if (type != null) {
            file.put("mimeType", type);
        }
        return part;
    }

    private static boolean isFilm(String url) {
        return url.contains("youtube.com/") || url.contains("youtu.be/");
    }

    private static String type(Media media, String base64) {
        if (media.type() != null) {
            return media.type();
        }
        for (Map.Entry<String, String> one : BEGINNINGS.entrySet()) {
            if (base64.startsWith(one.getKey())) {
                return one.getValue();
            }
        }
        return usual(media.kind());
    }

    private static String usual(Media.Kind kind) {
        return switch (kind) {
            case IMAGE -> "image/jpeg";
            case DOCUMENT -> "application/pdf";
            case AUDIO -> "audio/wav";
            case VIDEO -> "video/mp4";
        };
    }

    private static String ending(String url) {
        int end = url.indexOf('?') < 0 ? url.length() : url.indexOf('?');
        int dot = url.lastIndexOf('.', end - 1);
        return dot < 0 || dot < url.lastIndexOf('/', end - 1)
                ? ""
                : url.substring(dot + 1, end).toLowerCase(Locale.ROOT);
    }
}
