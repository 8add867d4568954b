package dev.roundhouse.exchange;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// What an answer's text must look like.
public sealed interface OutputFormat {
    /// Anything.
    record Any() implements OutputFormat {}

    /// Some JSON object.
    record JsonObject() implements OutputFormat {}

    /// JSON that obeys a schema.
    record JsonSchema(
            String name,
            @Nullable String description,
            JsonNode schema,
            @Nullable Boolean strict) implements OutputFormat {}

    /// A grammar, as the client's dialect says it.
    record Grammar(JsonNode value) implements OutputFormat {}
}
