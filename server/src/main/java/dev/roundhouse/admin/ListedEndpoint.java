package dev.roundhouse.admin;

import dev.roundhouse.catalog.Endpoint;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// An endpoint with the reason for which a plan would leave it out.
///
/// @param endpoint the endpoint
/// @param leftOut such as `OPENAI_API_KEY is not set`; null when it can be used
record ListedEndpoint(Endpoint endpoint, @Nullable String leftOut) {
    private static final String ZDR = "zdr";

    /// Regions by their names at the clouds, where the name does not begin with the region itself.
    private static final Set<String> AZURE_EU = Set.of(
            "swedencentral",
            "francecentral",
            "germanywestcentral",
            "italynorth",
            "northeurope",
            "norwayeast",
            "polandcentral",
            "spaincentral",
            "westeurope");

    private static final Set<String> AZURE_US = Set.of(
            "centralus",
            "eastus",
            "eastus2",
            "northcentralus",
            "southcentralus",
            "westcentralus",
            "westus",
            "westus2",
            "westus3");

    /// Whether it can be called now.
    boolean usable() {
        return leftOut == null;
    }

    /// Whether nothing of a request is kept there.
    boolean zeroRetention() {
        return ZDR.equals(endpoint.variant()) || endpoint.provider().policy().zeroRetention();
    }

    /// Whether its requests stay in a region, as far as its own name says so.
    ///
    /// @param region `eu` or `us`
    boolean isIn(String region) {
        if (endpoint.variant() == null || !endpoint.variantIsRegion()) {
            return false;
        }
        String place = endpoint.variant().toLowerCase(Locale.ROOT);
        return switch (region) {
            case "eu" ->
                place.equals("eu") || place.startsWith("eu-") || place.startsWith("europe") || AZURE_EU.contains(place);
            case "us" -> place.equals("us") || place.startsWith("us-") || AZURE_US.contains(place);
            default -> false;
        };
    }
}
