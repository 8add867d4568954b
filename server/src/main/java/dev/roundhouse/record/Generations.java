package dev.roundhouse.record;

import java.util.Optional;

/// Generations of the past. May wait for a disk.
public interface Generations {
    /// The generation of that id, one that ended a moment ago included.
    Optional<GenerationRecord> find(String id);
}
