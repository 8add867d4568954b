package dev.roundhouse.bench;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/// What can be measured.
enum Section {
    REQUESTS,
    STREAMS,
    LATENCY,
    MEMORY,
    START,
    STORIES,
    PROFILE;

    /// Those that look inside Roundhouse, and compare nothing with nginx.
    static final List<Section> ONLY_ON_REQUEST = List.of(STORIES, PROFILE);

    static List<Section> byDefault() {
        return Arrays.stream(values())
                .filter(section -> !ONLY_ON_REQUEST.contains(section))
                .toList();
    }

    /// @param names separated by commas
    /// @throws IllegalArgumentException naming the one that is unknown
    static List<Section> named(String names) {
        return Arrays.stream(names.split(",", -1)).map(Section::one).toList();
    }

    String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /// Measures, and writes to the report.
    void run(Rig rig, Report report) {
        switch (this) {
            case REQUESTS -> Requests.run(rig, report);
            case STREAMS -> Streams.run(rig, report);
            case LATENCY -> Latency.run(rig, report);
            case MEMORY -> Memory.run(rig, report);
            case START -> Start.run(rig, report);
            case STORIES -> StoryModes.run(rig, report);
            case PROFILE -> Profile.run(rig, report);
        }
    }

    private static Section one(String name) {
        return Arrays.stream(values())
                .filter(section -> section.label().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("--only: no section " + name));
    }
}
