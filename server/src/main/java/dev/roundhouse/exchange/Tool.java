package dev.roundhouse.exchange;

import dev.roundhouse.catalog.Dialect;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// What a model may call.
public sealed interface Tool {
    /// A function of the caller's.
    ///
    /// @param schema JSON schema of its arguments; null when it takes none
    /// @param strict whether arguments must obey the schema; null unsaid
    record Function(
            String name,
            @Nullable String description,
            @Nullable JsonNode schema,
            @Nullable Boolean strict,
            @Nullable CacheMark cache)
            implements Tool {}

    /// A tool of the caller's that takes free text (OpenAI's custom tools).
    ///
    /// @param format the grammar, as OpenAI says it; null none
    record Custom(
            String name,
            @Nullable String description,
            @Nullable JsonNode format) implements Tool {}

    /// A search of the web that the provider makes.
    ///
    /// @param options as its dialect says them
    record WebSearch(Dialect dialect, JsonNode options) implements Tool {}

    /// Another tool of a provider's own, as its dialect says it; left out for other dialects.
    record Native(Dialect dialect, JsonNode value) implements Tool {}
}
