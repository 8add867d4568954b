package dev.roundhouse.admin;

import dev.roundhouse.catalog.Endpoint;
import java.util.List;
import java.util.Set;

/// The suffixes of model names, such as `:free`.
final class Variants {
    /// Those with an entry of their own in listings, in the order they are listed.
    static final List<String> LISTED = List.of("free", "batch", "thinking", "extended");

    /// Those that only ask for another order of endpoints: any model takes them, and they change no listing.
    static final Set<String> ROUTING = Set.of("nitro", "floor", "exacto", "online");

    private Variants() {}

    /// Whether an endpoint takes part when nothing special is asked for.
    static boolean isStandard(Endpoint endpoint) {
        return endpoint.variant() == null || endpoint.variantIsRegion();
    }

    /// Whether an endpoint belongs to an entry of its own, not to its model's.
    static boolean isListedApart(Endpoint endpoint) {
        return endpoint.variant() != null && !endpoint.variantIsRegion() && LISTED.contains(endpoint.variant());
    }
}
