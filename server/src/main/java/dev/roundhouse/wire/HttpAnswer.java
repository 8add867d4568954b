package dev.roundhouse.wire;

import dev.roundhouse.dispatch.Lane;
import dev.roundhouse.relay.Downstream;
import io.netty.channel.Channel;
import java.util.Arrays;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The answer to one request on one connection or stream. Its state is the loop's; the two facts that a story
/// asks for
/// are volatile.
final class HttpAnswer implements Downstream {
    // A client that waits hears something at least this often; proxies give up after ten seconds and more.
    private static final long SILENCE_NANOS = java.time.Duration.ofSeconds(5).toNanos();
    private static final int OK = 200;
    private static final int NO_CONTENT = 204;
    private static final int NOT_MODIFIED = 304;

    private final Front front;
    private final Channel channel;
    private final Asked asked;

    private volatile boolean committed;
    private volatile boolean gone;

    private boolean ended;
    private boolean bodyBegun;
    private long lastWriteAt = System.nanoTime();
    private long unwritableSince;

    private byte @Nullable [] keepAlive;
    private String keepAliveType = "";
    private Map<String, String> keepAliveHeaders = Map.of();

    @Nullable
    private Runnable whenGone;

    @Nullable
    private Runnable whenWritable;

    /// What of a request its answer depends on.
    ///
    /// @param framing how it is put on the wire
    /// @param http10 the client speaks HTTP/1.0: an answer without a length ends with the connection
    /// @param headOnly the method was HEAD
    record Asked(Framing framing, boolean http10, boolean headOnly) {}

    HttpAnswer(Front front, Channel channel, Asked asked) {
        this.front = front;
        this.channel = channel;
        this.asked = asked;
    }

    @Override
    public Lane lane() {
        return front.lane();
    }

    @Override
    public boolean committed() {
        return committed;
    }

    @Override
    public boolean gone() {
        return gone;
    }

    @Override
    public void keepAliveWith(byte[] bytes, String contentType, Map<String, String> headers) {
        lane().execute(() -> {
            keepAlive = bytes;
            keepAliveType = contentType;
            keepAliveHeaders = headers;
        });
    }

    @Override
    public void whenGone(Runnable action) {
        lane().execute(() -> {
            whenGone = action;
            if (gone) {
                action.run();
            }
        });
    }

    @Override
    public void respond(int status, String contentType, byte[] body, Map<String, String> headers) {
        lane().execute(() -> respondNow(status, contentType, body, headers));
    }

    private void respondNow(int status, String contentType, byte[] body, Map<String, String> headers) {
        if (gone || ended) {
            return;
        }
        if (committed) {
            write(body, body.length);
            end();
            return;
        }
        committed = true;
        ended = true;
        boolean bare = status == NOT_MODIFIED || status == NO_CONTENT;
        Framing.Head head = new Framing.Head(status, bare ? "" : contentType, headers, front.closing());
        asked.framing.whole(channel, head, new Framing.Body(body, body.length, !asked.headOnly && !bare));
        front.answered(this);
    }

    @Override
    public void whole(String contentType, Map<String, String> headers, byte[] bytes, int length) {
        if (gone || ended) {
            return;
        }
        committed = true;
        ended = true;
        Framing.Head head = new Framing.Head(OK, contentType, headers, front.closing());
        // What is not copied on its way out must not change under it.
        byte[] kept = length <= Framing.COPIED_BYTES_MAX ? bytes : Arrays.copyOf(bytes, length);
        asked.framing.whole(channel, head, new Framing.Body(kept, length, !asked.headOnly));
        front.answered(this);
    }

    @Override
    public void start(String contentType, Map<String, String> headers) {
        if (committed || gone) {
            return;
        }
        committed = true;
        if (asked.http10) {
            front.closeAfterThis();
        }
        asked.framing.begin(channel, new Framing.Head(OK, contentType, headers, front.closing()));
    }

    @Override
    public void write(byte[] bytes, int length) {
        if (gone || ended || length == 0) {
            return;
        }
        bodyBegun = true;
        lastWriteAt = System.nanoTime();
        asked.framing.piece(channel, bytes, length);
    }

    @Override
    public void flush() {
        channel.flush();
    }

    @Override
    public boolean writable() {
        return channel.isWritable();
    }

    @Override
    public void whenWritable(Runnable action) {
        whenWritable = action;
    }

    @Override
    public void end() {
        if (gone || ended) {
            return;
        }
        ended = true;
        asked.framing.end(channel);
        front.answered(this);
    }

    @Override
    public void breakOff() {
        if (!ended) {
            ended = true;
            channel.close();
        }
    }

    /// The connection is gone. On the loop.
    void clientGone() {
        if (gone || ended) {
            return;
        }
        gone = true;
        if (whenGone != null) {
            whenGone.run();
        }
    }

    /// The client has caught up, or fallen behind. On the loop.
    void writabilityChanged() {
        if (channel.isWritable()) {
            unwritableSince = 0;
            if (whenWritable != null) {
                whenWritable.run();
            }
        } else {
            unwritableSince = System.nanoTime();
        }
    }

    /// Looks at what the client has waited for, and at what waits for the client. On the loop.
    void tick(long now, ListenerLimits limits) {
        if (ended || gone) {
            return;
        }
        if (unwritableSince != 0
                && now - unwritableSince > limits.stallTimeout().toNanos()) {
            channel.close();
            return;
        }
        byte[] bytes = keepAlive;
        // Blanks may stand before JSON, not in it; comments may stand between any two frames.
        boolean allowed = bytes != null && (!bodyBegun || keepAliveType.startsWith("text/event-stream"));
        if (allowed && bytes != null && channel.isWritable() && now - lastWriteAt > SILENCE_NANOS) {
            boolean begun = bodyBegun;
            start(keepAliveType, keepAliveHeaders);
            write(bytes, bytes.length);
            bodyBegun = begun;
            flush();
        }
    }
}
