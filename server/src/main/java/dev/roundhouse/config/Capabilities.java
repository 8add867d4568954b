package dev.roundhouse.config;

import dev.roundhouse.catalog.Model;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// What an endpoint can do: what its own entry says, and else what its model says.
final class Capabilities {
    /// Inputs beside text; a request that holds one needs it.
    static final Set<String> MODALITIES = Set.of("image", "audio", "video", "file");

    /// All names.
    static final List<String> NAMES =
            List.of("tools", "json_schema", "reasoning", "temperature", "image", "audio", "video", "file");

    // Thousands of endpoints share a few dozen sets.
    private final Map<Set<String>, Set<String>> shared = new HashMap<>();

    /// The capabilities of one endpoint; empty when nothing at all is known, and then nothing is held against it.
    Set<String> of(@Nullable List<String> caps, Model model) {
        Model.Facts facts = model.facts();
        boolean modelKnown = !facts.equals(Model.Facts.NONE);
        Set<String> all = new TreeSet<>();
        if (caps == null && !modelKnown) {
            return Set.of();
        }
        if (caps != null) {
            all.addAll(caps);
        } else {
            // What is not stated is not held against the endpoint: the provider will say if it cannot.
            add(all, "tools", !Boolean.FALSE.equals(facts.tools()));
            add(all, "json_schema", !Boolean.FALSE.equals(facts.structured()));
            add(all, "reasoning", Boolean.TRUE.equals(facts.reasoning()));
        }
        if (modelKnown) {
            for (String input : model.input()) {
                add(all, input, MODALITIES.contains(input));
            }
        }
        return shared.computeIfAbsent(all, names -> new LinkedHashSet<>(names));
    }

    private static void add(Set<String> all, String name, boolean there) {
        if (there) {
            all.add(name);
        }
    }
}
