package dev.roundhouse.dispatch;

import dev.roundhouse.dispatch.Connector.Connected;
import dev.roundhouse.dispatch.Connector.Opened;
import dev.roundhouse.dispatch.Connector.Unreachable;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.handler.codec.http2.Http2FrameCodec;
import io.netty.handler.codec.http2.Http2FrameCodecBuilder;
import io.netty.handler.codec.http2.Http2MultiplexHandler;
import io.netty.handler.codec.http2.Http2Settings;
import io.netty.handler.codec.http2.Http2StreamChannel;
import io.netty.handler.codec.http2.Http2StreamChannelBootstrap;
import io.netty.handler.codec.http2.Http2StreamFrameToHttpObjectCodec;
import io.netty.handler.ssl.ApplicationProtocolNames;
import io.netty.handler.ssl.SslHandler;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.TimeUnit;

/// The upstream connections of one lane. The warmest idle connection is taken first; one that has been idle for
/// long
/// is
/// closed, since many providers close theirs after a minute without a word.
final class UpstreamPool extends Watched {
    private static final long IDLE_NANOS = TimeUnit.SECONDS.toNanos(50);
    private static final int HEAD_BYTES_MAX = 64 * 1024;
    private static final int H2_WINDOW = 1024 * 1024;

    private final Lane lane;
    private final Connector connector;
    private final Map<Origin, Host> hosts = new HashMap<>();

    UpstreamPool(Lane lane, Connector connector) {
        this.lane = lane;
        this.connector = connector;
    }

    /// Finds or opens a connection and gives it to the call, or fails the call. On the loop.
    void run(UpstreamCall call) {
        Host host = hosts.computeIfAbsent(call.origin(), Host::new);
        if (host.useStream(call) || host.useIdle(call)) {
            return;
        }
        host.connect(call);
    }

    /// The connection is good for another request.
    void release(Origin origin, Channel channel) {
        Host host = hosts.get(origin);
        if (host == null || !channel.isActive()) {
            channel.close();
            return;
        }
        lane.watch(this);
        host.idle.addLast(new Idle(channel, System.nanoTime()));
    }

    @Override
    protected void tick(long now) {
        for (Host host : hosts.values()) {
            for (Idle oldest = host.idle.peekFirst();
                    oldest != null && now - oldest.since > IDLE_NANOS;
                    oldest = host.idle.peekFirst()) {
                host.idle.removeFirst();
                oldest.channel.close();
            }
        }
    }

    private record Idle(Channel channel, long since) {}

    /// The connections to one origin.
    private final class Host {
        private final Origin origin;
        private final ArrayDeque<Idle> idle = new ArrayDeque<>();
        private final List<Channel> multiplexed = new ArrayList<>(1);
        private final Queue<UpstreamCall> waiting = new ArrayDeque<>();
        private boolean connecting;
        private boolean speaksOnlyHttp1;
        private int open;

        Host(Origin origin) {
            this.origin = origin;
            // Without TLS there is nothing to agree on: HTTP/1.1.
            this.speaksOnlyHttp1 = !origin.tls();
        }

        boolean useStream(UpstreamCall call) {
            for (int i = multiplexed.size() - 1; i >= 0; i--) {
                Channel parent = multiplexed.get(i);
                Http2FrameCodec codec = parent.pipeline().get(Http2FrameCodec.class);
                if (!parent.isActive() || codec == null || codec.connection().goAwayReceived()) {
                    multiplexed.remove(i);
                } else if (codec.connection().local().canOpenStream()) {
                    openStream(parent, call);
                    return true;
                }
            }
            return false;
        }

        boolean useIdle(UpstreamCall call) {
            for (Idle warm = idle.pollLast(); warm != null; warm = idle.pollLast()) {
                if (warm.channel.isActive()) {
                    UpstreamHandler handler = warm.channel.pipeline().get(UpstreamHandler.class);
                    handler.begin(call, true);
                    return true;
                }
            }
            return false;
        }

        /// Until it is known whether the host multiplexes, only one connection is opened and all others wait for
        /// it.
        void connect(UpstreamCall call) {
            if (connecting && !speaksOnlyHttp1) {
                waiting.add(call);
                return;
            }
            if (open >= call.connectionsMax()) {
                call.unreachable("all connections to it are in use");
                return;
            }
            connecting = true;
            open++;
            connector.open(lane.loop(), origin, call.connectPatience(), opened -> opened(call, opened));
        }

        private void opened(UpstreamCall call, Opened opened) {
            switch (opened) {
                case Unreachable(String why) -> failed(call, why);
                case Connected(Channel channel, var tls) -> {
                    channel.closeFuture().addListener(_ -> open--);
                    tls.ifPresentOrElse(t -> shakeHands(call, channel, t), () -> useHttp1(call, channel));
                }
            }
        }

        private void shakeHands(UpstreamCall call, Channel channel, SslHandler tls) {
            tls.handshakeFuture().addListener(shaken -> {
                if (!shaken.isSuccess()) {
                    channel.close();
                    open++; // taken back by failed(); the close listener has counted it already
                    failed(
                            call,
                            "the TLS handshake failed: "
                                    + shaken.cause().getClass().getSimpleName());
                } else if (ApplicationProtocolNames.HTTP_2.equals(tls.applicationProtocol())) {
                    useHttp2(call, channel);
                } else {
                    speaksOnlyHttp1 = true;
                    useHttp1(call, channel);
                }
            });
        }

        private void failed(UpstreamCall call, String why) {
            open--;
            connecting = false;
            call.unreachable(why);
            for (UpstreamCall next = waiting.poll(); next != null; next = waiting.poll()) {
                next.unreachable(why);
            }
        }

        private void useHttp1(UpstreamCall call, Channel channel) {
            connecting = false;
            channel.pipeline().addLast(UpstreamHandler.http1(UpstreamPool.this, origin));
            channel.pipeline().get(UpstreamHandler.class).begin(call, false);
            drain();
        }

        private void useHttp2(UpstreamCall call, Channel channel) {
            connecting = false;
            Http2Settings settings = Http2Settings.defaultSettings()
                    .pushEnabled(false)
                    .initialWindowSize(H2_WINDOW)
                    .maxHeaderListSize(HEAD_BYTES_MAX);
            channel.pipeline()
                    .addLast(Http2FrameCodecBuilder.forClient()
                            .initialSettings(settings)
                            .build())
                    .addLast(new Http2MultiplexHandler(new ChannelInboundHandlerAdapter()));
            multiplexed.add(channel);
            openStream(channel, call);
            drain();
        }

        private void openStream(Channel parent, UpstreamCall call) {
            new Http2StreamChannelBootstrap(parent)
                    .handler(new ChannelInitializer<Http2StreamChannel>() {
                        @Override
                        protected void initChannel(Http2StreamChannel stream) {
                            stream.pipeline()
                                    .addLast(new Http2StreamFrameToHttpObjectCodec(false))
                                    .addLast(UpstreamHandler.stream(origin));
                        }
                    })
                    .open()
                    .addListener((io.netty.util.concurrent.Future<Http2StreamChannel> opened) -> {
                        if (opened.isSuccess()) {
                            opened.getNow()
                                    .pipeline()
                                    .get(UpstreamHandler.class)
                                    .begin(call, false);
                        } else {
                            call.unreachable("it refused a stream");
                        }
                    });
        }

        private void drain() {
            for (UpstreamCall next = waiting.poll(); next != null; next = waiting.poll()) {
                run(next);
            }
        }
    }
}
