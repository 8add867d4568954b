package dev.roundhouse.config;

import java.util.regex.Pattern;

/// Names of providers.
final class Slugs {
    private static final Pattern SLUG = Pattern.compile("[a-z0-9](?:[a-z0-9.-]{0,62}[a-z0-9])?");

    private Slugs() {}

    /// Whether it may name a provider: it stands in headers, metrics and `provider/variant`.
    static boolean isSlug(String text) {
        return SLUG.matcher(text).matches();
    }
}
