package dev.roundhouse.bench;

/// What a client says to a contender, and what it must hear.
///
/// @param key of the client, which a contender replaces by the upstream's
/// @param model as the client names it
/// @param served the model that the answer must name
/// @param asksForUsage whether the client asks for usage in streams; where it does not, the contender must
record Surface(String path, String key, String model, String served, boolean asksForUsage) {

    static final String UPSTREAM_KEY = "bench-key";
    static final String UPSTREAM_MODEL = "bench-upstream";

    /// The upstream itself.
    static final Surface UPSTREAM =
            new Surface("/v1/chat/completions", UPSTREAM_KEY, UPSTREAM_MODEL, UPSTREAM_MODEL, true);

    /// nginx sets the key, but cannot look into the body: the client names the upstream's model.
    static final Surface NGINX =
            new Surface("/v1/chat/completions", "bench-client", UPSTREAM_MODEL, UPSTREAM_MODEL, true);

    static final Surface ROUNDHOUSE =
            new Surface("/api/v1/chat/completions", "bench-inference-key-0001", "bench/one", "bench/one", false);
}
