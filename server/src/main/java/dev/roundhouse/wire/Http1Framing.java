package dev.roundhouse.wire;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/// Answers of HTTP/1.1, written as the bytes they are: through Netty's objects they would cost a quarter of a
/// small
/// request, and ours is a handful of lines.
final class Http1Framing implements Framing {
    private static final byte[] CRLF = ascii("\r\n");
    private static final byte[] LAST_CHUNK = ascii("0\r\n\r\n");
    private static final byte[] CONTENT_TYPE = ascii("content-type: ");
    private static final byte[] CONTENT_LENGTH = ascii("content-length: ");
    private static final byte[] CHUNKED = ascii("transfer-encoding: chunked\r\n");
    private static final byte[] CLOSE = ascii("connection: close\r\n");
    private static final byte[] OK = ascii("HTTP/1.1 200 OK\r\n");
    private static final int HEAD_BYTES = 320;
    private static final int CHUNK_FRAME_BYTES = 12;

    private final boolean chunks;

    /// @param chunks false for a client of HTTP/1.0, whose answers end with the connection where no length is
    ///   known
    Http1Framing(boolean chunks) {
        this.chunks = chunks;
    }

    @Override
    public void whole(Channel channel, Head head, Body body) {
        boolean copied = body.length() <= COPIED_BYTES_MAX;
        ByteBuf out = channel.alloc().directBuffer(HEAD_BYTES + (copied && body.sent() ? body.length() : 0));
        start(out, head);
        if (!head.contentType().isEmpty()) {
            out.writeBytes(CONTENT_LENGTH);
            number(out, body.length());
            out.writeBytes(CRLF);
        }
        out.writeBytes(CRLF);
        if (!body.sent()) {
            channel.writeAndFlush(out, channel.voidPromise());
        } else if (copied) {
            channel.writeAndFlush(out.writeBytes(body.bytes(), 0, body.length()), channel.voidPromise());
        } else {
            channel.write(out, channel.voidPromise());
            channel.writeAndFlush(Unpooled.wrappedBuffer(body.bytes(), 0, body.length()), channel.voidPromise());
        }
    }

    @Override
    public void begin(Channel channel, Head head) {
        ByteBuf out = channel.alloc().directBuffer(HEAD_BYTES);
        start(out, head);
        if (chunks) {
            out.writeBytes(CHUNKED);
        }
        channel.write(out.writeBytes(CRLF), channel.voidPromise());
    }

    @Override
    public void piece(Channel channel, byte[] bytes, int length) {
        ByteBuf out = channel.alloc().directBuffer(length + CHUNK_FRAME_BYTES);
        if (chunks) {
            ByteBufUtil.writeAscii(out, Integer.toHexString(length));
            out.writeBytes(CRLF).writeBytes(bytes, 0, length).writeBytes(CRLF);
        } else {
            out.writeBytes(bytes, 0, length);
        }
        channel.write(out, channel.voidPromise());
    }

    @Override
    public void end(Channel channel) {
        channel.writeAndFlush(
                chunks ? Unpooled.wrappedBuffer(LAST_CHUNK) : Unpooled.EMPTY_BUFFER, channel.voidPromise());
    }

    private static void start(ByteBuf out, Head head) {
        if (head.status() == HttpResponseStatus.OK.code()) {
            out.writeBytes(OK);
        } else {
            HttpResponseStatus status = HttpResponseStatus.valueOf(head.status());
            ByteBufUtil.writeAscii(out, "HTTP/1.1 " + status.code() + " " + status.reasonPhrase() + "\r\n");
        }
        if (!head.contentType().isEmpty()) {
            out.writeBytes(CONTENT_TYPE);
            ByteBufUtil.writeAscii(out, head.contentType());
            out.writeBytes(CRLF);
        }
        for (Map.Entry<String, String> header : head.headers().entrySet()) {
            ByteBufUtil.writeAscii(out, header.getKey());
            out.writeByte(':').writeByte(' ');
            ByteBufUtil.writeAscii(out, line(header.getValue()));
            out.writeBytes(CRLF);
        }
        if (head.close()) {
            out.writeBytes(CLOSE);
        }
    }

    /// A value that would end its own line is cut there. None of ours does; none ever shall.
    private static String line(String value) {
        for (int i = 0; i < value.length(); i++) {
            if (value.charAt(i) == '\r' || value.charAt(i) == '\n') {
                return value.substring(0, i);
            }
        }
        return value;
    }

    private static void number(ByteBuf out, int value) {
        ByteBufUtil.writeAscii(out, Integer.toString(value));
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
