package dev.roundhouse.wire;

import io.netty.channel.IoEventLoopGroup;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.uring.IoUringIoHandler;
import io.netty.channel.uring.IoUringServerSocketChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.util.concurrent.TimeUnit;

/// The event loops on which [RawListener]s move their bytes, named so that a room without Netty can pass them on.
public final class RawLoops implements AutoCloseable {
    /// Connections that have just been closed still leave a task or two behind.
    private static final long QUIET_MILLIS = 20;

    private static final long CLOSING_MILLIS_MAX = 5_000;

    private final IoEventLoopGroup group;
    private final boolean owned;

    private RawLoops(IoEventLoopGroup group, boolean owned) {
        this.group = group;
        this.owned = owned;
    }

    /// Starts loops of its own, on epoll where the machine has it; [#close] ends them.
    ///
    /// @param threads number of loops, one thread each; >= 1
    public static RawLoops own(int threads) {
        if (threads < 1) {
            throw new IllegalArgumentException("threads: " + threads + " (expected: >= 1)");
        }
        IoHandlerFactory io = Epoll.isAvailable() ? EpollIoHandler.newFactory() : NioIoHandler.newFactory();
        DefaultThreadFactory names = new DefaultThreadFactory("raw-loop", true);
        return new RawLoops(new MultiThreadIoEventLoopGroup(threads, names, io), true);
    }

    /// Uses loops that somebody else started and will end: [#close] leaves them alone.
    ///
    /// @param group loops on epoll, io_uring or NIO
    public static RawLoops shared(IoEventLoopGroup group) {
        return new RawLoops(group, false);
    }

    IoEventLoopGroup group() {
        return group;
    }

    Class<? extends ServerChannel> serverChannel() {
        if (group.isIoType(EpollIoHandler.class)) {
            return EpollServerSocketChannel.class;
        }
        if (group.isIoType(IoUringIoHandler.class)) {
            return IoUringServerSocketChannel.class;
        }
        return NioServerSocketChannel.class;
    }

    /// Ends the loops if they are its own, and waits until they have ended, for at most five seconds.
    @Override
    public void close() {
        if (owned) {
            group.shutdownGracefully(QUIET_MILLIS, CLOSING_MILLIS_MAX, TimeUnit.MILLISECONDS)
                    .awaitUninterruptibly(CLOSING_MILLIS_MAX, TimeUnit.MILLISECONDS);
        }
    }
}
