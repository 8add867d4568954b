package dev.roundhouse.dispatch;

import dev.roundhouse.catalog.Endpoint;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.Semaphore;

/// How many attempts are under way at each endpoint, counted for the whole node. Nobody waits for a permit: the
/// next
/// endpoint of the plan is the better use of that time.
final class EndpointPermits {
    private final ConcurrentMap<String, Counted> all = new ConcurrentHashMap<>();

    private record Counted(int most, Semaphore free) {}

    boolean tryAcquire(Endpoint endpoint) {
        return of(endpoint).free.tryAcquire();
    }

    void release(Endpoint endpoint) {
        of(endpoint).free.release();
    }

    private Counted of(Endpoint endpoint) {
        int most = endpoint.provider().limits().concurrent();
        Counted counted = all.get(endpoint.key());
        if (counted != null && counted.most == most) {
            return counted;
        }
        return all.compute(endpoint.key(), (_, old) -> resized(old, most));
    }

    /// A changed limit keeps what is under way.
    private static Counted resized(@org.jspecify.annotations.Nullable Counted old, int most) {
        if (old != null && old.most == most) {
            return old;
        }
        int underWay = old == null ? 0 : old.most - old.free.availablePermits();
        return new Counted(most, new Semaphore(most - underWay));
    }
}
