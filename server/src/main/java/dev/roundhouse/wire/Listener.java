package dev.roundhouse.wire;

import dev.roundhouse.dispatch.Lane;
import dev.roundhouse.dispatch.Watched;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.ServerChannel;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.netty.handler.codec.http.HttpResponseEncoder;
import io.netty.handler.codec.http2.Http2FrameCodecBuilder;
import io.netty.handler.codec.http2.Http2MultiplexHandler;
import io.netty.handler.codec.http2.Http2Settings;
import io.netty.handler.codec.http2.Http2StreamFrameToHttpObjectCodec;
import io.netty.handler.ssl.ApplicationProtocolNames;
import io.netty.handler.ssl.ApplicationProtocolNegotiationHandler;
import io.netty.handler.ssl.SslContext;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Opens the port. A connection speaks HTTP/1.1, or HTTP/2 by ALPN or by prior knowledge; each request of either
/// comes
/// to a [FrontHandler] in the same shape.
public final class Listener implements AutoCloseable {
    private static final int BACKLOG = 4_096;
    private static final int WATER_LOW = 32 * 1024;
    private static final int WATER_HIGH = 64 * 1024;
    private static final int STREAMS_MAX = 100;
    private static final int STREAM_WINDOW = 256 * 1024;
    private static final int RESETS_MAX = 200;
    private static final int RESETS_SECONDS = 30;

    private final HttpServer server;
    private final Function<Channel, Lane> lanes;

    @Nullable
    private final SslContext tls;

    @Nullable
    private Channel bound;

    /// @param lanes the lane of a channel's event loop
    /// @param tls null for clear text
    public Listener(HttpServer server, Function<Channel, Lane> lanes, @Nullable SslContext tls) {
        this.server = server;
        this.lanes = lanes;
        this.tls = tls;
    }

    /// Binds.
    ///
    /// @param acceptors loops that accept
    /// @param loops loops that serve
    /// @return where it listens
    public InetSocketAddress open(
            InetSocketAddress address,
            EventLoopGroup acceptors,
            EventLoopGroup loops,
            Class<? extends ServerChannel> channelType) {
        Channel channel = new ServerBootstrap()
                .group(acceptors, loops)
                .channel(channelType)
                .option(ChannelOption.SO_BACKLOG, BACKLOG)
                .option(ChannelOption.SO_REUSEADDR, true)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childOption(ChannelOption.WRITE_BUFFER_WATER_MARK, new WriteBufferWaterMark(WATER_LOW, WATER_HIGH))
                .childHandler(new ChannelInitializer<SocketChannel>() {
                    @Override
                    protected void initChannel(SocketChannel accepted) {
                        accept(accepted);
                    }
                })
                .bind(address)
                .syncUninterruptibly()
                .channel();
        bound = channel;
        return (InetSocketAddress) channel.localAddress();
    }

    @Override
    public void close() {
        if (bound != null) {
            bound.close().syncUninterruptibly();
        }
    }

    private void accept(SocketChannel channel) {
        if (!server.admit(channel)) {
            if (tls == null) {
                channel.pipeline().addLast(new HttpResponseEncoder());
                channel.writeAndFlush(server.full()).addListener(ChannelFutureListener.CLOSE);
            } else {
                channel.close(); // a handshake would cost more than the answer is worth
            }
            return;
        }
        if (tls == null) {
            channel.pipeline().addLast(new Preface(channel));
            return;
        }
        channel.pipeline()
                .addLast(tls.newHandler(channel.alloc()))
                .addLast(new ApplicationProtocolNegotiationHandler(ApplicationProtocolNames.HTTP_1_1) {
                    @Override
                    protected void configurePipeline(ChannelHandlerContext ctx, String protocol) {
                        if (ApplicationProtocolNames.HTTP_2.equals(protocol)) {
                            http2(ctx.channel());
                        } else {
                            http1(ctx.channel());
                        }
                    }

                    @Override
                    protected void handshakeFailure(ChannelHandlerContext ctx, Throwable cause) {
                        ctx.close(); // somebody who does not speak our TLS: no business of the log's
                    }
                });
    }

    private void http1(Channel channel) {
        channel.pipeline().addLast(FrontHandler.http1(server, lanes.apply(channel)));
    }

    private void http2(Channel channel) {
        Http2Settings settings = Http2Settings.defaultSettings()
                .maxConcurrentStreams(STREAMS_MAX)
                .initialWindowSize(STREAM_WINDOW)
                .maxHeaderListSize(server.limits().headerBytesMax());
        channel.pipeline()
                .addLast(Http2FrameCodecBuilder.forServer()
                        .initialSettings(settings)
                        .decoderEnforceMaxRstFramesPerWindow(RESETS_MAX, RESETS_SECONDS)
                        .gracefulShutdownTimeoutMillis(
                                server.limits().drainTimeout().toMillis())
                        .build())
                .addLast(new Http2MultiplexHandler(new ChannelInitializer<Channel>() {
                    @Override
                    protected void initChannel(Channel stream) {
                        stream.config().setWriteBufferWaterMark(new WriteBufferWaterMark(WATER_LOW, WATER_HIGH));
                        stream.pipeline()
                                .addLast(new Http2StreamFrameToHttpObjectCodec(true))
                                .addLast(FrontHandler.stream(server, lanes.apply(channel)));
                    }
                }));
    }

    /// Tells HTTP/2 with prior knowledge from HTTP/1.1 by the first bytes.
    private final class Preface extends ByteToMessageDecoder {
        // No method of HTTP/1.1 begins with these.
        private static final int PRI = 'P' << 16 | 'R' << 8 | 'I';
        private static final int LENGTH = 3;

        private final Watched watch = new Watched() {
            private final long since = System.nanoTime();

            @Override
            protected void tick(long now) {
                if (now - since > server.limits().idleTimeout().toNanos()) {
                    channel.close();
                }
            }
        };

        private final Lane lane;
        private final Channel channel;

        Preface(Channel channel) {
            this.channel = channel;
            this.lane = lanes.apply(channel);
            lane.watch(watch);
        }

        @Override
        protected void handlerRemoved0(ChannelHandlerContext ctx) {
            lane.forget(watch);
        }

        @Override
        protected void decode(ChannelHandlerContext ctx, ByteBuf in, List<Object> out) {
            boolean certain = in.readableBytes() >= LENGTH;
            boolean possible = in.getByte(in.readerIndex()) == 'P';
            if (!certain && possible) {
                return;
            }
            if (certain && in.getUnsignedMedium(in.readerIndex()) == PRI) {
                http2(ctx.channel());
            } else {
                http1(ctx.channel());
            }
            ctx.pipeline().remove(this);
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
            ctx.close();
        }
    }
}
