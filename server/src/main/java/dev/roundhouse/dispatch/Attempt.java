package dev.roundhouse.dispatch;

import dev.roundhouse.catalog.Endpoint;
import dev.roundhouse.exchange.Failure;
import org.jspecify.annotations.Nullable;

/// One try of a generation at one endpoint.
///
/// @param endpoint where
/// @param startedAt `System.nanoTime()` when it was begun
/// @param endedAt `System.nanoTime()` when its outcome was known: first content, or the failure
/// @param failure what went wrong; null when it answered
public record Attempt(
        Endpoint endpoint,
        long startedAt,
        long endedAt,
        @Nullable Failure failure) {}
