package dev.roundhouse.catalog;

import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Weights with a public name. What a source lacks is null: unknown, not zero.
///
/// @param id `author/name`
/// @param slug the name that never changes
/// @param name for people
/// @param author who made it
/// @param type `chat`, `embedding`, `image`, `rerank`, `tts`, `stt`, `video`, `classifier`, `realtime`, `ocr`
/// @param input modalities taken: `text`, `image`, `audio`, `video`, `file`
/// @param output modalities given
/// @param context tokens of input and output together; 0 unknown
/// @param maxOutput tokens of one answer; 0 unknown
/// @param parameters names of supported request parameters; empty unknown
/// @param facts what only listings show
public record Model(
        String id,
        String slug,
        String name,
        String author,
        String type,
        Set<String> input,
        Set<String> output,
        long context,
        long maxOutput,
        Set<String> parameters,
        Facts facts) {
    public Model {
        if (id.isBlank()) {
            throw new IllegalArgumentException("id: blank (expected: author/name)");
        }
        input = java.util.Collections.unmodifiableSet(new java.util.LinkedHashSet<>(input));
        output = java.util.Collections.unmodifiableSet(new java.util.LinkedHashSet<>(output));
        parameters = java.util.Collections.unmodifiableSet(new java.util.TreeSet<>(parameters));
    }

    /// What only listings show.
    ///
    /// @param family such as `claude-sonnet`
    /// @param created day it was listed or released, ISO; may be year and month only
    /// @param expires day it goes away
    /// @param status `deprecated`, `expired` or null
    /// @param stale no live source lists it any more
    /// @param huggingFace repository id
    /// @param tokenizer family name
    /// @param encoding tiktoken's name
    /// @param knowledge cut-off
    /// @param openWeights whether the weights are public
    /// @param reasoning whether it reasons; null unknown
    /// @param tools whether it calls tools; null unknown
    /// @param structured whether it keeps to a schema; null unknown
    /// @param efforts reasoning efforts it takes
    /// @param moderated whether its author moderates
    /// @param scores public scores by benchmark
    public record Facts(
            @Nullable String family,
            @Nullable String created,
            @Nullable String expires,
            @Nullable String status,
            boolean stale,
            @Nullable String huggingFace,
            @Nullable String tokenizer,
            @Nullable String encoding,
            @Nullable String knowledge,
            @Nullable Boolean openWeights,
            @Nullable Boolean reasoning,
            @Nullable Boolean tools,
            @Nullable Boolean structured,
            List<String> efforts,
            @Nullable Boolean moderated,
            java.util.Map<String, Double> scores) {
        /// Nothing but the name is known.
        public static final Facts NONE = new Facts(
                null,
                null,
                null,
                null,
                false,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                List.of(),
                null,
                java.util.Map.of());

        public Facts {
            efforts = List.copyOf(efforts);
            scores = java.util.Map.copyOf(scores);
        }
    }
}
