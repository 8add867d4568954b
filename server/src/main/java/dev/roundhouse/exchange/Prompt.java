package dev.roundhouse.exchange;

import dev.roundhouse.catalog.Dialect;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// A request in the form that every dialect translates to and from.
public sealed interface Prompt {
    /// The dialect that the client spoke.
    Dialect from();

    /// A conversation to be answered, or counted.
    ///
    /// @param messages turns in order, system and developer's where they stood
    /// @param parallelTools whether several tools may be called at once; null unsaid
    /// @param serviceTier as OpenAI names them: `auto`, `default`, `flex`, `priority`; null unsaid
    /// @param user the caller's name for its own user; null none
    /// @param metadata the client's own notes
    /// @param verbosity `low`, `medium`, `high`; null unsaid
    /// @param modalities what may come out, such as `text`, `image`, `audio`; empty unsaid
    /// @param extras members that are not modelled here, as the client's dialect says them; they reach upstreams
    ///   of
    ///   that dialect only
    record Chat(
            Dialect from,
            List<Message> messages,
            List<Tool> tools,
            ToolChoice toolChoice,
            @Nullable Boolean parallelTools,
            Sampling sampling,
            Reasoning reasoning,
            OutputFormat format,
            @Nullable String serviceTier,
            @Nullable String user,
            Map<String, String> metadata,
            @Nullable String verbosity,
            Set<String> modalities,
            ObjectNode extras)
            implements Prompt {
        public Chat {
            messages = List.copyOf(messages);
            tools = List.copyOf(tools);
            metadata = Map.copyOf(metadata);
            modalities = Set.copyOf(modalities);
        }

        /// The same with other messages.
        public Chat withMessages(List<Message> others) {
            return new Chat(
                    from,
                    others,
                    tools,
                    toolChoice,
                    parallelTools,
                    sampling,
                    reasoning,
                    format,
                    serviceTier,
                    user,
                    metadata,
                    verbosity,
                    modalities,
                    extras);
        }
    }

    /// Things to make vectors of.
    ///
    /// @param inputs each made of [Part.Text] and [Part.MediaPart]s
    /// @param dimensions length of a vector; null as the model likes
    /// @param purpose what the vectors are for, by Cohere's names: `search_document`, `search_query`,
    ///   `classification`,
    ///   `clustering`; null unsaid
    /// @param base64 whether the client wants packed floats
    /// @param single whether the client gave one input, not a list of one
    record Embed(
            Dialect from,
            List<List<Part>> inputs,
            @Nullable Integer dimensions,
            @Nullable String purpose,
            boolean base64,
            boolean single,
            @Nullable String user,
            ObjectNode extras)
            implements Prompt {
        public Embed {
            inputs = inputs.stream().map(List::copyOf).toList();
        }
    }

    /// Documents to put in order.
    ///
    /// @param documents texts, or objects as the client sent them
    /// @param top how many are wanted; null all
    /// @param documentsWanted whether the answer is to repeat the documents
    record Rerank(
            Dialect from,
            String query,
            List<JsonNode> documents,
            @Nullable Integer top,
            boolean documentsWanted,
            ObjectNode extras)
            implements Prompt {
        public Rerank {
            documents = List.copyOf(documents);
        }
    }
}
