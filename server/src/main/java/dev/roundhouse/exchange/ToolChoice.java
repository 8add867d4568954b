package dev.roundhouse.exchange;

import java.util.List;

/// Whether tools are to be called.
public sealed interface ToolChoice {
    /// As the model likes.
    record Auto() implements ToolChoice {}

    /// None.
    record None() implements ToolChoice {}

    /// At least one.
    record Required() implements ToolChoice {}

    /// This one.
    record Named(String name) implements ToolChoice {}

    /// Only these.
    ///
    /// @param required whether at least one must be called
    record Allowed(List<String> names, boolean required) implements ToolChoice {
        public Allowed {
            names = List.copyOf(names);
        }
    }
}
