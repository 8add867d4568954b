package dev.roundhouse.wire;

import io.netty.channel.Channel;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollDatagramChannel;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.DatagramChannel;
import io.netty.channel.socket.nio.NioDatagramChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.channel.uring.IoUring;
import io.netty.channel.uring.IoUringDatagramChannel;
import io.netty.channel.uring.IoUringIoHandler;
import io.netty.channel.uring.IoUringServerSocketChannel;
import io.netty.channel.uring.IoUringSocketChannel;
import org.jspecify.annotations.Nullable;

/// How sockets are driven. Epoll where there is one; io_uring when asked for, since it is not cheaper on an idle
/// machine and many containers forbid it; the JDK's selectors elsewhere.
public enum Transport {
    EPOLL,
    IO_URING,
    NIO;

    /// The transport to use.
    ///
    /// @param wanted `epoll`, `io_uring`, `nio`, or null for the best
    /// @throws IllegalStateException when it is not one of these, or does not work on this machine
    public static Transport choose(@Nullable String wanted) {
        return switch (wanted) {
            case null -> Epoll.isAvailable() ? EPOLL : NIO;
            case "epoll" -> available(EPOLL, Epoll.unavailabilityCause());
            case "io_uring" -> available(IO_URING, IoUring.unavailabilityCause());
            case "nio" -> NIO;
            default ->
                throw new IllegalStateException(
                        "roundhouse.transport: " + wanted + " (expected: epoll, io_uring or nio)");
        };
    }

    private static Transport available(Transport transport, @Nullable Throwable cause) {
        if (cause != null) {
            throw new IllegalStateException("roundhouse.transport: " + transport + " does not work here", cause);
        }
        return transport;
    }

    /// Makes the loops' inner side.
    public IoHandlerFactory handlers() {
        return switch (this) {
            case EPOLL -> EpollIoHandler.newFactory();
            case IO_URING -> IoUringIoHandler.newFactory();
            case NIO -> NioIoHandler.newFactory();
        };
    }

    /// Channels that accept.
    public Class<? extends ServerChannel> serverChannel() {
        return switch (this) {
            case EPOLL -> EpollServerSocketChannel.class;
            case IO_URING -> IoUringServerSocketChannel.class;
            case NIO -> NioServerSocketChannel.class;
        };
    }

    /// Channels that connect.
    public Class<? extends Channel> clientChannel() {
        return switch (this) {
            case EPOLL -> EpollSocketChannel.class;
            case IO_URING -> IoUringSocketChannel.class;
            case NIO -> NioSocketChannel.class;
        };
    }

    /// Channels for DNS.
    public Class<? extends DatagramChannel> datagramChannel() {
        return switch (this) {
            case EPOLL -> EpollDatagramChannel.class;
            case IO_URING -> IoUringDatagramChannel.class;
            case NIO -> NioDatagramChannel.class;
        };
    }
}
