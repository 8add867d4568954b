package dev.roundhouse.dispatch;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import org.jspecify.annotations.Nullable;

/// Joins one HTTP/1.1 connection, or one HTTP/2 stream, to the call that uses it. Releases all that it reads.
final class UpstreamHandler extends ChannelInboundHandlerAdapter {
    private static final int STATUS_OK = 200;
    private static final int HEADERS_MAX = 1_000;
    private static final int HEAD_BYTES_MAX = 64 * 1024;
    private static final Http1Reader.Limits LIMITS =
            new Http1Reader.Limits(HEAD_BYTES_MAX, HEAD_BYTES_MAX, HEADERS_MAX);

    @Nullable
    private final UpstreamPool pool;

    @Nullable
    private final Http1Reader reader;

    private final Origin origin;

    @Nullable
    private UpstreamCall call;

    @Nullable
    private Channel channel;

    private boolean reused;
    private boolean headSeen;
    private boolean informational;
    private boolean keepAlive;

    private UpstreamHandler(@Nullable UpstreamPool pool, Origin origin, @Nullable Http1Reader reader) {
        this.pool = pool;
        this.origin = origin;
        this.reader = reader;
    }

    /// For a connection of HTTP/1.1, which is read as bytes.
    ///
    /// @param pool takes the connection back after a call
    static UpstreamHandler http1(UpstreamPool pool, Origin origin) {
        return new UpstreamHandler(pool, origin, Http1Reader.ofAnswers(LIMITS));
    }

    /// For a stream of HTTP/2, which is read as Netty's objects, and serves one call only.
    static UpstreamHandler stream(Origin origin) {
        return new UpstreamHandler(null, origin, null);
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        channel = ctx.channel();
    }

    void begin(UpstreamCall next, boolean onReused) {
        call = next;
        reused = onReused;
        headSeen = false;
        keepAlive = false;
        next.begin(java.util.Objects.requireNonNull(channel), pool == null);
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        try {
            if (call == null) {
                ctx.close(); // an answer nobody asked for: the connection is out of step
                return;
            }
            if (message instanceof ByteBuf bytes && reader != null) {
                read(ctx, reader, bytes);
            }
            if (message instanceof HttpResponse head) {
                head(ctx, head);
            }
            if (message instanceof HttpContent content) {
                content(ctx, content);
            }
        } finally {
            ReferenceCountUtil.release(message);
        }
    }

    private void read(ChannelHandlerContext ctx, Http1Reader from, ByteBuf in) {
        while (call != null) {
            switch (from.next(in)) {
                case MORE -> {
                    return;
                }
                case HEAD -> head(from.head());
                case PIECE -> piece(in, from.piece());
                case END -> {
                    if (!informational) {
                        keepAlive &= !in.isReadable(); // more than was asked for: the connection is out of step
                        over(ctx);
                        return;
                    }
                }
                case BROKEN -> broken(ctx, headSeen ? "its answer's framing is broken" : "its answer is not HTTP");
            }
        }
    }

    private void head(Http1Head from) {
        informational = from.status() < STATUS_OK;
        if (!informational && call != null) {
            headSeen = true;
            keepAlive = from.keepsAlive();
            call.head(from.status(), from.header("retry-after"), from.header("content-encoding"));
        }
    }

    // A window on the buffer, and not a slice: nobody keeps it.
    private void piece(ByteBuf in, int length) {
        int to = in.readerIndex() + length;
        int end = in.writerIndex();
        in.writerIndex(to);
        if (call != null) {
            call.data(in);
        }
        in.writerIndex(end).readerIndex(to);
    }

    private void head(ChannelHandlerContext ctx, HttpResponse head) {
        if (head.decoderResult().isFailure()) {
            broken(ctx, "its answer is not HTTP");
            return;
        }
        informational = head.status().codeClass() == HttpStatusClass.INFORMATIONAL;
        if (informational || call == null) {
            return;
        }
        headSeen = true;
        HttpHeaders headers = head.headers();
        call.head(
                head.status().code(),
                headers.get(HttpHeaderNames.RETRY_AFTER),
                headers.get(HttpHeaderNames.CONTENT_ENCODING));
    }

    private void content(ChannelHandlerContext ctx, HttpContent content) {
        if (content.decoderResult().isFailure()) {
            broken(ctx, "its answer's framing is broken");
            return;
        }
        if (informational) {
            informational = !(content instanceof LastHttpContent);
            return;
        }
        if (call != null && content.content().isReadable()) {
            call.data(content.content());
        }
        if (content instanceof LastHttpContent) {
            over(ctx);
        }
    }

    private void over(ChannelHandlerContext ctx) {
        UpstreamCall done = call;
        call = null;
        if (done == null) {
            return;
        }
        // An answer may come before all of the request has gone: such a connection is out of step.
        ChannelOutboundBuffer unsent = ctx.channel().unsafe().outboundBuffer();
        if (pool != null && keepAlive && unsent != null && unsent.isEmpty()) {
            pool.release(origin, ctx.channel());
        } else {
            ctx.close();
        }
        done.end();
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        if (call != null) {
            call.readComplete();
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        if (call == null) {
            return;
        }
        UpstreamCall cut = call;
        call = null;
        if (reader != null && reader.endsWithConnection()) {
            cut.end(); // as it was to end
        } else if (reused && !headSeen) {
            cut.again(); // it closed an idle connection just as we took it: not a failure of the provider
        } else {
            cut.cut("it closed the connection");
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        if (reused && !headSeen) {
            ctx.close(); // told by channelInactive
            return;
        }
        broken(ctx, "the connection broke");
    }

    private void broken(ChannelHandlerContext ctx, String why) {
        UpstreamCall cut = call;
        call = null;
        ctx.close();
        if (cut != null) {
            cut.cut(why);
        }
    }

    /// The call wants no more of it.
    void abandon() {
        call = null;
        if (channel != null) {
            channel.close();
        }
    }
}
