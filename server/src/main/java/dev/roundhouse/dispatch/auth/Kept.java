package dev.roundhouse.dispatch.auth;

import dev.roundhouse.dispatch.Authorizer.Denied;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// One token that is renewed ahead of its end. Never more than one renewal is under way, on a worker; who finds a
/// token
/// that still holds does not wait for it.
///
/// @param <T> what is kept
final class Kept<T> {
    /// So long before its end a token is renewed, or in the last fifth of its life where that is short.
    private static final Duration AHEAD = Duration.ofMinutes(5);

    /// So close to its end a token is no longer given out: it must live until its request has arrived.
    private static final Duration TOO_LATE = Duration.ofSeconds(10);

    /// An issuer that refused is not asked again at once.
    private static final Duration PAUSE = Duration.ofSeconds(2);

    private static final long PATIENCE_NANOS = Duration.ofSeconds(30).toNanos();

    private final Supplier<Lease<T>> issuer;
    private final InstantSource clock;
    private final Executor workers;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private @Nullable Held<T> held;
    private @Nullable Denied denied;
    private Instant deniedUntil = Instant.MIN;
    private boolean renewing;

    /// A token and its end.
    ///
    /// @param until null when it has none
    record Lease<T>(T value, @Nullable Instant until) {}

    private record Held<T>(T value, Instant renewAt, Instant end) {}

    /// @param issuer gives one, blocking; throws [Denied] when it does not
    Kept(Supplier<Lease<T>> issuer, InstantSource clock, Executor workers) {
        this.issuer = issuer;
        this.clock = clock;
        this.workers = workers;
    }

    /// The token. Waits only where none holds.
    ///
    /// @throws Denied when none is to be had
    T get() {
        lock.lock();
        try {
            Held<T> now = held;
            Instant at = clock.instant();
            if (now != null && at.isBefore(now.renewAt)) {
                return now.value;
            }
            if (!at.isBefore(deniedUntil)) {
                renew();
            }
            if (now != null && at.isBefore(now.end)) {
                return now.value;
            }
            return awaited();
        } finally {
            lock.unlock();
        }
    }

    private T awaited() {
        long left = PATIENCE_NANOS;
        while (renewing && left > 0) {
            try {
                left = changed.awaitNanos(left);
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
                throw new Denied("interrupted while waiting for a token");
            }
        }
        Held<T> now = held;
        if (now != null && clock.instant().isBefore(now.end)) {
            return now.value;
        }
        throw denied == null ? new Denied("no token came in time") : denied;
    }

    private void renew() {
        if (renewing) {
            return;
        }
        renewing = true;
        try {
            workers.execute(this::fetch);
        } catch (RejectedExecutionException _) {
            renewing = false;
            denied = new Denied("the gateway is too busy to ask for a token");
        }
    }

    private void fetch() {
        Lease<T> lease = null;
        Denied why = null;
        try {
            lease = issuer.get();
        } catch (Denied e) {
            why = e;
        } catch (RuntimeException e) {
            // Libraries put requests into their messages; only the kind is safe to show.
            why = new Denied(e.getClass().getSimpleName() + " while asking for a token");
        }
        lock.lock();
        try {
            renewing = false;
            denied = why;
            if (lease == null) {
                deniedUntil = clock.instant().plus(PAUSE);
            } else {
                deniedUntil = Instant.MIN;
                held = held(lease);
            }
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private Held<T> held(Lease<T> lease) {
        if (lease.until() == null) {
            return new Held<>(lease.value(), Instant.MAX, Instant.MAX);
        }
        Instant now = clock.instant();
        Duration fifth = Duration.between(now, lease.until()).dividedBy(5);
        Duration ahead = fifth.compareTo(AHEAD) < 0 ? fifth : AHEAD;
        return new Held<>(
                lease.value(), lease.until().minus(ahead), lease.until().minus(TOO_LATE));
    }
}
