package dev.roundhouse.config;

import dev.roundhouse.catalog.Model;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/// The whole catalogue, valid, before keys and configuration are applied.
///
/// @param digest SHA-256 of its files in hexadecimal
/// @param models by id, in order
/// @param providers by slug, in order
/// @param aliases alias to model id
/// @param endpoints of known models and providers, by key, in order
public record Catalogue(
        String digest,
        Map<String, Model> models,
        Map<String, ProviderFacts> providers,
        Map<String, String> aliases,
        Map<String, EndpointFacts> endpoints) {
    /// No model, no provider: for configurations that bring their own, and for tests.
    public static final Catalogue EMPTY = new Catalogue("", Map.of(), Map.of(), Map.of(), Map.of());

    public Catalogue {
        models = Collections.unmodifiableMap(new LinkedHashMap<>(models));
        providers = Collections.unmodifiableMap(new LinkedHashMap<>(providers));
        aliases = Map.copyOf(aliases);
        endpoints = Collections.unmodifiableMap(new LinkedHashMap<>(endpoints));
    }

    /// How many endpoints have a price.
    public long pricedEndpoints() {
        return endpoints.values().stream()
                .filter(e -> !e.prices().base().isEmpty())
                .count();
    }
}
