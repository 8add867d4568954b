package dev.roundhouse.wire;

import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelPromise;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// Raw control over a connection while one request is answered: every byte of the answer, status line and framing
/// included, is the
/// handler's own. All methods block the calling (virtual) thread and none may be called on an event loop.
public final class RawExchange {
    /// Pieces that go to the loop in one errand: fewer wake-ups than one each, and a bounded queue on a socket
    /// that is
    /// full.
    private static final int ERRAND_PIECES_MAX = 256;

    private final Channel channel;
    private final CountDownLatch gone;
    private final long receivedNanos = System.nanoTime();

    RawExchange(Channel channel, CountDownLatch gone) {
        this.channel = channel;
        this.gone = gone;
    }

    /// Writes bytes as they are and flushes them, as one segment where they fit in one. Returns when the kernel
    /// has
    /// taken them, so a slow
    /// reader holds the caller back.
    ///
    /// @param bytes not copied; must not change until this returns
    /// @throws HungUp when the client is gone
    public void send(byte[] bytes) throws HungUp, InterruptedException {
        await(channel.writeAndFlush(Unpooled.wrappedBuffer(bytes)));
    }

    /// Writes several pieces, each flushed by itself and none waiting for the one before, which makes thousands
    /// of
    /// one-byte segments
    /// quick. Returns when the kernel has taken the last.
    ///
    /// @throws HungUp when the client is gone
    public void sendEach(List<byte[]> pieces) throws HungUp, InterruptedException {
        for (int from = 0; from < pieces.size(); from += ERRAND_PIECES_MAX) {
            List<byte[]> errand = pieces.subList(from, Math.min(from + ERRAND_PIECES_MAX, pieces.size()));
            ChannelPromise last = channel.newPromise();
            try {
                channel.eventLoop().execute(() -> writeAll(errand, last));
            } catch (RejectedExecutionException e) {
                throw new HungUp("the event loop has ended", e);
            }
            await(last);
        }
    }

    /// Waits until so much time has passed since the request was received; returns at once where it has.
    ///
    /// @throws HungUp as soon as the client is gone
    public void pauseUntil(Duration sinceReceived) throws HungUp, InterruptedException {
        long left = sinceReceived.toNanos() - (System.nanoTime() - receivedNanos);
        if (gone.await(Math.max(left, 0), TimeUnit.NANOSECONDS)) {
            throw new HungUp("the client hung up during a pause", null);
        }
    }

    /// How long ago the request was received, to its last byte.
    public Duration sinceReceived() {
        return Duration.ofNanos(System.nanoTime() - receivedNanos);
    }

    /// Keeps the connection open in silence until the client ends it, or the listener closes.
    public void awaitHangUp() throws InterruptedException {
        gone.await();
    }

    /// Whether the connection has ended, from either side.
    public boolean hungUp() {
        return gone.getCount() == 0;
    }

    /// Ends the connection in order (FIN), after all that was sent.
    public void close() throws InterruptedException {
        end(() -> {
            var _ = channel.close();
        });
    }

    /// Ends the connection with a reset (RST): what the client has not read yet is lost.
    public void reset() throws InterruptedException {
        end(() -> {
            if (channel.isOpen()) {
                channel.config().setOption(ChannelOption.SO_LINGER, 0);
                var _ = channel.close();
            }
        });
    }

    private void writeAll(List<byte[]> pieces, ChannelPromise last) {
        int end = pieces.size() - 1;
        for (int i = 0; i < end; i++) {
            // A failure shows in the last write too, which is the one that is waited for.
            var _ = channel.writeAndFlush(Unpooled.wrappedBuffer(pieces.get(i)), channel.voidPromise());
        }
        var _ = channel.writeAndFlush(Unpooled.wrappedBuffer(pieces.get(end)), last);
    }

    private void end(Runnable how) throws InterruptedException {
        try {
            channel.eventLoop().execute(how);
        } catch (RejectedExecutionException e) {
            return; // the loop has ended, and all its connections with it
        }
        gone.await();
    }

    private static void await(ChannelFuture written) throws HungUp, InterruptedException {
        written.await();
        if (!written.isSuccess()) {
            throw new HungUp("the client hung up during an answer", written.cause());
        }
    }

    /// The connection ended before the answer did.
    public static final class HungUp extends IOException {
        HungUp(String message, @Nullable Throwable cause) {
            super(message, cause);
        }
    }
}
