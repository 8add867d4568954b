package dev.roundhouse.wire;

import dev.roundhouse.dispatch.Lane;
import dev.roundhouse.dispatch.Watched;
import dev.roundhouse.exchange.ErrorType;
import dev.roundhouse.exchange.Failure;
import dev.roundhouse.exchange.Failure.CallerFault;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.TooLongFrameException;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.util.ReferenceCountUtil;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/// One client connection of HTTP/1.1, or one stream of HTTP/2: gathers requests whole, one at a time, and answers them
/// in order. It goes on reading while a request is being answered, so that a hang-up is noticed at once; what a client
/// sends ahead waits.
final class FrontHandler extends ChannelDuplexHandler implements Front {
    private static final Framing OBJECTS = new ObjectFraming();
    private static final Framing CHUNKED = new Http1Framing(true);
    private static final Framing UNCHUNKED = new Http1Framing(false);
    private static final byte[] GO_ON = "HTTP/1.1 100 Continue\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
    // What a body must make on average once its first seconds have passed.
    private static final int BODY_BYTES_PER_SECOND_MIN = 1_024;
    private static final int FIRST_BODY_BYTES = 1024 * 1024;

    private final HttpServer server;
    private final Lane lane;
    private final boolean stream;
    private final ArrayDeque<Object> ahead = new ArrayDeque<>(0);
    private final Watch watch = new Watch();

    @Nullable
    private ChannelHandlerContext context;

    @Nullable
    private HttpRequest head;

    @Nullable
    private HttpAnswer answer;

    private byte[] body = new byte[0];
    private int bodyLength;
    private boolean refused;
    private boolean closing;
    private long since = System.nanoTime();

    /// @param stream whether this is a stream of HTTP/2, which serves one request only
    FrontHandler(HttpServer server, Lane lane, boolean stream) {
        this.server = server;
        this.lane = lane;
        this.stream = stream;
    }

    @Override
    public Lane lane() {
        return lane;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        context = ctx;
        lane.watch(watch);
        closing = server.draining();
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext ctx) {
        lane.forget(watch);
        ahead.forEach(ReferenceCountUtil::release);
        ahead.clear();
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        if (answer != null) {
            ahead.add(message);
            ctx.channel().config().setAutoRead(false);
            return;
        }
        take(ctx, message);
    }

    private void take(ChannelHandlerContext ctx, Object message) {
        try {
            if (message instanceof HttpRequest request) {
                begin(ctx, request);
            }
            if (message instanceof HttpContent content && head != null) {
                gather(ctx, content);
            }
        } finally {
            ReferenceCountUtil.release(message);
        }
    }

    private void begin(ChannelHandlerContext ctx, HttpRequest request) {
        head = request;
        bodyLength = 0;
        refused = false;
        since = System.nanoTime();
        CallerFault fault = Heads.fault(request, server.limits());
        if (fault != null) {
            refuse(fault, request.decoderResult().isFailure());
            return;
        }
        long declared = HttpUtil.getContentLength(request, -1L);
        if (declared > server.limits().bodyBytesMax()) {
            refuse(tooLarge(), !HttpUtil.is100ContinueExpected(request));
            return;
        }
        if (HttpUtil.is100ContinueExpected(request)) {
            goOn(ctx);
        }
        // A declared length is only a promise: more than a megabyte is believed as it comes.
        body = declared <= 0 ? new byte[0] : new byte[(int) Math.min(declared, FIRST_BODY_BYTES)];
    }

    private void goOn(ChannelHandlerContext ctx) {
        if (stream) {
            ctx.writeAndFlush(new DefaultFullHttpResponse(
                    HttpVersion.HTTP_1_1, HttpResponseStatus.CONTINUE, Unpooled.EMPTY_BUFFER));
        } else {
            ctx.writeAndFlush(Unpooled.wrappedBuffer(GO_ON));
        }
    }

    private void gather(ChannelHandlerContext ctx, HttpContent content) {
        if (content.decoderResult().isFailure() && !refused) {
            refuse(new CallerFault(ErrorType.INVALID_REQUEST, "body: its framing is broken", "body"), true);
            return;
        }
        ByteBuf piece = content.content();
        int more = piece.readableBytes();
        if (!refused && more > 0) {
            if (bodyLength + (long) more > server.limits().bodyBytesMax()) {
                refuse(tooLarge(), true);
                return;
            }
            if (bodyLength + more > body.length) {
                body = java.util.Arrays.copyOf(body, (int)
                        Math.min(server.limits().bodyBytesMax(), Math.max(bodyLength + more, body.length * 2L)));
            }
            piece.readBytes(body, bodyLength, more);
            bodyLength += more;
        }
        if (content instanceof LastHttpContent) {
            HttpRequest whole = head;
            head = null;
            if (!refused && whole != null) {
                dispatch(ctx, whole);
            }
        }
    }

    private void dispatch(ChannelHandlerContext ctx, HttpRequest request) {
        HttpAnswer to = newAnswer(ctx.channel(), request);
        byte[] bytes = bodyLength == body.length ? body : java.util.Arrays.copyOf(body, bodyLength);
        body = new byte[0];
        server.serve(request, bytes, to);
    }

    private HttpAnswer newAnswer(Channel channel, HttpRequest request) {
        boolean http10 = request.protocolVersion().compareTo(HttpVersion.HTTP_1_1) < 0;
        closing |= !HttpUtil.isKeepAlive(request);
        Framing framing = stream ? OBJECTS : http10 ? UNCHUNKED : CHUNKED;
        HttpAnswer.Asked asked = new HttpAnswer.Asked(framing, http10, HttpMethod.HEAD.equals(request.method()));
        HttpAnswer made = new HttpAnswer(this, channel, asked);
        answer = made;
        return made;
    }

    private CallerFault tooLarge() {
        return new CallerFault(
                ErrorType.PAYLOAD_TOO_LARGE,
                "body: too large (expected: at most " + server.limits().bodyBytesMax() + " bytes)",
                "body");
    }

    /// Answers without reading on; `close` where the rest of the request cannot be told from the next one.
    private void refuse(Failure failure, boolean close) {
        HttpRequest request = head;
        refused = true;
        closing |= close;
        if (context == null || request == null) {
            return;
        }
        server.refuse(request, failure, newAnswer(context.channel(), request));
    }

    @Override
    public boolean closing() {
        return closing && !stream;
    }

    @Override
    public void closeAfterThis() {
        closing = true;
    }

    @Override
    public void answered(HttpAnswer done) {
        answer = null;
        since = System.nanoTime();
        ChannelHandlerContext ctx = context;
        if (ctx == null) {
            return;
        }
        if (closing && !stream) {
            if (refused && head != null) {
                lingeringClose(ctx);
            } else {
                // Behind the answer's own bytes in the same queue.
                ctx.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(_ -> ctx.close());
            }
            return;
        }
        if (!ahead.isEmpty()) {
            ctx.channel().config().setAutoRead(true);
            while (answer == null && !ahead.isEmpty()) {
                take(ctx, ahead.poll());
            }
        }
    }

    /// Closing with unread bytes in the socket would reset it, and the client would never read why.
    private void lingeringClose(ChannelHandlerContext ctx) {
        ctx.writeAndFlush(Unpooled.EMPTY_BUFFER);
        if (ctx.channel() instanceof io.netty.channel.socket.DuplexChannel duplex) {
            duplex.shutdownOutput();
        }
    }

    /// No further request after the present one: the server is closing.
    void drain() {
        closing = true;
        ChannelHandlerContext ctx = context;
        if (answer == null && head == null && ctx != null && !stream) {
            ctx.close();
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        if (answer != null) {
            answer.clientGone();
        }
        ctx.fireChannelInactive();
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
        if (answer != null) {
            answer.writabilityChanged();
        }
        ctx.fireChannelWritabilityChanged();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        if (cause instanceof TooLongHttpHeaderException || cause instanceof TooLongFrameException) {
            closing = true;
        }
        ctx.close();
    }

    /// The deadlines of a connection: the head, the body's pace, idleness, a client that does not read.
    private final class Watch extends Watched {
        private long partialSince;

        @Override
        protected void tick(long now) {
            ChannelHandlerContext ctx = context;
            if (ctx == null) {
                return;
            }
            ListenerLimits limits = server.limits();
            long waited = now - since;
            if (answer != null) {
                answer.tick(now, limits);
            } else if (refused && closing && waited > limits.headerTimeout().toNanos()) {
                ctx.close();
            } else if (head != null && !refused && tooSlow(waited, limits)) {
                closing = true;
                refuse(new CallerFault(ErrorType.REQUEST_TIMEOUT, "body: it came too slowly", "body"), true);
            } else if (head == null && (waited > limits.idleTimeout().toNanos() || headTooSlow(ctx, now, limits))) {
                ctx.close();
            }
        }

        private boolean headTooSlow(ChannelHandlerContext ctx, long now, ListenerLimits limits) {
            StrictRequestDecoder decoder = ctx.pipeline().get(StrictRequestDecoder.class);
            if (decoder == null || !decoder.partial()) {
                partialSince = 0;
                return false;
            }
            if (partialSince == 0) {
                partialSince = now;
            }
            return now - partialSince > limits.headerTimeout().toNanos();
        }

        private boolean tooSlow(long waited, ListenerLimits limits) {
            long patience = limits.bodyTimeout().toNanos();
            return waited > patience && bodyLength < waited / 1e9 * BODY_BYTES_PER_SECOND_MIN;
        }
    }
}
