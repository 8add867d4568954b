package dev.roundhouse.routing;

import java.time.Duration;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/// What attempts have lately shown of endpoints. An endpoint whose last attempt failed rests at the end of the
/// plans
/// for a while; it is never left out, since a tired endpoint is better than none.
public final class Health {
    private static final long RESTS_NANOS = Duration.ofSeconds(30).toNanos();

    private final ConcurrentMap<String, Long> failedAt = new ConcurrentHashMap<>();

    /// An attempt went well.
    public void succeeded(String endpointKey) {
        // Nearly always there is nothing to remove, and a look costs less than a write.
        if (failedAt.containsKey(endpointKey)) {
            failedAt.remove(endpointKey);
        }
    }

    /// An attempt failed in a way that is the endpoint's fault.
    ///
    /// @param now `System.nanoTime()`
    public void failed(String endpointKey, long now) {
        failedAt.put(endpointKey, now);
    }

    /// Whether it may stand among the first.
    ///
    /// @param now `System.nanoTime()`
    public boolean isHealthy(String endpointKey, long now) {
        Long at = failedAt.get(endpointKey);
        return at == null || now - at > RESTS_NANOS;
    }
}
