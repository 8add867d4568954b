package dev.roundhouse.config;

import dev.roundhouse.catalog.Dialect;
import dev.roundhouse.catalog.PriceBook;
import org.jspecify.annotations.Nullable;

/// An endpoint as a file tells it, its model and provider by name.
///
/// @param model the model's id
/// @param provider the provider's slug
/// @param id the provider's own id; null unknown
/// @param dialect null: the provider's
/// @param variant null: the standard one
/// @param context tokens; 0 unknown
/// @param maxOutput tokens; 0 unknown
/// @param quant quantisation; null unknown
/// @param caps capabilities as bits of [Capabilities]
/// @param prices what it costs
/// @param seen newest day on which a source listed it
/// @param stale no live source lists it any more
/// @param line where it stands in its file
record EndpointFacts(
        String model,
        String provider,
        @Nullable String id,
        @Nullable Dialect dialect,
        @Nullable String variant,
        long context,
        long maxOutput,
        @Nullable String quant,
        int caps,
        PriceBook prices,
        @Nullable String seen,
        boolean stale,
        int line) {
    /// What must be unique: an endpoint of the same key replaces the other.
    String key() {
        return model + "@" + provider + (variant == null ? "" : "/" + variant);
    }
}
