package dev.roundhouse.app;

import dev.roundhouse.config.Settings;
import dev.roundhouse.dispatch.Connector;
import dev.roundhouse.dispatch.Lane;
import dev.roundhouse.wire.Listener;
import dev.roundhouse.wire.RawLoops;
import dev.roundhouse.wire.Transport;
import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.resolver.dns.DnsAddressResolverGroup;
import io.netty.resolver.dns.DnsNameResolverBuilder;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.EventExecutor;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.IdentityHashMap;
import java.util.concurrent.TimeUnit;

/// The event loops, one a core, and the lane of each.
final class Loops implements AutoCloseable {
    private static final int DNS_SECONDS_MIN = 1;
    private static final int DNS_SECONDS_MAX = 60;
    private static final int DNS_NEGATIVE_SECONDS = 2;
    private static final long CLOSE_SECONDS = 5;

    private final Transport transport;
    private final MultiThreadIoEventLoopGroup group;
    private final IdentityHashMap<EventExecutor, Lane> lanes = new IdentityHashMap<>();

    private Loops(Transport transport, MultiThreadIoEventLoopGroup group, Connector connector) {
        this.transport = transport;
        this.group = group;
        for (EventExecutor loop : group) {
            lanes.put(loop, new Lane((EventLoop) loop, connector));
        }
    }

    static Loops start() throws IOException {
        Transport transport = Transport.choose(System.getProperty("roundhouse.transport"));
        int count = Integer.getInteger("roundhouse.loops", Runtime.getRuntime().availableProcessors());
        MultiThreadIoEventLoopGroup group =
                new MultiThreadIoEventLoopGroup(count, new DefaultThreadFactory("loop"), transport.handlers());
        // Answers live as long as they say, within bounds: a provider that moves must be followed.
        DnsAddressResolverGroup resolvers = new DnsAddressResolverGroup(new DnsNameResolverBuilder()
                .datagramChannelType(transport.datagramChannel())
                .socketChannelType(transport.clientChannel().asSubclass(io.netty.channel.socket.SocketChannel.class))
                .ttl(DNS_SECONDS_MIN, DNS_SECONDS_MAX)
                .negativeTtl(DNS_NEGATIVE_SECONDS));
        return new Loops(transport, group, new Connector(transport.clientChannel(), resolvers));
    }

    EventLoop any() {
        return group.next();
    }

    RawLoops raw() {
        return RawLoops.shared(group);
    }

    Lane lane(Channel channel) {
        return java.util.Objects.requireNonNull(lanes.get(channel.eventLoop()), "every loop has a lane");
    }

    InetSocketAddress listen(Listener listener, Settings.Listen where) throws IOException {
        InetSocketAddress address = new InetSocketAddress(where.host(), where.port());
        try {
            return listener.open(address, group, group, transport.serverChannel());
        } catch (RuntimeException e) {
            // Netty throws what the system said, a checked exception, past the compiler.
            throw new IOException("listen: " + where + " cannot be bound: " + e.getMessage(), e);
        }
    }

    @Override
    public void close() {
        group.shutdownGracefully(0, CLOSE_SECONDS, TimeUnit.SECONDS)
                .awaitUninterruptibly(2 * CLOSE_SECONDS, TimeUnit.SECONDS);
    }
}
