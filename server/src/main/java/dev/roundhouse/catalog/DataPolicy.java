package dev.roundhouse.catalog;

import org.jspecify.annotations.Nullable;

/// What a provider does with prompts. What is not stated (null) is treated as the worst: it retains and trains.
///
/// @param retainsPrompts whether prompts are kept
/// @param retentionDays for how long; 0 none, null unstated
/// @param mayTrain whether prompts may be trained on
public record DataPolicy(
        @Nullable Boolean retainsPrompts,
        @Nullable Integer retentionDays,
        @Nullable Boolean mayTrain) {
    /// Nothing is stated.
    public static final DataPolicy UNSTATED = new DataPolicy(null, null, null);

    /// Whether nothing is kept, by the provider's word.
    public boolean zeroRetention() {
        return Boolean.FALSE.equals(retainsPrompts) || Integer.valueOf(0).equals(retentionDays);
    }

    /// Whether nothing is collected for training, by the provider's word.
    public boolean neverTrains() {
        return Boolean.FALSE.equals(mayTrain);
    }
}
