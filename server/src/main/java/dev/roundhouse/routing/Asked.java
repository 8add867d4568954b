package dev.roundhouse.routing;

import dev.roundhouse.catalog.Endpoint;
import dev.roundhouse.catalog.Model;
import dev.roundhouse.catalog.Snapshot;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A requested model name, taken apart: `author/name`, an alias, or either with a `:variant` behind.
///
/// @param model the model meant
/// @param variant the variant asked for, by suffix or by service tier; null the standard one
record Asked(Model model, @Nullable String variant) {
    /// Suffixes that say how to choose, not what to choose from: they ask for no variant.
    private static final Set<String> MANNERS = Set.of("nitro", "floor", "exacto", "online", "thinking", "extended");

    /// The model of that name, or empty when the snapshot has none.
    ///
    /// @param serviceTier as in the request; a suffix of the name wins over it
    static Optional<Asked> resolve(String name, @Nullable String serviceTier, Snapshot snapshot) {
        Optional<Model> whole = snapshot.model(name);
        if (whole.isPresent()) {
            return whole.map(m -> new Asked(m, tier(serviceTier)));
        }
        int colon = name.lastIndexOf(':');
        if (colon <= 0) {
            return Optional.empty();
        }
        String suffix = name.substring(colon + 1);
        if (MANNERS.contains(suffix)) {
            return resolve(name.substring(0, colon), serviceTier, snapshot);
        }
        return snapshot.model(name.substring(0, colon))
                .filter(m -> snapshot.endpointsOf(m.id()).stream().anyMatch(e -> suffix.equals(e.variant())))
                .map(m -> new Asked(m, suffix));
    }

    private static @Nullable String tier(@Nullable String serviceTier) {
        return switch (serviceTier) {
            case null -> null;
            case "auto", "default", "standard", "scale", "standard_only", "on_demand", "performance" -> null;
            case "fast" -> "priority";
            default -> serviceTier;
        };
    }

    /// Why an endpoint of the model is not one that was asked for.
    Optional<String> excludes(Endpoint endpoint) {
        String served = endpoint.variantIsRegion() ? null : endpoint.variant();
        if (variant == null) {
            return served == null ? Optional.empty() : Optional.of("variant " + served + " was not asked for");
        }
        if (variant.equals(served)) {
            return Optional.empty();
        }
        // A tier that this provider has no endpoint of its own for is billed and served as the standard one;
        // only flex and free are promises about the price.
        boolean fallsBack = variant.equals("priority") && served == null;
        return fallsBack ? Optional.empty() : Optional.of("only variant " + variant + " was asked for");
    }
}
