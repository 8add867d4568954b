package dev.roundhouse.app;

import dev.roundhouse.observe.Faults;
import dev.roundhouse.observe.LogLines;
import dev.roundhouse.observe.Metrics;
import dev.roundhouse.store.Store;
import dev.roundhouse.wire.HttpServer;
import dev.roundhouse.wire.Stories;

/// Numbers that the rooms keep and Prometheus may read.
final class Gauges {
    private Gauges() {}

    static void register(Metrics metrics, HttpServer server, Stories stories, Store store) {
        metrics.gauge("roundhouse.connections", "Open connections", server::connections);
        metrics.gauge("roundhouse.requests.under.way", "Requests being answered", server::underWay);
        metrics.gauge(
                "roundhouse.stories.on.loop",
                "1 when stories run on their event loop",
                () -> stories.mode() == Stories.Mode.LOOP ? 1 : 0);
        metrics.gauge(
                "roundhouse.journal.accepting",
                "1 when records can be kept",
                () -> store.journal().accepting() ? 1 : 0);
        metrics.gauge(
                "roundhouse.records.carried",
                "Records carried to the database",
                () -> store.health().carried());
    }

    static void register(Metrics metrics, LogLines log, Faults faults, LiveSnapshot snapshots) {
        metrics.gauge("roundhouse.log.dropped", "Log lines dropped", log::dropped);
        metrics.gauge("roundhouse.faults", "Bugs met", faults::count);
        metrics.gauge(
                "roundhouse.config.problems",
                "Problems of the configuration file as it is now; 0 when it is in force",
                snapshots::problems);
    }
}
