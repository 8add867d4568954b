package dev.roundhouse.dialect.bedrock;

import dev.roundhouse.exchange.Media;
import java.util.Locale;
import java.util.Map;
import java.util.Map.Entry;
import org.jspecify.annotations.Nullable;

/// Bedrock's names for formats of media, and the media types that they are.
final class MediaFormats {
    private static final Map<String, String> DOCUMENTS = Map.ofEntries(
            Map.entry("pdf", "application/pdf"),
            Map.entry("csv", "text/csv"),
            Map.entry("doc", "application/msword"),
            Map.entry("docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
            Map.entry("xls", "application/vnd.ms-excel"),
            Map.entry("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
            Map.entry("html", "text/html"),
            Map.entry("txt", "text/plain"),
            Map.entry("md", "text/markdown"));

    private static final Map<String, String> VIDEOS = Map.of(
            "mkv", "video/x-matroska",
            "mov", "video/quicktime",
            "mp4", "video/mp4",
            "webm", "video/webm",
            "flv", "video/x-flv",
            "mpeg", "video/mpeg",
            "mpg", "video/mpg",
            "wmv", "video/x-ms-wmv",
            "three_gp", "video/3gpp");

    private static final Map<String, String> SOUNDS = Map.of(
            "mp3", "audio/mpeg",
            "wav", "audio/wav",
            "aac", "audio/aac",
            "flac", "audio/flac",
            "ogg", "audio/ogg",
            "opus", "audio/opus",
            "m4a", "audio/m4a",
            "webm", "audio/webm",
            "pcm", "audio/pcm");

    private MediaFormats() {}

    /// The media type of a format; null when none was given.
    static @Nullable String type(Media.Kind kind, @Nullable String format) {
        if (format == null) {
            return null;
        }
        return switch (kind) {
            case IMAGE -> "image/" + format;
            case DOCUMENT -> DOCUMENTS.getOrDefault(format, "application/" + format);
            case VIDEO -> VIDEOS.getOrDefault(format, "video/" + format);
            case AUDIO -> SOUNDS.getOrDefault(format, "audio/" + format);
        };
    }

    /// The format of a medium, by its type, else by its name or address, else the likeliest.
    static String format(Media media) {
        String type = media.type() == null ? "" : bare(media.type());
        if (media.kind() == Media.Kind.IMAGE) {
            String format = type.startsWith("image/") ? type.substring("image/".length()) : extension(media);
            return format.isEmpty() ? sniffed(media) : format.equals("jpg") ? "jpeg" : format;
        }
        Map<String, String> table = table(media.kind());
        for (Entry<String, String> known : table.entrySet()) {
            if (known.getValue().equals(type)) {
                return known.getKey();
            }
        }
        String alias = alias(type);
        if (alias != null) {
            return alias;
        }
        String extension = extension(media);
        if (table.containsKey(extension)) {
            return extension;
        }
        String rest = type.substring(type.indexOf('/') + 1);
        boolean named = !rest.isEmpty() && !rest.equals("octet-stream");
        return switch (media.kind()) {
            case IMAGE -> "png";
            case DOCUMENT ->
                media.source() instanceof Media.Plain || type.startsWith("text/") ? "txt" : named ? rest : "pdf";
            case VIDEO -> named ? rest : "mp4";
            case AUDIO -> named ? rest : "mp3";
        };
    }

    private static Map<String, String> table(Media.Kind kind) {
        return switch (kind) {
            case IMAGE -> Map.of();
            case DOCUMENT -> DOCUMENTS;
            case VIDEO -> VIDEOS;
            case AUDIO -> SOUNDS;
        };
    }

    private static @Nullable String alias(String type) {
        return switch (type) {
            case "audio/mp3" -> "mp3";
            case "audio/x-wav", "audio/wave", "audio/vnd.wave" -> "wav";
            case "audio/mp4", "audio/x-m4a" -> "m4a";
            case "audio/l16" -> "pcm";
            case "text/x-markdown" -> "md";
            default -> null;
        };
    }

    private static String bare(String type) {
        int semicolon = type.indexOf(';');
        return (semicolon < 0 ? type : type.substring(0, semicolon)).strip().toLowerCase(Locale.ROOT);
    }

    private static String extension(Media media) {
        String name = media.source() instanceof Media.Url url ? url.url() : media.name() == null ? "" : media.name();
        int query = name.indexOf('?');
        String path = query < 0 ? name : name.substring(0, query);
        int dot = path.lastIndexOf('.');
        boolean isShort = dot >= 0 && path.length() - dot <= 6 && path.indexOf('/', dot) < 0;
        return isShort ? path.substring(dot + 1).toLowerCase(Locale.ROOT) : "";
    }

    // By the first bytes: a picture without a type is still one.
    private static String sniffed(Media media) {
        if (media.source() instanceof Media.Base64 base64) {
            String data = base64.data();
            if (data.startsWith("/9j/")) {
                return "jpeg";
            }
            if (data.startsWith("R0lGOD")) {
                return "gif";
            }
            if (data.startsWith("UklGR")) {
                return "webp";
            }
        }
        return "png";
    }
}
