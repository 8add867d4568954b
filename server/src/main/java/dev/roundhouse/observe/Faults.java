package dev.roundhouse.observe;

import dev.roundhouse.exchange.JsonOut;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

/// Bugs in us: each gets an incident id that the client is told and the log explains. What an exception says is
/// left
/// out, since it may quote what a client sent; where it came from is enough to find it.
public final class Faults {
    private static final byte[] AT = JsonOut.quoted("at");
    private static final byte[] EVENT = JsonOut.quoted("event");
    private static final byte[] INCIDENT = JsonOut.quoted("incident");
    private static final byte[] TRACE = JsonOut.quoted("trace");
    private static final int FRAMES_MAX = 30;

    private final LogLines log;
    private final Supplier<String> ids;
    private final InstantSource clock;
    private final AtomicLong count = new AtomicLong();

    /// @param ids makes incident ids
    public Faults(LogLines log, Supplier<String> ids, InstantSource clock) {
        this.log = log;
        this.ids = ids;
        this.clock = clock;
    }

    /// Writes a fault down.
    ///
    /// @return its incident id
    public String report(Throwable fault) {
        String incident = ids.get();
        count.incrementAndGet();
        String at = clock.instant().toString();
        log.add(line -> write(at, incident, fault, line));
        return incident;
    }

    /// How many there were.
    public long count() {
        return count.get();
    }

    private static void write(String at, String incident, Throwable fault, JsonOut line) {
        line.name(AT).text(at);
        line.name(EVENT).text("fault");
        line.name(INCIDENT).text(incident);
        line.name(TRACE).list();
        for (Throwable t = fault; t != null; t = t.getCause()) {
            line.element().text(t.getClass().getName());
            StackTraceElement[] frames = t.getStackTrace();
            for (int i = 0; i < Math.min(FRAMES_MAX, frames.length); i++) {
                line.element().text(frames[i].toString());
            }
        }
        line.endList();
    }
}
