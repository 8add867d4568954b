package dev.roundhouse.wire;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpRequestDecoder;
import io.netty.util.concurrent.GlobalEventExecutor;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/// A listener that reads HTTP/1.x requests, and leaves every byte of the answer to its handler: made for
/// simulating
/// upstreams, good ones
/// and broken ones. Requests are read tolerantly, whole, and up to a bound; connections are kept open between
/// them. It
/// is not the
/// gateway's own server.
public final class RawListener implements AutoCloseable {
    private static final int LINE_BYTES_MAX = 64 * 1024;
    private static final int HEADER_BYTES_MAX = 256 * 1024;
    private static final int BACKLOG = 4_096;
    private static final long CLOSING_SECONDS_MAX = 5;

    private final Channel server;
    private final ChannelGroup connections;
    private final ExecutorService stories;

    private RawListener(Channel server, ChannelGroup connections, ExecutorService stories) {
        this.server = server;
        this.connections = connections;
        this.stories = stories;
    }

    /// Begins to listen.
    ///
    /// @param loops where the bytes move; not closed by the listener
    /// @param address port 0 takes a free one, see [#address]
    /// @param bodyBytesMax a longer request body is answered with 413 and the end of the connection
    /// @param handler answers each request on a virtual thread of its own
    /// @throws IOException when the address cannot be bound; the message names it
    public static RawListener open(RawLoops loops, InetSocketAddress address, int bodyBytesMax, Handler handler)
            throws IOException {
        ChannelGroup connections = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE, true);
        ExecutorService stories = Executors.newThreadPerTaskExecutor(
                Thread.ofVirtual().name("raw-", 0).factory());
        ChannelFuture bound = new ServerBootstrap()
                .group(loops.group())
                .channel(loops.serverChannel())
                .option(ChannelOption.SO_BACKLOG, BACKLOG)
                .option(ChannelOption.SO_REUSEADDR, true)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childHandler(new Connections(connections, bodyBytesMax, handler, stories))
                .bind(address)
                .awaitUninterruptibly();
        if (!bound.isSuccess()) {
            stories.close();
            throw new IOException(
                    "cannot listen on " + address.getHostString() + ":" + address.getPort() + ": "
                            + bound.cause().getMessage(),
                    bound.cause());
        }
        return new RawListener(bound.channel(), connections, stories);
    }

    /// Where it listens, with the port that was really taken.
    public InetSocketAddress address() {
        return (InetSocketAddress) server.localAddress();
    }

    /// Stops listening, ends every connection, and waits until the handlers have ended, for at most five seconds.
    @Override
    public void close() {
        server.close().awaitUninterruptibly(CLOSING_SECONDS_MAX, TimeUnit.SECONDS);
        connections.close().awaitUninterruptibly(CLOSING_SECONDS_MAX, TimeUnit.SECONDS);
        stories.shutdownNow();
        try {
            if (!stories.awaitTermination(CLOSING_SECONDS_MAX, TimeUnit.SECONDS)) {
                throw new IllegalStateException("a handler did not end within " + CLOSING_SECONDS_MAX + " s");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /// Answers requests. What it returns from without an exception counts as answered, and the connection is kept
    /// where the client wishes it; after an exception it is closed.
    @FunctionalInterface
    public interface Handler {
        /// Answers one request by writing to the exchange. Runs on a virtual thread of its own and may block.
        ///
        /// @throws IOException when the answer cannot be given, such as [RawExchange.HungUp]
        /// @throws InterruptedException when the listener closes
        void handle(RawRequest request, RawExchange exchange) throws IOException, InterruptedException;
    }

    private static final class Connections extends ChannelInitializer<Channel> {
        private final ChannelGroup connections;
        private final int bodyBytesMax;
        private final Handler handler;
        private final Executor stories;

        Connections(ChannelGroup connections, int bodyBytesMax, Handler handler, Executor stories) {
            this.connections = connections;
            this.bodyBytesMax = bodyBytesMax;
            this.handler = handler;
            this.stories = stories;
        }

        @Override
        protected void initChannel(Channel channel) {
            connections.add(channel);
            HttpDecoderConfig config = new HttpDecoderConfig()
                    .setMaxInitialLineLength(LINE_BYTES_MAX)
                    .setMaxHeaderSize(HEADER_BYTES_MAX)
                    .setValidateHeaders(false);
            channel.pipeline()
                    .addLast(new HttpRequestDecoder(config), new RawConnection(bodyBytesMax, handler, stories));
        }
    }
}
