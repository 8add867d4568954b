package dev.roundhouse.exchange;

import org.jspecify.annotations.Nullable;

/// Up to here the provider is asked to keep its reading of the prompt.
///
/// @param ttl such as `5m` or `1h`; null as the provider likes
public record CacheMark(@Nullable String ttl) {}
