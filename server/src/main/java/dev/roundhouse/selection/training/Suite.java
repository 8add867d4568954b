package dev.roundhouse.selection.training;

import java.util.List;

/// A named evaluation: which prompts, and which models stand for choice.
///
/// @param name its name
/// @param sources whose prompts it holds
/// @param models names of the models
public record Suite(String name, List<String> sources, List<String> models) {
    public Suite {
        sources = List.copyOf(sources);
        models = List.copyOf(models);
    }
}
