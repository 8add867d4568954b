package dev.roundhouse.wire;

import dev.roundhouse.wire.RawRequest.Connection;
import dev.roundhouse.wire.RawRequest.Header;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/// One connection of a [RawListener]: gathers requests, and runs the handler for one after the other. All fields
/// are
/// the event loop's.
final class RawConnection extends SimpleChannelInboundHandler<HttpObject> {
    /// Reading goes on during an answer, since only reading tells of a hang-up; a client that pipelines more than
    /// this
    /// is held back.
    private static final int WAITING_MAX = 16;

    private final int bodyBytesMax;
    private final RawListener.Handler handler;
    private final Executor stories;
    private final CountDownLatch gone = new CountDownLatch(1);
    private final Deque<RawRequest> waiting = new ArrayDeque<>();
    private @Nullable HttpRequest head;
    private ByteArrayOutputStream body = new ByteArrayOutputStream();
    private boolean busy;
    private boolean refusing;

    RawConnection(int bodyBytesMax, RawListener.Handler handler, Executor stories) {
        this.bodyBytesMax = bodyBytesMax;
        this.handler = handler;
        this.stories = stories;
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        gone.countDown();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        // A reset by the client, or a write that came too late: either way the connection is over, and `gone`
        // tells
        // the handler.
        var _ = context.close();
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, HttpObject part) {
        if (refusing) {
            return;
        }
        if (part.decoderResult().isFailure()) {
            refuse(context, "400 Bad Request");
            return;
        }
        if (part instanceof HttpRequest request) {
            begin(context, request);
        }
        if (part instanceof HttpContent content) {
            gather(context, content);
        }
    }

    private void begin(ChannelHandlerContext context, HttpRequest request) {
        head = request;
        body = new ByteArrayOutputStream();
        if (HttpUtil.is100ContinueExpected(request)) {
            var _ = context.writeAndFlush(ascii("HTTP/1.1 100 Continue\r\n\r\n"));
        }
    }

    private void gather(ChannelHandlerContext context, HttpContent content) {
        ByteBuf bytes = content.content();
        if (body.size() + bytes.readableBytes() > bodyBytesMax) {
            refuse(context, "413 Content Too Large");
            return;
        }
        try {
            bytes.readBytes(body, bytes.readableBytes());
        } catch (IOException e) {
            throw new AssertionError("memory does not fail", e);
        }
        if (content instanceof LastHttpContent && head != null) {
            waiting.add(request(head, body.toByteArray()));
            head = null;
            next(context.channel());
        }
    }

    private void next(Channel channel) {
        channel.config().setAutoRead(waiting.size() < WAITING_MAX);
        if (busy) {
            return;
        }
        RawRequest request = waiting.poll();
        if (request == null || !channel.isActive()) {
            return;
        }
        busy = true;
        try {
            stories.execute(() -> answer(channel, request));
        } catch (RejectedExecutionException e) {
            var _ = channel.close(); // the listener is closing
        }
    }

    /// Runs on the request's own thread.
    private void answer(Channel channel, RawRequest request) {
        boolean kept = false;
        try {
            handler.handle(request, new RawExchange(channel, gone));
            kept = request.connection() == Connection.KEPT;
        } catch (IOException | InterruptedException e) {
            // The client or the listener is gone; closing below is all that is left to do.
            kept = false;
        } finally {
            afterwards(channel, kept);
        }
    }

    private void afterwards(Channel channel, boolean kept) {
        try {
            channel.eventLoop().execute(() -> {
                busy = false;
                if (kept) {
                    next(channel);
                    return;
                }
                var _ = channel.close();
            });
        } catch (RejectedExecutionException e) {
            gone.countDown(); // the loop ended first and took the connection with it
        }
    }

    private void refuse(ChannelHandlerContext context, String status) {
        refusing = true;
        var _ = context.writeAndFlush(
                        ascii("HTTP/1.1 " + status + "\r\nconnection: close\r\ncontent-length: 0\r\n\r\n"))
                .addListener(ChannelFutureListener.CLOSE);
    }

    private static RawRequest request(HttpRequest head, byte[] body) {
        List<Header> headers = head.headers().entries().stream()
                .map(entry -> new Header(entry.getKey(), entry.getValue()))
                .toList();
        return new RawRequest(head.method().name(), head.uri(), headers, connection(head), body);
    }

    private static Connection connection(HttpRequest head) {
        if (head.protocolVersion().compareTo(HttpVersion.HTTP_1_1) < 0) {
            return Connection.ENDS_THE_ANSWER;
        }
        return HttpUtil.isKeepAlive(head) ? Connection.KEPT : Connection.CLOSED;
    }

    private static ByteBuf ascii(String text) {
        return Unpooled.wrappedBuffer(text.getBytes(StandardCharsets.US_ASCII));
    }
}
