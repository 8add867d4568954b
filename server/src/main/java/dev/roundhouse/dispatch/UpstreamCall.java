package dev.roundhouse.dispatch;

import dev.roundhouse.catalog.Timeouts;
import dev.roundhouse.exchange.AnswerReader;
import dev.roundhouse.exchange.AnswerReader.Stage;
import dev.roundhouse.exchange.ByteSink;
import dev.roundhouse.exchange.ErrorType;
import dev.roundhouse.exchange.Failure;
import dev.roundhouse.exchange.Failure.UpstreamFault;
import dev.roundhouse.exchange.Handoff;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// One attempt's exchange with its endpoint: sends the request, reads the answer through an [AnswerReader], and
/// watches
/// the deadlines. Confined to its lane's loop; the story hears of it once, by the handoff: at the first content,
/// at
/// the
/// end of an answer that is not streamed, or at a failure.
public final class UpstreamCall extends Watched {
    private static final int ERROR_BODY_MAX = 1024 * 1024;
    // What an answer may run ahead of a client that is not attached yet, or reads slowly.
    private static final int AHEAD_MAX = 64 * 1024;
    private static final int WAITING_MAX = 4 * 1024 * 1024;
    private static final int CONNECTS_MAX = 3;

    /// What takes the answer's bytes once the story has decided that this is the answer. On the loop.
    public interface Sink {
        /// Further bytes for the client, valid only during the call; `last` when no more follow for now, so that
        /// it
        /// pays to flush.
        void bytes(byte[] bytes, int length);

        /// The bytes read together are through: send them.
        void flush();

        /// The upstream is done: complete, or broken with the failure that the reader or the connection told.
        void done(@Nullable Failure failure);
    }

    /// What the story hears.
    sealed interface Beginning {}

    /// This is an answer.
    record Begun(UpstreamCall call) implements Beginning {}

    /// It is none.
    record Refused(Failure failure) implements Beginning {}

    private final Lane lane;
    private final UpstreamRequest request;
    private final AnswerReader reader;
    private final Handoff<Beginning> beginning;
    private final ByteSink out = new ByteSink(0);

    @Nullable
    private Channel channel;

    @Nullable
    private Sink sink;

    @Nullable
    private ByteSink errorBody;

    @Nullable
    private Inflation inflation;

    @Nullable
    private Failure failure;

    private int status;
    private long retryAfterSeconds = -1;
    private long startedAt;
    private long lastAt;
    private long firstByteAt;
    private boolean finished;
    private boolean paused;
    private boolean through; // written before the handoff that tells of it

    UpstreamCall(Lane lane, UpstreamRequest request, AnswerReader reader, Handoff<Beginning> beginning) {
        this.lane = lane;
        this.request = request;
        this.reader = reader;
        this.beginning = beginning;
    }

    /// Starts. On the loop.
    void start() {
        if (finished) {
            return; // the client went away before
        }
        startedAt = System.nanoTime();
        lastAt = startedAt;
        lane.watch(this);
        lane.pool().run(this);
    }

    Origin origin() {
        return request.origin();
    }

    Duration connectPatience() {
        return request.timeouts().connect();
    }

    int connectionsMax() {
        return request.connectionsMax();
    }

    /// When the first byte of the answer's body came, `System.nanoTime()`; 0 before.
    public long firstByteAt() {
        return firstByteAt;
    }

    /// The reader of this answer.
    public AnswerReader reader() {
        return reader;
    }

    /// Whether the upstream has nothing more to say.
    public boolean finished() {
        return finished;
    }

    /// Whether the upstream has nothing more to say, and nothing that it said waits for a [Sink]. Whoever has
    /// heard of
    /// the call's beginning may ask on any thread: where it says yes, it stays so, and the reader is at rest.
    public boolean isThrough() {
        return through;
    }

    /// What broke it; null when it is complete. Only once it is through.
    public @Nullable Failure failure() {
        return failure;
    }

    /// @param multiplexed whether it is a stream of HTTP/2
    void begin(Channel taken, boolean multiplexed) {
        if (finished) {
            taken.pipeline().get(UpstreamHandler.class).abandon();
            return;
        }
        channel = taken;
        lastAt = System.nanoTime();
        if (multiplexed) {
            request.writeObjects(taken);
        } else {
            request.writeBytes(taken);
        }
    }

    void again() {
        channel = null;
        lastAt = System.nanoTime();
        lane.pool().run(this);
    }

    void unreachable(String why) {
        finish(fault(ErrorType.PROVIDER_UNAVAILABLE, request.providerName() + " could not be reached: " + why + "."));
    }

    void head(int answered, @Nullable String retryAfter, @Nullable String contentEncoding) {
        status = answered;
        retryAfterSeconds = RetryAfter.seconds(retryAfter);
        inflation = Inflation.of(contentEncoding);
        if (status != 200) {
            errorBody = new ByteSink(512);
        }
    }

    void data(ByteBuf data) {
        lastAt = System.nanoTime();
        if (firstByteAt == 0) {
            firstByteAt = lastAt;
        }
        if (inflation != null) {
            inflation.inflate(data.readSlice(data.readableBytes()), this::plain);
            if (inflation.bomb()) {
                abort(fault(
                        ErrorType.PROVIDER_UNAVAILABLE,
                        request.providerName() + " sent an answer that unpacks without end."));
            }
            return;
        }
        plain(data);
    }

    private void plain(ByteBuf data) {
        byte[] scratch = lane.scratch();
        while (data.isReadable() && !finished) {
            int n = Math.min(scratch.length, data.readableBytes());
            data.readBytes(scratch, 0, n);
            if (errorBody != null) {
                errorBody.append(scratch, 0, Math.min(n, Math.max(0, ERROR_BODY_MAX - errorBody.length())));
            } else {
                read(scratch, n);
            }
        }
    }

    private void read(byte[] bytes, int length) {
        reader.read(bytes, 0, length, out);
        Stage stage = reader.stage();
        if (stage == Stage.BROKEN) {
            abort(broken());
        } else if (sink != null) {
            pass();
        } else if (stage == Stage.WAITING && out.length() > WAITING_MAX) {
            abort(fault(ErrorType.PROVIDER_UNAVAILABLE, request.providerName() + " sent an answer without content."));
        } else if (stage == Stage.CONTENT) {
            beginning.put(new Begun(this));
            if (out.length() > AHEAD_MAX) {
                pause();
            }
        }
    }

    void readComplete() {
        if (sink != null) {
            sink.flush();
        }
    }

    void end() {
        if (finished) {
            return;
        }
        if (errorBody != null) {
            finish(request.refusal(status, errorBody.take(), retryAfterSeconds));
            return;
        }
        reader.end();
        finish(reader.stage() == Stage.COMPLETE ? null : broken());
    }

    void cut(String why) {
        if (finished) {
            return;
        }
        if (reader.stage() == Stage.COMPLETE) {
            finish(null); // all that mattered is here; how the connection ended does not
            return;
        }
        finish(fault(ErrorType.PROVIDER_UNAVAILABLE, request.providerName() + " broke off: " + why + "."));
    }

    /// Gives the answer's bytes, those read already included, to the sink from now on. On the loop.
    public void attach(Sink taker) {
        sink = taker;
        if (out.length() > 0) {
            pass();
            taker.flush();
        }
        resume();
        if (finished) {
            taker.done(failure);
        }
    }

    /// Stops reading: the client is slower than the upstream. On the loop.
    public void pause() {
        if (!paused && channel != null) {
            paused = true;
            channel.config().setAutoRead(false);
        }
    }

    /// Reads on. On the loop.
    public void resume() {
        if (paused && channel != null) {
            paused = false;
            lastAt = System.nanoTime();
            channel.config().setAutoRead(true);
        }
    }

    /// Ends it now: nobody wants the answer any more. On the loop.
    public void cancel() {
        abort(new Failure.ClientGone());
    }

    @Override
    protected void tick(long now) {
        Timeouts t = request.timeouts();
        if (now - startedAt > t.total().toNanos()) {
            abort(fault(
                    ErrorType.TIMEOUT,
                    request.providerName() + " took longer than " + t.total().toSeconds() + " s in all."));
        } else if (channel == null && now - lastAt > CONNECTS_MAX * t.connect().toNanos()) {
            // Each address of the host, and those who wait for its first connection, have their own patience.
            abort(fault(ErrorType.TIMEOUT, request.providerName() + " could not be connected to in time."));
        } else if (channel != null
                && firstByteAt == 0
                && now - lastAt > t.firstByte().toNanos()) {
            abort(fault(
                    ErrorType.TIMEOUT,
                    request.providerName() + " sent nothing for "
                            + t.firstByte().toMillis() + " ms."));
        } else if (firstByteAt != 0 && !paused && now - lastAt > t.idle().toNanos()) {
            abort(fault(
                    ErrorType.TIMEOUT,
                    request.providerName() + " fell silent for " + t.idle().toMillis() + " ms."));
        }
    }

    private void pass() {
        if (out.length() > 0 && sink != null) {
            sink.bytes(out.array(), out.length());
            out.clear();
        }
    }

    private void abort(Failure why) {
        if (finished) {
            return;
        }
        Channel open = channel;
        finish(why);
        if (open != null) {
            open.pipeline().get(UpstreamHandler.class).abandon();
        }
    }

    private void finish(@Nullable Failure why) {
        finished = true;
        failure = why;
        lane.forget(this);
        if (paused && channel != null) {
            channel.config().setAutoRead(true); // it goes back to the pool, or closes
        }
        channel = null;
        through = sink == null && out.length() == 0 && !beginning.isDone();
        if (sink != null) {
            sink.done(why);
        } else if (why != null && !reader.begun() && !beginning.isDone()) {
            beginning.put(new Refused(why));
        } else {
            beginning.put(new Begun(this));
        }
    }

    private Failure broken() {
        Failure told = reader.summary().failure();
        return told != null
                ? told
                : fault(
                        ErrorType.PROVIDER_UNAVAILABLE,
                        request.providerName() + " ended its answer before it was complete.");
    }

    private UpstreamFault fault(ErrorType type, String message) {
        return UpstreamFault.ours(type, request.providerName(), status, message);
    }
}
