package dev.roundhouse.dispatch;

import dev.roundhouse.exchange.ByteSink;
import io.netty.channel.EventLoop;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// What belongs to one event loop and is shared with no other: its upstream connections, what is watched for
/// deadlines,
/// and a buffer. All of it is confined to the loop.
public final class Lane {
    /// How often deadlines are looked at; every deadline may be late by as much.
    public static final Duration TICK = Duration.ofMillis(100);

    private static final int SCRATCH_BYTES = 64 * 1024;
    private static final int SINK_BYTES_KEPT = 1024 * 1024;

    private final EventLoop loop;
    private final UpstreamPool pool;
    private final List<Watched> watched = new ArrayList<>();
    private final byte[] scratch = new byte[SCRATCH_BYTES];
    private ByteSink sink = new ByteSink(SCRATCH_BYTES);

    /// Opens the lane of a loop.
    public Lane(EventLoop loop, Connector connector) {
        this.loop = loop;
        this.pool = new UpstreamPool(this, connector);
        loop.scheduleAtFixedRate(this::tick, TICK.toMillis(), TICK.toMillis(), TimeUnit.MILLISECONDS);
    }

    /// The loop.
    public EventLoop loop() {
        return loop;
    }

    /// Runs on the loop, after what runs there now.
    public void execute(Runnable task) {
        loop.execute(task);
    }

    /// Starts to watch.
    public void watch(Watched one) {
        if (one.place < 0) {
            one.place = watched.size();
            watched.add(one);
        }
    }

    /// Stops watching.
    public void forget(Watched one) {
        if (one.place < 0) {
            return;
        }
        Watched last = watched.removeLast();
        if (last.place != one.place) {
            watched.set(one.place, last);
            last.place = one.place;
        }
        one.place = -1;
    }

    /// How many are watched.
    public int watchedCount() {
        return watched.size();
    }

    /// An empty sink for what is written at once, valid until the loop does something else.
    public ByteSink sink() {
        if (sink.array().length > SINK_BYTES_KEPT) {
            sink = new ByteSink(SCRATCH_BYTES);
        }
        sink.clear();
        return sink;
    }

    /// A buffer for one read, valid until the loop does something else.
    byte[] scratch() {
        return scratch;
    }

    UpstreamPool pool() {
        return pool;
    }

    private void tick() {
        long now = System.nanoTime();
        // Backwards, since a tick may end what it looks at and the last one then takes its place.
        for (int i = watched.size() - 1; i >= 0; i--) {
            if (i < watched.size()) {
                watched.get(i).tick(now);
            }
        }
    }
}
