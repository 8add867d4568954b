package dev.roundhouse.config;

import dev.roundhouse.catalog.Model;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/// What an endpoint can do: what its own entry says, and else what its model says. A set is a number of eight
/// bits
/// while it is worked on: there are four thousand endpoints and a few dozen different sets.
final class Capabilities {
    /// All names, each at its bit.
    static final List<String> NAMES =
            List.of("tools", "json_schema", "reasoning", "temperature", "image", "audio", "video", "file");

    /// Nothing is said.
    static final int UNSAID = -1;

    private static final int TOOLS = 1;
    private static final int JSON_SCHEMA = 1 << 1;
    private static final int REASONING = 1 << 2;
    private static final int FIRST_MODALITY = 4;
    private static final int MODALITIES = 0xf0;

    private final List<Set<String>> sets = new ArrayList<>(Collections.nCopies(1 << NAMES.size(), Set.of()));
    private final Map<String, Integer> byModel = new HashMap<>(2048);

    /// The bit of a name; 0 when it is none of them.
    static int bit(String name) {
        int index = NAMES.indexOf(name);
        return index < 0 ? 0 : 1 << index;
    }

    /// Inputs beside text in `caps`.
    static List<String> modalities(int caps) {
        List<String> names = new ArrayList<>(4);
        for (int i = FIRST_MODALITY; i < NAMES.size(); i++) {
            if (caps != UNSAID && (caps & (1 << i)) != 0) {
                names.add(NAMES.get(i));
            }
        }
        return names;
    }

    /// The capabilities of one endpoint; empty when nothing at all is known, and then nothing is held against it.
    Set<String> of(int caps, Model model) {
        int ofModel = byModel.computeIfAbsent(model.id(), _ -> ofModel(model));
        if (ofModel == UNSAID) {
            return caps == UNSAID ? Set.of() : set(caps);
        }
        return set(caps == UNSAID ? ofModel : caps | (ofModel & MODALITIES));
    }

    private static int ofModel(Model model) {
        Model.Facts facts = model.facts();
        if (facts.equals(Model.Facts.NONE)) {
            return UNSAID;
        }
        int caps = 0;
        // What is not stated is not held against the endpoint: the provider will say if it cannot.
        caps |= Boolean.FALSE.equals(facts.tools()) ? 0 : TOOLS;
        caps |= Boolean.FALSE.equals(facts.structured()) ? 0 : JSON_SCHEMA;
        caps |= Boolean.TRUE.equals(facts.reasoning()) ? REASONING : 0;
        for (String input : model.input()) {
            caps |= bit(input) & MODALITIES;
        }
        return caps;
    }

    private Set<String> set(int caps) {
        Set<String> known = sets.get(caps);
        if (!known.isEmpty() || caps == 0) {
            return known;
        }
        Set<String> names = new TreeSet<>();
        for (int i = 0; i < NAMES.size(); i++) {
            if ((caps & (1 << i)) != 0) {
                names.add(NAMES.get(i));
            }
        }
        sets.set(caps, names);
        return names;
    }
}
