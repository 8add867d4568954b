package dev.roundhouse.app;

import dev.roundhouse.wire.HttpServer;
import dev.roundhouse.wire.Listener;
import java.time.Duration;

/// Lets the answers under way end before anything they need is closed: no new connections, no further request on those
/// that are open.
final class Drain implements AutoCloseable {
    private static final long LOOK_MILLIS = 20;

    private final HttpServer server;
    private final Listener listener;
    private final Duration patience;

    Drain(HttpServer server, Listener listener, Duration patience) {
        this.server = server;
        this.listener = listener;
        this.patience = patience;
    }

    @Override
    public void close() throws InterruptedException {
        listener.close();
        server.drain();
        long until = System.nanoTime() + patience.toNanos();
        while ((server.underWay() > 0 || server.connections() > 0) && System.nanoTime() < until) {
            Thread.sleep(LOOK_MILLIS);
        }
    }
}
