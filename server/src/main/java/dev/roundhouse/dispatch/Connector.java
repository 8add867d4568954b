package dev.roundhouse.dispatch;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.codec.http2.Http2SecurityUtil;
import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.ApplicationProtocolConfig.Protocol;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectedListenerFailureBehavior;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectorFailureBehavior;
import io.netty.handler.ssl.ApplicationProtocolNames;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslProvider;
import io.netty.handler.ssl.SupportedCipherSuiteFilter;
import io.netty.resolver.AddressResolverGroup;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import org.jspecify.annotations.Nullable;

/// Opens upstream connections: resolves the name afresh (within the answer's own time to live), refuses addresses
/// that
/// are not allowed, connects to the very address that was checked, and verifies the certificate against the name.
public final class Connector {
    private final Class<? extends Channel> channelType;
    private final AddressResolverGroup<InetSocketAddress> resolvers;
    private final SslContext ssl;

    /// @param channelType the transport's client channel
    /// @param resolvers DNS
    /// @throws SSLException when the JDK has no usable TLS
    public Connector(Class<? extends Channel> channelType, AddressResolverGroup<InetSocketAddress> resolvers)
            throws SSLException {
        this.channelType = channelType;
        this.resolvers = resolvers;
        this.ssl = SslContextBuilder.forClient()
                .sslProvider(SslProvider.JDK)
                .protocols("TLSv1.3", "TLSv1.2")
                .ciphers(Http2SecurityUtil.CIPHERS, SupportedCipherSuiteFilter.INSTANCE)
                .applicationProtocolConfig(new ApplicationProtocolConfig(
                        Protocol.ALPN,
                        SelectorFailureBehavior.NO_ADVERTISE,
                        SelectedListenerFailureBehavior.ACCEPT,
                        ApplicationProtocolNames.HTTP_2,
                        ApplicationProtocolNames.HTTP_1_1))
                .build();
    }

    /// What became of opening a connection.
    sealed interface Opened {}

    /// It stands. With TLS the handshake is still to come.
    record Connected(Channel channel, Optional<SslHandler> tls) implements Opened {}

    /// It does not, and why, safe to show.
    record Unreachable(String why) implements Opened {}

    void open(EventLoop loop, Origin origin, Duration patience, Consumer<Opened> done) {
        var resolver = resolvers.getResolver(loop);
        resolver.resolveAll(InetSocketAddress.createUnresolved(origin.host(), origin.port()))
                .addListener((io.netty.util.concurrent.Future<List<InetSocketAddress>> found) -> {
                    if (!found.isSuccess()) {
                        boolean unknown = found.cause() instanceof UnknownHostException;
                        done.accept(new Unreachable(
                                unknown ? "its host name is unknown" : "its host name did not resolve"));
                        return;
                    }
                    List<InetSocketAddress> allowed = found.getNow().stream()
                            .filter(a -> origin.privateAllowed() || isPublic(a.getAddress()))
                            .toList();
                    if (allowed.isEmpty()) {
                        done.accept(new Unreachable(
                                "its address lies in a private network (allow_private_network is off)"));
                        return;
                    }
                    tryEach(loop, origin, patience, allowed, done);
                });
    }

    private static boolean isPublic(@Nullable InetAddress address) {
        return address != null && Addresses.isPublic(address);
    }

    private void tryEach(
            EventLoop loop,
            Origin origin,
            Duration patience,
            List<InetSocketAddress> addresses,
            Consumer<Opened> done) {
        Bootstrap bootstrap = new Bootstrap()
                .group(loop)
                .channel(channelType)
                .option(ChannelOption.TCP_NODELAY, true)
                .option(ChannelOption.SO_KEEPALIVE, true)
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, (int) patience.toMillis())
                .handler(new ChannelInitializer<SocketChannel>() {
                    @Override
                    protected void initChannel(SocketChannel channel) {
                        if (origin.tls()) {
                            channel.pipeline().addLast("tls", tls(channel, origin, patience));
                        }
                    }
                });
        bootstrap.connect(addresses.getFirst()).addListener((io.netty.channel.ChannelFuture connected) -> {
            if (connected.isSuccess()) {
                done.accept(new Connected(
                        connected.channel(),
                        Optional.ofNullable(connected.channel().pipeline().get(SslHandler.class))));
            } else if (addresses.size() > 1) {
                tryEach(loop, origin, patience, addresses.subList(1, addresses.size()), done);
            } else {
                done.accept(new Unreachable("it could not be connected to"));
            }
        });
    }

    private SslHandler tls(Channel channel, Origin origin, Duration patience) {
        SslHandler handler = ssl.newHandler(channel.alloc(), origin.host(), origin.port());
        SSLParameters parameters = handler.engine().getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        handler.engine().setSSLParameters(parameters);
        handler.setHandshakeTimeout(patience.toMillis(), TimeUnit.MILLISECONDS);
        return handler;
    }
}
