package dev.roundhouse.dialect;

import tools.jackson.databind.JsonNode;

/// Reads the frames of one upstream answer and emits what they mean. Made for one answer, streamed or not.
public interface AnswerParser {
    /// The next frame.
    ///
    /// @param event its name; empty where the framing has none
    /// @param payload its JSON
    void frame(String event, JsonNode payload);

    /// OpenAI's `[DONE]`, which is no JSON.
    default void done() {}

    /// The frames are over. Where the dialect has no terminal event of its own, and what came is complete, this
    /// is the
    /// place to say so.
    void end();
}
