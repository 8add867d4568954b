package dev.roundhouse.dialect.openai;

import dev.roundhouse.dialect.Cursor;
import dev.roundhouse.dialect.JsonSpans;
import dev.roundhouse.exchange.GenerationRequest.Span;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonToken;

/// What the pass over a request takes note of.
final class RequestCursor extends Cursor {
    /// What a request may need of an endpoint; the order is that of the bits in `needs`.
    private static final List<String> NEEDS = List.of("tools", "json_schema", "image", "audio", "file", "video");

    private static final List<Set<String>> NEED_SETS = needSets();
    private static final int LABEL_CHARS_MAX = 512;
    private static final int MODEL_CHARS_MAX = 512;

    final Map<String, Span> spans = new HashMap<>(16);

    @Nullable
    String model;

    final Set<String> models = new LinkedHashSet<>(4);
    boolean stream;
    boolean usageAsked;

    @Nullable
    String serviceTier;

    long maxTokens;
    long maxCompletionTokens;
    int choices = 1;
    boolean hasInput;

    @Nullable
    String effort;

    @Nullable
    String shortEffort;

    @Nullable
    String user;

    @Nullable
    String sessionId;

    @Nullable
    String promptCacheKey;

    private int needs;
    private int message = -1;

    RequestCursor(JsonSpans json) {
        super(json);
    }

    /// The current string as a model's name.
    String modelName() {
        String name = text(MODEL_CHARS_MAX, "a model's name");
        if (name.isBlank()) {
            throw wrong("a model's name");
        }
        return name;
    }

    /// The current string as a label for the record; null when it is too long to be one, or no string.
    @Nullable
    String label() {
        boolean fits = token() == JsonToken.VALUE_STRING && json().isShorterThan(LABEL_CHARS_MAX);
        return fits ? json().getString() : null;
    }

    void need(String capability) {
        needs |= 1 << NEEDS.indexOf(capability);
    }

    Set<String> needs() {
        return NEED_SETS.get(needs);
    }

    /// Counts a message, for the paths of spans in it.
    void nextMessage() {
        message++;
    }

    /// Notes where the current value stands, under a path of its own.
    void span(String path, int memberFrom) {
        spans.put(path, new Span(memberFrom, json().valueFrom(), json().valueTo()));
    }

    /// Notes where the current message's role stands.
    void developerRole() {
        span("messages[" + message + "].role", json().nameFrom());
    }

    private static List<Set<String>> needSets() {
        return java.util.stream.IntStream.range(0, 1 << NEEDS.size())
                .mapToObj(mask -> java.util.stream.IntStream.range(0, NEEDS.size())
                        .filter(i -> (mask & 1 << i) != 0)
                        .mapToObj(NEEDS::get)
                        .collect(java.util.stream.Collectors.toUnmodifiableSet()))
                .toList();
    }
}
