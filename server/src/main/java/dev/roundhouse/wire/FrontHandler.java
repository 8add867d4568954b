package dev.roundhouse.wire;

import dev.roundhouse.dispatch.Http1Reader;
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
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// One client connection of HTTP/1.1, or one stream of HTTP/2: gathers requests whole, one at a time, and answers
/// them
/// in order. It goes on reading while a request is being answered, so that a hang-up is noticed at once; what a
/// client
/// sends ahead waits.
final class FrontHandler extends ChannelDuplexHandler implements Front {
    private static final Framing OBJECTS = new ObjectFraming();
    private static final Framing CHUNKED = new Http1Framing(true);
    private static final Framing UNCHUNKED = new Http1Framing(false);
    private static final byte[] GO_ON = "HTTP/1.1 100 Continue\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
    // What a body must make on average once its first seconds have passed.
    private static final int BODY_BYTES_PER_SECOND_MIN = 1_024;
    private static final byte[] NOTHING = {};
    private static final int FIRST_BODY_BYTES = 1024 * 1024;

    private final HttpServer server;
    private final Lane lane;
    private final boolean stream;
    private final ArrayDeque<Object> ahead = new ArrayDeque<>(0);
    private final Watch watch = new Watch();

    @Nullable
    private ChannelHandlerContext context;

    @Nullable
    private final Http1Reader reader;

    @Nullable
    private RequestHead head;

    @Nullable
    private HttpAnswer answer;

    private byte[] body = NOTHING;
    private int bodyLength;
    private boolean refused;
    private boolean closing;
    private long since = System.nanoTime();

    private FrontHandler(HttpServer server, Lane lane, @Nullable Http1Reader reader) {
        this.server = server;
        this.lane = lane;
        this.stream = reader == null;
        this.reader = reader;
    }

    /// For a connection of HTTP/1.1, which is read as bytes.
    static FrontHandler http1(HttpServer server, Lane lane) {
        ListenerLimits limits = server.limits();
        return new FrontHandler(
                server,
                lane,
                Http1Reader.ofRequests(
                        new Http1Reader.Limits(limits.urlBytesMax(), limits.headerBytesMax(), limits.headersMax())));
    }

    /// For a stream of HTTP/2, which is read as Netty's objects, and serves one request only.
    static FrontHandler stream(HttpServer server, Lane lane) {
        return new FrontHandler(server, lane, null);
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
        if (refused && closing && !stream) {
            ReferenceCountUtil.release(message); // nothing behind what was refused is looked at
        } else if (answer != null) {
            ahead.add(message);
            ctx.channel().config().setAutoRead(false);
        } else {
            take(ctx, message);
        }
    }

    private void take(ChannelHandlerContext ctx, Object message) {
        boolean kept = false;
        try {
            if (message instanceof ByteBuf bytes && reader != null) {
                read(ctx, reader, bytes);
                kept = bytes.isReadable() && !refused;
                if (kept) {
                    ahead.addFirst(bytes);
                    ctx.channel().config().setAutoRead(false);
                }
            }
            if (message instanceof HttpRequest request) {
                begin(ctx, new RequestHead.Http2(request), Heads.fault(request, server.limits()));
            }
            if (message instanceof HttpContent content && head != null) {
                gather(ctx, content);
            }
        } finally {
            if (!kept) {
                ReferenceCountUtil.release(message);
            }
        }
    }

    // Up to the end of a request, or of the bytes.
    private void read(ChannelHandlerContext ctx, Http1Reader from, ByteBuf in) {
        while (answer == null) {
            switch (from.next(in)) {
                case MORE -> {
                    return;
                }
                case HEAD -> begin(ctx, new RequestHead.Http1(from.head()), null);
                case PIECE -> gather(in, from.piece());
                case END -> whole(ctx);
                case BROKEN -> {
                    head = new RequestHead.Http1(from.head());
                    refuse(Heads.fault(from, server.limits()), true);
                }
            }
        }
    }

    private void begin(ChannelHandlerContext ctx, RequestHead request, @Nullable CallerFault fault) {
        head = request;
        bodyLength = 0;
        refused = false;
        since = System.nanoTime();
        if (fault != null) {
            refuse(fault, false);
            return;
        }
        long declared = request.contentLength();
        if (declared > server.limits().bodyBytesMax()) {
            refuse(tooLarge(), true);
            return;
        }
        if (request.waits()) {
            goOn(ctx);
        }
        // A declared length is only a promise: more than a megabyte is believed as it comes.
        body = declared <= 0 ? NOTHING : new byte[(int) Math.min(declared, FIRST_BODY_BYTES)];
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
        if (!refused && content.decoderResult().isFailure()) {
            refuse(new CallerFault(ErrorType.INVALID_REQUEST, "body: its framing is broken", "body"), true);
            return;
        }
        gather(content.content(), content.content().readableBytes());
        if (content instanceof LastHttpContent) {
            whole(ctx);
        }
    }

    private void gather(ByteBuf piece, int more) {
        if (refused || more == 0) {
            return;
        }
        if (bodyLength + (long) more > server.limits().bodyBytesMax()) {
            refuse(tooLarge(), true);
            return;
        }
        if (bodyLength + more > body.length) {
            body = Arrays.copyOf(body, (int)
                    Math.min(server.limits().bodyBytesMax(), Math.max(bodyLength + more, body.length * 2L)));
        }
        piece.readBytes(body, bodyLength, more);
        bodyLength += more;
    }

    private void whole(ChannelHandlerContext ctx) {
        RequestHead request = head;
        head = null;
        if (!refused && request != null) {
            HttpAnswer to = newAnswer(ctx.channel(), request);
            byte[] bytes = bodyLength == body.length ? body : Arrays.copyOf(body, bodyLength);
            body = NOTHING;
            server.serve(request, bytes, to);
        }
    }

    private HttpAnswer newAnswer(Channel channel, RequestHead request) {
        closing |= !request.keepsAlive();
        Framing framing = stream ? OBJECTS : request.isHttp10() ? UNCHUNKED : CHUNKED;
        HttpAnswer.Asked asked = new HttpAnswer.Asked(
                framing, request.isHttp10(), request.method().equals("HEAD"));
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
        RequestHead request = head;
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
        ahead.forEach(ReferenceCountUtil::release);
        ahead.clear();
        ctx.channel().config().setAutoRead(true); // what still comes is thrown away
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
            } else if (head == null && (waited > limits.idleTimeout().toNanos() || headTooSlow(now, limits))) {
                ctx.close();
            }
        }

        private boolean headTooSlow(long now, ListenerLimits limits) {
            if (reader == null || !reader.partial()) {
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
