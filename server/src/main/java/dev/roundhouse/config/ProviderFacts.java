package dev.roundhouse.config;

import dev.roundhouse.catalog.Auth;
import dev.roundhouse.catalog.DataPolicy;
import dev.roundhouse.catalog.Dialect;
import dev.roundhouse.catalog.Limits;
import dev.roundhouse.catalog.Provider;
import dev.roundhouse.catalog.Quirk;
import dev.roundhouse.catalog.Timeouts;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A provider as the catalogue or the configuration tells it, before the environment is asked for keys.
///
/// @param slug its name in configuration
/// @param name its name for people
/// @param kind `first-party`, `cloud`, `inference-host`, `aggregator` or `local`
/// @param owner who holds its hosts; providers of one owner may share a secret variable
/// @param dialect what it speaks, unless an endpoint says otherwise
/// @param baseUrl where; `{NAME}` or `{NAME|OTHER}` stand for settings; null unknown
/// @param bases other base URLs for single dialects
/// @param auth how it wants the key
/// @param env variables any of which holds its key, the first one set wins
/// @param envShared variables that hold a key for it, but by default mean another provider's host
/// @param headers further headers of each request
/// @param query further query parameters of each request
/// @param quirks where it departs from its dialect
/// @param timeouts how long it may take
/// @param limits how much at once
/// @param policy what it does with prompts
/// @param facts what only listings show
record ProviderFacts(
        String slug,
        String name,
        String kind,
        String owner,
        Dialect dialect,
        @Nullable String baseUrl,
        Map<Dialect, String> bases,
        Auth auth,
        List<String> env,
        List<String> envShared,
        Map<String, String> headers,
        Map<String, String> query,
        Set<Quirk> quirks,
        Timeouts timeouts,
        Limits limits,
        DataPolicy policy,
        Provider.Facts facts) {
    ProviderFacts {
        bases = Map.copyOf(bases);
        env = List.copyOf(env);
        envShared = List.copyOf(envShared);
        headers = Map.copyOf(headers);
        query = Map.copyOf(query);
        quirks = Set.copyOf(quirks);
    }
}
