package dev.roundhouse.dialect.openai;

import dev.roundhouse.dialect.JsonTree;
import dev.roundhouse.exchange.CacheMark;
import dev.roundhouse.exchange.Media;
import dev.roundhouse.exchange.Media.Base64;
import dev.roundhouse.exchange.Media.FileId;
import dev.roundhouse.exchange.Media.Kind;
import dev.roundhouse.exchange.Media.Plain;
import dev.roundhouse.exchange.Media.Url;
import dev.roundhouse.exchange.Part;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Pictures, files, sound and video as content parts say them.
final class ChatMedia {
    private static final String DATA = "data:";
    private static final String BASE64_MARK = ";base64";
    private static final String PDF = "application/pdf";

    private ChatMedia() {}

    /// Reads a content part; null when it holds no media that are known here.
    static @Nullable Part read(JsonNode part, @Nullable CacheMark cache) {
        String type = JsonTree.string(part, "type");
        Media media = switch (type) {
            case "image_url" -> image(part.path("image_url"));
            case "input_audio" -> audio(part.path("input_audio"));
            case "audio_url" -> linked(Kind.AUDIO, part.path("audio_url"), null);
            case "video_url", "input_video" ->
                linked(Kind.VIDEO, part.has("video_url") ? part.path("video_url") : part.path("input_video"), null);
            case "file" -> file(part.path("file"));
            case "file_url" -> linked(Kind.DOCUMENT, part.path("file_url"), null);
            case "document_url" ->
                linked(Kind.DOCUMENT, part.path("document_url"), JsonTree.string(part, "document_name"));
            case null, default -> null;
        };
        return media == null ? null : new Part.MediaPart(media, false, null, cache);
    }

    /// A picture of an answer: `{"type": "image_url", "image_url": {"url": …}}`; null when it is none.
    static @Nullable Media image(JsonNode value) {
        String url = value.isString() ? value.stringValue() : JsonTree.string(value, "url");
        return url == null ? null : of(Kind.IMAGE, url, null, JsonTree.string(value, "detail"));
    }

    private static @Nullable Media linked(Kind kind, JsonNode value, @Nullable String name) {
        String url = value.isString() ? value.stringValue() : JsonTree.string(value, "url");
        return url == null ? null : of(kind, url, name, null);
    }

    private static @Nullable Media audio(JsonNode value) {
        String data = JsonTree.string(value, "data");
        String format = JsonTree.string(value, "format");
        if (data == null) {
            return null;
        }
        Media media = of(Kind.AUDIO, data, null, null);
        String type = media.type() != null || format == null
                ? media.type()
                : "audio/" + (format.equals("mp3") ? "mpeg" : format);
        return new Media(Kind.AUDIO, media.source(), type, null, null);
    }

    private static @Nullable Media file(JsonNode value) {
        String id = JsonTree.string(value, "file_id");
        String data = JsonTree.string(value, "file_data");
        String name = JsonTree.string(value, "filename");
        if (data == null) {
            return id == null ? null : new Media(Kind.DOCUMENT, new FileId(id), null, name, null);
        }
        Media media = of(Kind.DOCUMENT, data, name, null);
        String type = media.type();
        if (type == null) {
            boolean pdf = media.source() instanceof Base64 && (name == null || name.endsWith(".pdf"));
            return pdf ? new Media(Kind.DOCUMENT, media.source(), PDF, name, null) : media;
        }
        return new Media(kind(type), media.source(), type, name, null);
    }

    /// What an address or a data URL holds; text that is neither is taken for base64.
    static Media of(Kind kind, String url, @Nullable String name, @Nullable String detail) {
        if (!url.startsWith(DATA)) {
            boolean address = url.contains("://");
            return new Media(kind, address ? new Url(url) : new Base64(compact(url)), null, name, detail);
        }
        int comma = url.indexOf(',');
        String head = comma < 0 ? "" : url.substring(DATA.length(), comma);
        if (!head.endsWith(BASE64_MARK)) {
            return new Media(kind, new Url(url), null, name, detail);
        }
        int semicolon = head.indexOf(';');
        String type = head.substring(0, semicolon).strip().toLowerCase(Locale.ROOT);
        return new Media(
                kind, new Base64(compact(url.substring(comma + 1))), type.isEmpty() ? null : type, name, detail);
    }

    private static String compact(String base64) {
        boolean blank = base64.chars().anyMatch(c -> c <= ' ');
        return blank ? base64.replaceAll("\\s", "") : base64;
    }

    private static Kind kind(String type) {
        if (type.startsWith("image/")) {
            return Kind.IMAGE;
        }
        if (type.startsWith("audio/")) {
            return Kind.AUDIO;
        }
        return type.startsWith("video/") ? Kind.VIDEO : Kind.DOCUMENT;
    }

    /// A content part that says it.
    ///
    /// @param documentUrls whether documents at an address are said as Mistral does
    static ObjectNode write(Media media, boolean documentUrls) {
        if (media.source() instanceof Plain(String text)) {
            String said = media.name() == null ? text : media.name() + "\n\n" + text;
            return part("text").put("text", said);
        }
        if (media.source() instanceof FileId(String id)) {
            ObjectNode part = part("file");
            part.putObject("file").put("file_id", id);
            return part;
        }
        return switch (media.kind()) {
            case IMAGE -> {
                ObjectNode part = part("image_url");
                ObjectNode link = part.putObject("image_url").put("url", link(media, "image/png"));
                if (media.detail() != null) {
                    link.put("detail", media.detail());
                }
                yield part;
            }
            case AUDIO -> sound(media);
            case VIDEO -> {
                ObjectNode part = part("video_url");
                part.putObject("video_url").put("url", link(media, "video/mp4"));
                yield part;
            }
            case DOCUMENT -> documentUrls ? mistralDocument(media) : document(media);
        };
    }

    /// An address, or a data URL.
    static String link(Media media, String defaultType) {
        String type = media.type() == null ? defaultType : media.type();
        return switch (media.source()) {
            case Url(String url) -> url;
            case Base64(String data) -> DATA + type + BASE64_MARK + "," + data;
            case FileId(String id) -> id;
            case Plain(String text) ->
                DATA + "text/plain" + BASE64_MARK + ","
                        + java.util.Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
        };
    }

    private static ObjectNode sound(Media media) {
        if (media.source() instanceof Base64(String data)) {
            ObjectNode part = part("input_audio");
            part.putObject("input_audio").put("data", data).put("format", format(media.type()));
            return part;
        }
        ObjectNode part = part("audio_url");
        part.putObject("audio_url").put("url", link(media, "audio/wav"));
        return part;
    }

    private static String format(@Nullable String type) {
        String subtype = type == null ? "wav" : type.substring(type.indexOf('/') + 1);
        return switch (subtype) {
            case "mpeg", "mp3", "mpga" -> "mp3";
            case "x-wav", "wave", "vnd.wave" -> "wav";
            case "x-aiff" -> "aiff";
            case "x-flac" -> "flac";
            default -> subtype;
        };
    }

    private static ObjectNode document(Media media) {
        ObjectNode part = part("file");
        boolean pdf = media.type() == null || PDF.equals(media.type());
        // OpenAI refuses data without a name.
        String name = media.name() == null ? (pdf ? "document.pdf" : "document") : media.name();
        part.putObject("file").put("filename", name).put("file_data", link(media, PDF));
        return part;
    }

    private static ObjectNode mistralDocument(Media media) {
        ObjectNode part = part("document_url").put("document_url", link(media, PDF));
        if (media.name() != null) {
            part.put("document_name", media.name());
        }
        return part;
    }

    private static ObjectNode part(String type) {
        return JsonTree.object().put("type", type);
    }
}
