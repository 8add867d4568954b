package dev.roundhouse.wire;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;

/// Answers as Netty's objects, for HTTP/2: its codec makes frames of them.
final class ObjectFraming implements Framing {
    @Override
    public void whole(Channel channel, Head head, Body body) {
        ByteBuf content = body.sent() ? Unpooled.copiedBuffer(body.bytes(), 0, body.length()) : Unpooled.EMPTY_BUFFER;
        DefaultFullHttpResponse response =
                new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.valueOf(head.status()), content);
        fill(response, head);
        if (!head.contentType().isEmpty()) {
            response.headers().set(HttpHeaderNames.CONTENT_LENGTH, body.length());
        }
        channel.writeAndFlush(response, channel.voidPromise());
    }

    @Override
    public void begin(Channel channel, Head head) {
        HttpResponse response =
                new DefaultHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.valueOf(head.status()));
        fill(response, head);
        channel.write(response, channel.voidPromise());
    }

    @Override
    public void piece(Channel channel, byte[] bytes, int length) {
        ByteBuf content = channel.alloc().buffer(length).writeBytes(bytes, 0, length);
        channel.write(new DefaultHttpContent(content), channel.voidPromise());
    }

    @Override
    public void end(Channel channel) {
        channel.writeAndFlush(LastHttpContent.EMPTY_LAST_CONTENT, channel.voidPromise());
    }

    private static void fill(HttpResponse response, Head head) {
        HttpHeaders headers = response.headers();
        if (!head.contentType().isEmpty()) {
            headers.set(HttpHeaderNames.CONTENT_TYPE, head.contentType());
        }
        head.headers().forEach(headers::set);
    }
}
