package dev.roundhouse.observe;

import dev.roundhouse.exchange.JsonOut;
import java.time.InstantSource;
import java.util.List;

/// What an operator should hear of beside generations and faults: one line each.
public final class Notices {
    private static final byte[] AT = JsonOut.quoted("at");
    private static final byte[] EVENT = JsonOut.quoted("event");
    private static final byte[] DETAILS = JsonOut.quoted("details");

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
            line.name(AT).text(at);
            line.name(EVENT).text(event);
            line.name(DETAILS).list();
            details.forEach(one -> line.element().text(one));
            line.endList();
        });
    }
}
