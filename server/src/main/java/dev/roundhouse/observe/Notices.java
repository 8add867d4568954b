package dev.roundhouse.observe;

import java.time.InstantSource;
import java.util.List;

/// What an operator should hear of beside generations and faults: one line each.
public final class Notices {
    private final LogLines log;
    private final InstantSource clock;

    /// Writes to this log.
    public Notices(LogLines log, InstantSource clock) {
        this.log = log;
        this.clock = clock;
    }

    /// Writes a notice.
    ///
    /// @param event what happened, such as `config_refused`
    /// @param details for people; no secrets
    public void tell(String event, List<String> details) {
        String at = clock.instant().toString();
        log.add(line -> {
            line.writeStringProperty("at", at);
            line.writeStringProperty("event", event);
            line.writeArrayPropertyStart("details");
            details.forEach(line::writeString);
            line.writeEndArray();
        });
    }
}
