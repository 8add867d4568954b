package dev.roundhouse.exchange;

import dev.roundhouse.catalog.Dialect;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// One piece of a message or of an answer.
public sealed interface Part {
    /// Whether the prompt is to be kept up to this part; null when nothing is said.
    @Nullable
    default CacheMark cache() {
        return null;
    }

    /// Text.
    ///
    /// @param citations where it comes from; of answers only
    /// @param seal what its provider wants back with it (Gemini signs text too)
    record Text(
            String text,
            List<Citation> citations,
            @Nullable Seal seal,
            @Nullable CacheMark cache) implements Part {
        public Text {
            citations = List.copyOf(citations);
        }

        /// Plain text.
        public Text(String text) {
            this(text, List.of(), null, null);
        }
    }

    /// A picture, document, sound or video.
    ///
    /// @param citable whether the model is asked to cite from it
    /// @param context what a client says about a document; null nothing
    record MediaPart(
            Media media,
            boolean citable,
            @Nullable String context,
            @Nullable CacheMark cache) implements Part {
        /// One without more.
        public MediaPart(Media media) {
            this(media, false, null, null);
        }
    }

    /// What a model thought.
    ///
    /// @param text as shown; empty when it is only sealed
    /// @param summary whether the text is a summary made for people
    /// @param seal what its provider wants back; null none
    record Thinking(String text, boolean summary, @Nullable Seal seal) implements Part {}

    /// A call of a tool.
    ///
    /// @param id joins call and result; never empty
    /// @param arguments the text of a JSON object as the model wrote it, which may be broken; free text where
    ///   `custom`
    /// @param custom whether the tool takes free text
    /// @param seal what its provider wants back with it (Gemini signs calls); null none
    record ToolCall(
            String id,
            String name,
            String arguments,
            boolean custom,
            @Nullable Seal seal,
            @Nullable CacheMark cache) implements Part {
        /// A call of a function.
        public ToolCall(String id, String name, String arguments) {
            this(id, name, arguments, false, null, null);
        }
    }

    /// What a tool answered.
    ///
    /// @param callId of the call
    /// @param name of the tool; null when the client did not say and no call of the conversation has that id
    /// @param content [Text] and [MediaPart]s
    /// @param error whether the tool failed
    record ToolResult(
            String callId,
            @Nullable String name,
            List<Part> content,
            boolean error,
            @Nullable CacheMark cache) implements Part {
        public ToolResult {
            content = List.copyOf(content);
        }
    }

    /// The model says that it will not.
    record Refusal(String text) implements Part {}

    /// What only one dialect can say, such as a call of the provider's own search tool: given back to that
    /// dialect as
    /// it came, left out for others.
    record Native(Dialect dialect, JsonNode value) implements Part {}

    /// A picture or sound that the model made.
    ///
    /// @param extras what came with it, such as an id or a transcript
    record Made(Media media, ObjectNode extras) implements Part {}
}
