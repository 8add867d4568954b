package dev.roundhouse.sandbox;

import java.util.List;
import java.util.OptionalInt;
import tools.jackson.databind.JsonNode;

/// What the sandbox's mind needs to know of a request, whatever its dialect.
///
/// @param said the last text that the user said, empty where there is none
/// @param result what a tool gave back, where that came last; else empty
/// @param tools what may be called
/// @param choice whether it must
/// @param shape what the text must look like
/// @param limits where the text ends
record Turn(String said, String result, List<Tool> tools, Choice choice, Shape shape, Limits limits) {
    Turn {
        tools = List.copyOf(tools);
    }

    /// A plain question.
    static Turn plain(String said, Limits limits) {
        return new Turn(said, "", List.of(), new Never(), new Prose(), limits);
    }

    /// @param name as it is called
    /// @param schema JSON schema of its arguments
    record Tool(String name, JsonNode schema) {}

    /// @param tokensMax of the answer, where limited
    /// @param stops texts before which to end
    /// @param tokensWished how long the answer should be, where the request's wishes say so
    record Limits(OptionalInt tokensMax, List<String> stops, OptionalInt tokensWished) {
        Limits {
            stops = stops.stream().filter(stop -> !stop.isEmpty()).toList();
        }
    }

    /// Whether tools are called.
    sealed interface Choice {}

    /// No tool is called.
    record Never() implements Choice {}

    /// Tools are called when the user names them.
    record WhenNamed() implements Choice {}

    /// The tools that the user names are called, else the first.
    record Must() implements Choice {}

    /// This tool is called.
    record This(String name) implements Choice {}

    /// What the text looks like.
    sealed interface Shape {}

    /// Sentences.
    record Prose() implements Shape {}

    /// Some JSON object.
    record AnyObject() implements Shape {}

    /// JSON by this schema.
    record By(JsonNode schema) implements Shape {}
}
