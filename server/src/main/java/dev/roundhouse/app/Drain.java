package dev.roundhouse.app;

import dev.roundhouse.wire.HttpServer;
import dev.roundhouse.wire.Listener;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/// Lets the answers under way end before anything they need is closed: no new connections, no further request on
/// those
/// that are open.
final class Drain implements AutoCloseable {
    private static final long LOOK_NANOS = Duration.ofMillis(20).toNanos();

    private final HttpServer server;
    private final Listener listener;
    private final Ready ready;
    private final Duration patience;

    Drain(HttpServer server, Listener listener, Ready ready, Duration patience) {
        this.server = server;
        this.listener = listener;
        this.ready = ready;
        this.patience = patience;
    }

    @Override
    public void close() {
        ready.unset();
        listener.close();
        server.drain();
        long until = System.nanoTime() + patience.toNanos();
        while ((server.underWay() > 0 || server.connections() > 0) && System.nanoTime() < until) {
            LockSupport.parkNanos(LOOK_NANOS);
        }
    }
}
