package dev.roundhouse.dispatch;

import dev.roundhouse.catalog.Endpoint;
import dev.roundhouse.catalog.Timeouts;
import dev.roundhouse.dialect.UpstreamDialect;
import dev.roundhouse.exchange.Failure.UpstreamFault;
import dev.roundhouse.exchange.OutboundBody;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.EmptyHttpHeaders;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpVersion;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/// One request as it goes to an endpoint.
///
/// @param target where it goes, and with which headers
/// @param dialect reads its refusals
/// @param body what is sent
/// @param more headers of this request alone, names in lower case
record UpstreamRequest(Target target, UpstreamDialect dialect, OutboundBody body, Map<String, String> more) {
    private static final byte[] END_OF_HEAD = {'\r', '\n', '\r', '\n'};
    private static final int LENGTH_BYTES = 24;
    private static final int PIECE_BYTES = 64 * 1024;

    Origin origin() {
        return target.origin();
    }

    Timeouts timeouts() {
        return endpoint().provider().timeouts();
    }

    int connectionsMax() {
        return endpoint().provider().limits().connections();
    }

    String providerName() {
        return endpoint().provider().name();
    }

    UpstreamFault refusal(int status, byte[] answer, long retryAfterSeconds) {
        return dialect.refusal(endpoint(), status, answer, retryAfterSeconds);
    }

    /// Writes it to a connection of HTTP/1.1 as the bytes it is: the head is the same each time but for the
    /// length. On
    /// the channel's loop.
    void writeBytes(Channel channel) {
        ByteBuf out = head(channel);
        for (OutboundBody.Slice slice : body.slices()) {
            int at = slice.from();
            while (at < slice.to()) {
                if (!out.isWritable()) {
                    // Sent while it is in the processor's cache; the next one mostly takes the same memory.
                    channel.writeAndFlush(out, channel.voidPromise());
                    out = channel.alloc().directBuffer(PIECE_BYTES);
                }
                int length = Math.min(out.writableBytes(), slice.to() - at);
                out.writeBytes(slice.bytes(), at, length);
                at += length;
            }
        }
        channel.writeAndFlush(out, channel.voidPromise());
    }

    // With room for the body, or a first piece of it.
    private ByteBuf head(Channel channel) {
        byte[] head = target.head();
        long length = head.length + LENGTH_BYTES + body.length();
        ByteBuf out = channel.alloc().directBuffer((int) Math.min(length, PIECE_BYTES));
        out.writeBytes(head);
        ByteBufUtil.writeAscii(out, Long.toString(body.length()));
        more.forEach((name, value) -> out.writeCharSequence("\r\n" + name + ": " + value, StandardCharsets.US_ASCII));
        return out.writeBytes(END_OF_HEAD);
    }

    /// Writes it to a stream of HTTP/2. On the channel's loop.
    void writeObjects(Channel channel) {
        HttpHeaders headers = target.headers(body.length());
        more.forEach(headers::set);
        DefaultFullHttpRequest request = new DefaultFullHttpRequest(
                HttpVersion.HTTP_1_1, HttpMethod.POST, target.uri(), content(), headers, EmptyHttpHeaders.INSTANCE);
        channel.writeAndFlush(request, channel.voidPromise());
    }

    private Endpoint endpoint() {
        return target.endpoint();
    }

    private ByteBuf content() {
        List<OutboundBody.Slice> slices = body.slices();
        if (slices.size() == 1) {
            return wrap(slices.getFirst());
        }
        ByteBuf[] parts = new ByteBuf[slices.size()];
        for (int i = 0; i < parts.length; i++) {
            parts[i] = wrap(slices.get(i));
        }
        return Unpooled.wrappedBuffer(parts.length, parts);
    }

    private static ByteBuf wrap(OutboundBody.Slice slice) {
        return Unpooled.wrappedBuffer(slice.bytes(), slice.from(), slice.length());
    }
}
