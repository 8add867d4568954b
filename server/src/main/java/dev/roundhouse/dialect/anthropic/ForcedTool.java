package dev.roundhouse.dialect.anthropic;

/// The tool by which a model that cannot be held to a schema gives its answer all the same: its input is the
/// answer.
final class ForcedTool {
    /// A name that no client gives to a tool of its own.
    static final String NAME = "roundhouse_structured_answer";

    static final String DESCRIPTION =
            "Gives the final answer. Call it exactly once, with the whole answer as its input, instead of writing text.";

    private ForcedTool() {}
}
