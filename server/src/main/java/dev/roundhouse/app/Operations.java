package dev.roundhouse.app;

import dev.roundhouse.observe.Metrics;
import dev.roundhouse.wire.Page.Content;
import dev.roundhouse.wire.Route;
import dev.roundhouse.wire.Route.Access;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/// What an orchestrator and Prometheus ask.
final class Operations {
    private static final String TEXT = "text/plain; charset=utf-8";
    private static final String PROMETHEUS = "text/plain; version=0.0.4; charset=utf-8";

    private final Ready ready;
    private final Metrics metrics;

    Operations(Ready ready, Metrics metrics) {
        this.ready = ready;
        this.metrics = metrics;
    }

    List<Route> routes() {
        return List.of(
                new Route("GET", "/healthz", Access.ANYONE, _ -> text(200, "ok\n")),
                new Route(
                        "GET",
                        "/readyz",
                        Access.ANYONE,
                        _ -> ready.isSet() ? text(200, "ready\n") : text(503, "not ready\n")),
                new Route(
                        "GET",
                        "/metrics",
                        Access.ANYONE,
                        _ -> new Content(200, PROMETHEUS, metrics.scrape(), Map.of())));
    }

    private static Content text(int status, String text) {
        return new Content(status, TEXT, text.getBytes(StandardCharsets.UTF_8), Map.of("cache-control", "no-store"));
    }
}
