package dev.roundhouse.config;

import dev.roundhouse.catalog.Model;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Reads models of a catalogue file.
final class ModelReader {
    static final List<String> KEYS = List.of(
            "id",
            "slug",
            "name",
            "author",
            "type",
            "in",
            "out",
            "context",
            "max_output",
            "params",
            "params_like",
            "hf",
            "created",
            "created_after",
            "expires",
            "status",
            "stale",
            "tokenizer",
            "encoding",
            "knowledge",
            "family",
            "open_weights",
            "reasoning",
            "tools",
            "structured",
            "efforts",
            "moderated",
            "seen",
            "scores");

    /// What a model can be.
    static final List<String> TYPES =
            List.of("chat", "embedding", "image", "rerank", "tts", "stt", "video", "classifier", "realtime", "ocr");

    private static final List<String> MODALITIES =
            List.of("text", "image", "audio", "video", "file", "embeddings", "rerank", "speech", "transcription");
    private static final List<String> STATUSES = List.of("deprecated", "expired");

    private final Map<String, Model> models = new LinkedHashMap<>();
    private final Map<String, String> likes = new HashMap<>();
    private final Map<List<String>, Set<String>> sets = new HashMap<>();

    /// Reads the model at the cursor.
    void read(Cursor cursor) {
        Draft draft = new Draft(cursor.line());
        for (String key = cursor.enter(); key != null; key = cursor.next()) {
            draft.read(key, cursor, this);
        }
        Model model = draft.model(cursor);
        if (model == null) {
            return;
        }
        if (models.put(model.id(), model) != null) {
            cursor.problem(draft.line, cursor.path() + ".id", "'" + model.id() + "' stands here twice");
        }
        if (draft.like != null) {
            likes.put(model.id(), draft.like);
        }
    }

    /// All that were read, in order. A model without parameters of its own has those of the sibling that it
    /// names.
    Map<String, Model> models() {
        likes.forEach((id, like) -> {
            Model sibling = models.get(like);
            Model model = models.get(id);
            if (sibling != null && model != null && model.parameters().isEmpty()) {
                models.put(id, withParameters(model, sibling.parameters()));
            }
        });
        return models;
    }

    private static Model withParameters(Model model, Set<String> parameters) {
        return new Model(
                model.id(),
                model.slug(),
                model.name(),
                model.author(),
                model.type(),
                model.input(),
                model.output(),
                model.context(),
                model.maxOutput(),
                parameters,
                model.facts());
    }

    private Set<String> set(List<String> texts) {
        return sets.computeIfAbsent(texts, names -> new LinkedHashSet<>(names));
    }

    /// One model while it is read.
    private static final class Draft {
        private final int line;
        private @Nullable String id;
        private @Nullable String slug;
        private @Nullable String name;
        private @Nullable String author;
        private @Nullable String type;
        private Set<String> input = Set.of("text");
        private Set<String> output = Set.of("text");
        private long context;
        private long maxOutput;
        private Set<String> params = Set.of();
        private @Nullable String like;
        private final Map<String, String> texts = new HashMap<>();
        private final Map<String, Boolean> flags = new HashMap<>();
        private List<String> efforts = List.of();
        private Map<String, Double> scores = Map.of();

        Draft(int line) {
            this.line = line;
        }

        void read(String key, Cursor cursor, ModelReader reader) {
            switch (key) {
                case "id" -> id = cursor.text();
                case "slug" -> slug = cursor.text();
                case "name" -> name = cursor.text();
                case "author" -> author = cursor.text();
                case "type" -> type = oneOf(cursor, TYPES);
                case "in" -> input = reader.set(modalities(cursor));
                case "out" -> output = reader.set(modalities(cursor));
                case "context" -> context = count(cursor);
                case "max_output" -> maxOutput = count(cursor);
                case "params" -> params = reader.set(cursor.texts());
                case "params_like" -> like = cursor.text();
                case "efforts" -> efforts = cursor.texts();
                case "scores" -> scores = scores(cursor);
                case "status" -> put(texts, key, oneOf(cursor, STATUSES));
                case "hf",
                        "created",
                        "created_after",
                        "expires",
                        "tokenizer",
                        "encoding",
                        "knowledge",
                        "family",
                        "seen" -> put(texts, key, cursor.text());
                case "stale", "open_weights", "reasoning", "tools", "structured", "moderated" ->
                    put(flags, key, cursor.flag());
                default -> cursor.unknown(key, KEYS);
            }
        }

        @Nullable
        Model model(Cursor cursor) {
            if (id == null || id.indexOf('/') < 1 || id.endsWith("/")) {
                cursor.problem(
                        line,
                        cursor.path() + ".id",
                        (id == null ? "missing" : "'" + id + "'") + " (expected: author/name)");
                return null;
            }
            if (type == null) {
                cursor.problem(
                        line, cursor.path() + ".type", "missing (expected: one of " + String.join(", ", TYPES) + ")");
                return null;
            }
            return new Model(
                    id,
                    slug == null ? id : slug,
                    name == null ? id : name,
                    author == null ? id.substring(0, id.indexOf('/')) : author,
                    type,
                    input,
                    output,
                    context,
                    maxOutput,
                    params,
                    facts());
        }

        private Model.Facts facts() {
            return new Model.Facts(
                    texts.get("family"),
                    texts.get("created"),
                    texts.get("expires"),
                    texts.get("status"),
                    Boolean.TRUE.equals(flags.get("stale")),
                    texts.get("hf"),
                    texts.get("tokenizer"),
                    texts.get("encoding"),
                    texts.get("knowledge"),
                    flags.get("open_weights"),
                    flags.get("reasoning"),
                    flags.get("tools"),
                    flags.get("structured"),
                    efforts,
                    flags.get("moderated"),
                    scores);
        }

        private static <V> void put(Map<String, V> map, String key, @Nullable V value) {
            if (value != null) {
                map.put(key, value);
            }
        }

        private static long count(Cursor cursor) {
            Long count = cursor.whole(1, Long.MAX_VALUE);
            return count == null ? 0 : count;
        }

        private static List<String> modalities(Cursor cursor) {
            List<String> texts = cursor.texts();
            for (String text : texts) {
                if (!MODALITIES.contains(text)) {
                    cursor.problem("'" + text + "' (expected: some of " + String.join(", ", MODALITIES) + ")");
                }
            }
            return texts;
        }

        private static Map<String, Double> scores(Cursor cursor) {
            Map<String, Double> scores = new HashMap<>();
            for (String key = cursor.enter(); key != null; key = cursor.next()) {
                Double score = cursor.number();
                if (score != null) {
                    scores.put(key, score);
                }
            }
            return scores;
        }

        private static @Nullable String oneOf(Cursor cursor, List<String> values) {
            String text = cursor.text();
            if (text != null && !values.contains(text)) {
                cursor.problem("'" + text + "' (expected: one of " + String.join(", ", values) + ")");
                return null;
            }
            return text;
        }
    }
}
