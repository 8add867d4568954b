package dev.roundhouse.exchange;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// One turn of a conversation.
///
/// @param name of the speaker, where the client gave one
public record Message(Role role, List<Part> parts, @Nullable String name) {
    public Message {
        parts = List.copyOf(parts);
    }

    /// A turn of nobody in particular.
    public Message(Role role, List<Part> parts) {
        this(role, parts, null);
    }
}
