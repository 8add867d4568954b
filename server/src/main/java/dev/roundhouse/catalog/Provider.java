package dev.roundhouse.catalog;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A company (or a local server) that serves models over HTTP. All of it is data.
///
/// @param slug its name in configuration, such as `openai`
/// @param name its name for people
/// @param kind `first-party`, `cloud`, `inference-host`, `aggregator` or `local`
/// @param dialect what it speaks, unless an endpoint says otherwise
/// @param baseUrl where; may hold `{SETTING}` from the environment; null when no source gave one
/// @param auth how it wants the key
/// @param env the environment variables its users already have, the secret's first
/// @param headers further headers of each request
/// @param query further query parameters of each request
/// @param quirks where it departs from its dialect
/// @param timeouts how long it may take
/// @param limits how much at once
/// @param policy what it does with prompts
/// @param facts what only listings show
/// @param access whether it can be called now
public record Provider(
        String slug,
        String name,
        String kind,
        Dialect dialect,
        @Nullable String baseUrl,
        Auth auth,
        List<String> env,
        Map<String, String> headers,
        Map<String, String> query,
        Set<Quirk> quirks,
        Timeouts timeouts,
        Limits limits,
        DataPolicy policy,
        Facts facts,
        Access access) {
    public Provider {
        env = List.copyOf(env);
        headers = Map.copyOf(headers);
        query = Map.copyOf(query);
        quirks = Set.copyOf(quirks);
    }

    /// What only listings show.
    ///
    /// @param headquarters ISO country code
    /// @param docs address of its documentation
    /// @param seen newest day on which a source listed it
    /// @param live false when only price tables name it
    public record Facts(
            @Nullable String headquarters,
            @Nullable String docs,
            @Nullable String privacyPolicy,
            @Nullable String termsOfService,
            @Nullable String statusPage,
            @Nullable String seen,
            boolean live) {
        /// Nothing but the name is known.
        public static final Facts NONE = new Facts(null, null, null, null, null, null, true);
    }

    /// Whether the provider can be called now.
    public sealed interface Access {}

    /// It can.
    ///
    /// @param base the base URL, complete, without a trailing `/`
    /// @param key the key; null when it wants none
    /// @param privateNetworkAllowed whether its host may stand in a private network
    /// @param cloud how requests are signed; null where a key is all
    public record Open(
            java.net.URI base,
            @Nullable Secret key,
            boolean privateNetworkAllowed,
            @Nullable Cloud cloud) implements Access {
        /// One that wants a key at most.
        public Open(java.net.URI base, @Nullable Secret key, boolean privateNetworkAllowed) {
            this(base, key, privateNetworkAllowed, null);
        }
    }

    /// It cannot, and why: such as `OPENAI_API_KEY is not set`.
    public record Closed(String reason) implements Access {}
}
