package dev.roundhouse.config;

import java.util.Set;
import java.util.regex.Pattern;

/// Which variants of an endpoint are only places.
final class Regions {
    private static final Set<String> AREAS =
            Set.of("us", "eu", "europe", "asia", "apac", "uk", "jp", "au", "ca", "in", "ch", "global");
    private static final Pattern CODED = Pattern.compile(
            "(us|eu|europe|asia|ap|ca|sa|me|af|il|mx|cn|uk|jp|australia|northamerica|southamerica|africa)"
                    + "(-[a-z]+)+-?\\d{1,2}");
    private static final Pattern AZURE = Pattern.compile(
            "(east|west|northcentral|southcentral|westcentral|central)us[23]?|(sweden|france|poland|spain|italy|germany|uk"
                    + "|canada|korea|japan|australia|india|norway|switzerland|uae|brazil)[a-z]*(central|east|west|north|south)2?");

    private Regions() {}

    /// Whether a variant names a place.
    static boolean isRegion(String variant) {
        return AREAS.contains(variant)
                || CODED.matcher(variant).matches()
                || AZURE.matcher(variant).matches();
    }
}
