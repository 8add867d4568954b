package dev.roundhouse.dialect.gemini;

import dev.roundhouse.dialect.JsonTree;
import dev.roundhouse.exchange.Citation;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Citations out of `groundingMetadata` and `citationMetadata` of one candidate. Google counts offsets in bytes
/// of the
/// text, the neutral form in characters.
final class Grounding {
    private final List<JsonNode> chunks = new ArrayList<>();
    private final Set<String> told = new HashSet<>();
    private long queries;

    /// Searches that were made.
    long queries() {
        return queries;
    }

    /// Reads what a frame says of sources.
    ///
    /// @param text the candidate's text so far
    void grounded(JsonNode metadata, String text, Consumer<Citation> sink) {
        queries = Math.max(queries, Members.list(metadata, "webSearchQueries").size());
        List<JsonNode> own = Members.list(metadata, "groundingChunks");
        if (!own.isEmpty()) {
            chunks.clear();
            chunks.addAll(own);
        }
        Set<Integer> cited = new HashSet<>();
        for (JsonNode support : Members.list(metadata, "groundingSupports")) {
            JsonNode segment = Members.get(support, "segment");
            int[] place = place(segment, text);
            for (JsonNode index : Members.list(support, "groundingChunkIndices")) {
                int at = index.asInt(-1);
                if (at >= 0 && at < chunks.size()) {
                    cited.add(at);
                    cite(chunks.get(at), place, support, sink);
                }
            }
        }
        for (int i = 0; i < own.size(); i++) {
            if (!cited.contains(i)) {
                cite(own.get(i), new int[] {-1, -1}, JsonTree.object(), sink);
            }
        }
    }

    /// Reads where the answer repeats what stands elsewhere.
    void recited(JsonNode metadata, String text, Consumer<Citation> sink) {
        List<JsonNode> all = Members.list(metadata, "citations");
        for (JsonNode one : all.isEmpty() ? Members.list(metadata, "citationSources") : all) {
            String uri = Members.text(one, "uri");
            if (uri == null || uri.isEmpty()) {
                continue;
            }
            int[] place = place(one, text);
            if (told.add(uri + ' ' + place[0] + ' ' + place[1]) && one instanceof ObjectNode raw) {
                sink.accept(new Citation(uri, Members.text(one, "title"), null, place[0], place[1], -1, raw));
            }
        }
    }

    private void cite(JsonNode chunk, int[] place, JsonNode support, Consumer<Citation> sink) {
        JsonNode source = source(chunk);
        String uri = Members.text(source, "uri");
        String title = Members.text(source, "title");
        String quote = Members.text(source, "text");
        if (!told.add(uri + ' ' + title + ' ' + place[0] + ' ' + place[1])) {
            return;
        }
        ObjectNode raw = JsonTree.object();
        raw.set("groundingChunk", chunk);
        if (!support.isEmpty()) {
            raw.set("groundingSupport", support);
        }
        sink.accept(new Citation(uri, title, quote, place[0], place[1], -1, raw));
    }

    // Which kind of source it is tells its only member's name.
    private static JsonNode source(JsonNode chunk) {
        for (String kind : List.of("web", "retrievedContext", "maps", "image")) {
            JsonNode source = Members.get(chunk, kind);
            if (source.isObject()) {
                return source;
            }
        }
        return chunk;
    }

    // The words are the better guide: offsets are of a part, or of the text so far, as the model likes.
    private static int[] place(JsonNode segment, String text) {
        JsonNode end = Members.get(segment, "endIndex");
        if (!end.isNumber()) {
            return new int[] {-1, -1};
        }
        int from = characters(text, Members.get(segment, "startIndex").asInt(0));
        int to = characters(text, end.asInt(0));
        String words = Members.text(segment, "text");
        if (words != null && !words.isEmpty() && !slice(text, from, to).equals(words)) {
            int found = text.indexOf(words);
            return found < 0 ? new int[] {from, to} : new int[] {found, found + words.length()};
        }
        return new int[] {from, to};
    }

    private static String slice(String text, int from, int to) {
        return from <= to && to <= text.length() ? text.substring(from, to) : "";
    }

    /// The offset in characters of one in bytes; the end of the text where it lies behind that.
    static int characters(String text, int bytes) {
        int counted = 0;
        int at = 0;
        while (at < text.length() && counted < bytes) {
            int point = text.codePointAt(at);
            counted += point < 0x80 ? 1 : point < 0x800 ? 2 : point < 0x10000 ? 3 : 4;
            at += Character.charCount(point);
        }
        return at;
    }

    /// The offset in bytes of one in characters.
    static int bytes(String text, int characters) {
        String before = text.substring(0, Math.clamp(characters, 0, text.length()));
        return before.getBytes(StandardCharsets.UTF_8).length;
    }

    /// A citation as a chunk of `groundingMetadata`; null where it names no source.
    static @Nullable ObjectNode chunk(Citation citation) {
        if (citation.raw().path("groundingChunk") instanceof ObjectNode own) {
            return own;
        }
        if (citation.url() == null && citation.title() == null) {
            return null;
        }
        ObjectNode chunk = JsonTree.object();
        boolean web = citation.url() != null && citation.document() < 0;
        ObjectNode source = chunk.putObject(web ? "web" : "retrievedContext");
        if (citation.url() != null) {
            source.put("uri", citation.url());
        }
        if (citation.title() != null) {
            source.put("title", citation.title());
        }
        if (!web && citation.quote() != null) {
            source.put("text", citation.quote());
        }
        return chunk;
    }
}
