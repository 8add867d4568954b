package dev.roundhouse.dialect.responses;

import dev.roundhouse.catalog.Dialect;
import dev.roundhouse.dialect.Cursor.Unacceptable;
import dev.roundhouse.dialect.JsonTree;
import dev.roundhouse.dialect.Losses;
import dev.roundhouse.exchange.CacheMark;
import dev.roundhouse.exchange.Citation;
import dev.roundhouse.exchange.Media;
import dev.roundhouse.exchange.Part;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// The contents of messages and of tools' results, both ways.
final class Contents {
    private static final String BREAKPOINT = "prompt_cache_breakpoint";
    private static final Set<String> ANNOTATIONS =
            Set.of("url_citation", "file_citation", "container_file_citation", "file_path");
    private static final Map<String, String> SOUNDS = Map.of("wav", "audio/wav", "mp3", "audio/mpeg");

    private Contents() {}

    /// Reads `content` or `output`: a text, or a list of parts.
    ///
    /// @param path of it, for refusals
    static List<Part> read(JsonNode content, String path) {
        if (content.isString()) {
            return List.of(new Part.Text(content.stringValue()));
        }
        if (content.isMissingNode() || content.isNull()) {
            return List.of();
        }
        if (!content.isArray()) {
            throw new Unacceptable(path, "neither (expected: a string, or a list of parts)");
        }
        List<Part> parts = new ArrayList<>(content.size());
        for (int i = 0; i < content.size(); i++) {
            parts.add(part(content.get(i), path + "[" + i + "]"));
        }
        return parts;
    }

    private static Part part(JsonNode part, String path) {
        String type = JsonTree.string(part, "type");
        if (type == null) {
            throw new Unacceptable(path + ".type", "missing (expected: input_text, input_image, input_file …)");
        }
        return switch (type) {
            case "input_text", "output_text", "text" ->
                new Part.Text(required(part, "text", path), citations(part), null, mark(part));
            case "refusal" -> new Part.Refusal(required(part, "refusal", path));
            case "input_image" -> image(part, path);
            case "input_file" -> file(part, path);
            case "input_audio" -> audio(part, path);
            case "input_video" -> video(part, path);
            default -> new Part.Native(Dialect.OPENAI_RESPONSES, part);
        };
    }

    private static Part image(JsonNode part, String path) {
        String detail = JsonTree.string(part, "detail");
        // Some clients send what chat has here: an object with the address in it.
        JsonNode address = part.path("image_url");
        String url = address.isObject() ? JsonTree.string(address, "url") : JsonTree.string(part, "image_url");
        String id = JsonTree.string(part, "file_id");
        if (url == null && id == null) {
            throw new Unacceptable(path + ".image_url", "missing (expected: a URL, a data URL, or file_id)");
        }
        Data data = url == null ? null : data(url);
        Media.Source source = url == null ? fileId(id) : data == null ? new Media.Url(url) : data.source();
        return media(new Media(Media.Kind.IMAGE, source, data == null ? null : data.type, null, detail), part);
    }

    private static Part file(JsonNode part, String path) {
        String name = JsonTree.string(part, "filename");
        String url = JsonTree.string(part, "file_url");
        String id = JsonTree.string(part, "file_id");
        String bytes = JsonTree.string(part, "file_data");
        if (bytes != null) {
            Data data = data(bytes);
            String type = data == null ? null : data.type;
            return media(
                    new Media(
                            kind(type),
                            data == null ? new Media.Base64(bytes) : data.source(),
                            type,
                            name,
                            JsonTree.string(part, "detail")),
                    part);
        }
        if (url == null && id == null) {
            throw new Unacceptable(path + ".file_data", "missing (expected: file_data, file_url or file_id)");
        }
        Media.Source source = url == null ? fileId(id) : new Media.Url(url);
        return media(new Media(Media.Kind.DOCUMENT, source, null, name, JsonTree.string(part, "detail")), part);
    }

    private static Part audio(JsonNode part, String path) {
        JsonNode sound = part.path("input_audio");
        String format = JsonTree.string(sound, "format");
        String type = format == null ? null : SOUNDS.getOrDefault(format, "audio/" + format);
        Media.Source source = new Media.Base64(required(sound, "data", path + ".input_audio"));
        return media(new Media(Media.Kind.AUDIO, source, type, null, null), part);
    }

    // OpenRouter's.
    private static Part video(JsonNode part, String path) {
        String url = required(part, "video_url", path);
        Data data = data(url);
        Media.Source source = data == null ? new Media.Url(url) : data.source();
        return media(new Media(Media.Kind.VIDEO, source, data == null ? null : data.type, null, null), part);
    }

    private static Part media(Media media, JsonNode part) {
        return new Part.MediaPart(media, false, null, mark(part));
    }

    private static Media.Source fileId(@Nullable String id) {
        return new Media.FileId(id == null ? "" : id);
    }

    private static @Nullable CacheMark mark(JsonNode part) {
        JsonNode mark = part.path(BREAKPOINT);
        return mark.isMissingNode() || mark.isNull() ? null : new CacheMark(JsonTree.string(mark, "ttl"));
    }

    /// The annotations of a text.
    static List<Citation> citations(JsonNode part) {
        List<Citation> citations = new ArrayList<>(0);
        for (JsonNode annotation : part.path("annotations")) {
            Citation citation = citation(annotation);
            if (citation != null) {
                citations.add(citation);
            }
        }
        return citations;
    }

    /// One annotation; null when it is none.
    static @Nullable Citation citation(JsonNode annotation) {
        if (!(annotation instanceof ObjectNode raw)) {
            return null;
        }
        String title = JsonTree.string(raw, raw.has("title") ? "title" : "filename");
        return new Citation(
                JsonTree.string(raw, "url"),
                title == null || title.isEmpty() ? null : title,
                null,
                raw.path("start_index").asInt(raw.path("index").asInt(-1)),
                raw.path("end_index").asInt(-1),
                -1,
                raw);
    }

    /// One citation as an annotation: as it came where it came in this schema.
    static ObjectNode annotation(Citation citation) {
        String type = JsonTree.string(citation.raw(), "type");
        boolean own = type != null
                && ANNOTATIONS.contains(type)
                && !citation.raw().has(type)
                && (citation.raw().has("url") || citation.raw().has("file_id"));
        if (own) {
            return citation.raw();
        }
        ObjectNode annotation = JsonTree.object();
        String title = citation.title() == null ? "" : citation.title();
        if (citation.url() == null) {
            annotation.put("type", "file_citation");
            annotation.put("file_id", citation.document() < 0 ? "" : "document_" + citation.document());
            annotation.put("filename", title);
            annotation.put("index", Math.max(0, citation.start()));
            return annotation;
        }
        annotation.put("type", "url_citation");
        annotation.put("url", citation.url());
        annotation.put("title", title);
        annotation.put("start_index", Math.max(0, citation.start()));
        annotation.put("end_index", Math.max(0, citation.end()));
        return annotation;
    }

    /// Writes parts as a user's or a tool's content.
    static ArrayNode write(List<Part> parts, Losses losses) {
        ArrayNode content = JsonTree.array();
        for (Part part : parts) {
            switch (part) {
                case Part.Text text -> {
                    ObjectNode said =
                            content.addObject().put("type", "input_text").put("text", text.text());
                    mark(said, text.cache());
                }
                case Part.MediaPart media -> media(content, media, losses);
                case Part.Refusal refusal ->
                    content.addObject().put("type", "input_text").put("text", refusal.text());
                case Part.Native(Dialect dialect, JsonNode value) -> {
                    if (dialect == Dialect.OPENAI_RESPONSES) {
                        content.add(value);
                    } else {
                        losses.dropped("native", "only " + dialect.wireName() + " can say it");
                    }
                }
                case Part.Made made -> media(content, new Part.MediaPart(made.media()), losses);
                case Part.Thinking _, Part.ToolCall _, Part.ToolResult _ ->
                    losses.dropped("content", "thinking, calls and results are items of their own");
            }
        }
        return content;
    }

    private static void mark(ObjectNode part, @Nullable CacheMark mark) {
        if (mark != null) {
            ObjectNode point = part.putObject(BREAKPOINT);
            point.put("mode", "explicit");
        }
    }

    private static void media(ArrayNode content, Part.MediaPart part, Losses losses) {
        Media media = part.media();
        if (part.citable()) {
            losses.dropped("media.citable", "citations of documents cannot be asked for");
        }
        if (part.context() != null) {
            losses.dropped("media.context", "a document has a name only");
        }
        ObjectNode said = switch (media.kind()) {
            case IMAGE -> image(media);
            case AUDIO -> sound(media, losses);
            case DOCUMENT -> document(media);
            case VIDEO -> {
                losses.dropped("media.video", "there is no part for moving pictures");
                yield null;
            }
        };
        if (said != null) {
            mark(said, part.cache());
            content.add(said);
        }
    }

    private static ObjectNode image(Media media) {
        ObjectNode said = JsonTree.object().put("type", "input_image");
        said.put("detail", media.detail() == null ? "auto" : media.detail());
        return switch (media.source()) {
            case Media.Url(String url) -> said.put("image_url", url);
            case Media.Base64(String data) -> said.put("image_url", dataUrl(media, data, "image/png"));
            case Media.FileId(String id) -> said.put("file_id", id);
            case Media.Plain(String text) ->
                JsonTree.object().put("type", "input_text").put("text", text);
        };
    }

    private static ObjectNode document(Media media) {
        ObjectNode said = JsonTree.object().put("type", "input_file");
        switch (media.source()) {
            case Media.Url(String url) -> said.put("file_url", url);
            case Media.FileId(String id) -> said.put("file_id", id);
            case Media.Base64(String data) ->
                name(said, media).put("file_data", dataUrl(media, data, "application/pdf"));
            case Media.Plain(String text) -> {
                String data =
                        Base64.getEncoder().encodeToString(text.getBytes(java.nio.charset.StandardCharsets.UTF_8));
                name(said, media).put("file_data", dataUrl(media, data, "text/plain"));
            }
        }
        return said;
    }

    private static @Nullable ObjectNode sound(Media media, Losses losses) {
        if (!(media.source() instanceof Media.Base64(String data))) {
            losses.dropped("media.audio", "sound can be sent in base64 only");
            return null;
        }
        ObjectNode said = JsonTree.object().put("type", "input_audio");
        said.putObject("input_audio").put("data", data).put("format", format(media.type()));
        return said;
    }

    // A file's bytes are refused without a name.
    private static ObjectNode name(ObjectNode said, Media media) {
        String ending = "text/plain".equals(media.type()) || media.source() instanceof Media.Plain ? ".txt" : ".pdf";
        return said.put("filename", media.name() == null ? "document" + ending : media.name());
    }

    private static String format(@Nullable String type) {
        if (type == null) {
            return "wav";
        }
        for (Map.Entry<String, String> known : SOUNDS.entrySet()) {
            if (known.getValue().equals(type)) {
                return known.getKey();
            }
        }
        return type.substring(type.indexOf('/') + 1).replaceFirst("^x-", "");
    }

    private static String dataUrl(Media media, String data, String fallback) {
        return "data:" + (media.type() == null ? fallback : media.type()) + ";base64," + data;
    }

    /// What a data URL holds.
    private record Data(@Nullable String type, String base64) {
        Media.Source source() {
            return new Media.Base64(base64);
        }
    }

    private static @Nullable Data data(String url) {
        if (!url.regionMatches(true, 0, "data:", 0, 5)) {
            return null;
        }
        int comma = url.indexOf(',');
        String head = comma < 0 ? "" : url.substring(5, comma).toLowerCase(Locale.ROOT);
        if (!head.endsWith(";base64")) {
            return null;
        }
        String type = head.substring(0, head.length() - ";base64".length());
        return new Data(type.isEmpty() ? null : type, url.substring(comma + 1));
    }

    private static Media.Kind kind(@Nullable String type) {
        if (type == null) {
            return Media.Kind.DOCUMENT;
        }
        if (type.startsWith("audio/")) {
            return Media.Kind.AUDIO;
        }
        return type.startsWith("video/") ? Media.Kind.VIDEO : Media.Kind.DOCUMENT;
    }

    private static String required(JsonNode part, String name, String path) {
        String value = JsonTree.string(part, name);
        if (value == null) {
            throw new Unacceptable(path + "." + name, "missing (expected: a string)");
        }
        return value;
    }
}
