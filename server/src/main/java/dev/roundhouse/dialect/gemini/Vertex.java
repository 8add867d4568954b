package dev.roundhouse.dialect.gemini;

import dev.roundhouse.catalog.Endpoint;
import dev.roundhouse.catalog.Provider;

/// Whether an endpoint is at Vertex AI, which speaks the same dialect but for embeddings and counting.
final class Vertex {
    private Vertex() {}

    /// By its address, which names the publisher.
    static boolean is(Endpoint endpoint) {
        Provider provider = endpoint.provider();
        String base =
                provider.access() instanceof Provider.Open open ? open.base().getPath() : provider.baseUrl();
        return base != null && base.contains("/publishers/");
    }
}
