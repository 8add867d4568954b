package dev.roundhouse.catalog;

/// Text that must never be seen: it prints as `***`.
///
/// @param reveal the text itself, for the one header it goes into
public record Secret(String reveal) {
    @Override
    public String toString() {
        return "***";
    }
}
