package dev.roundhouse.dispatch;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import org.jspecify.annotations.Nullable;

/// Joins one HTTP/1.1 connection, or one HTTP/2 stream, to the call that uses it. Releases all that it reads.
final class UpstreamHandler extends ChannelInboundHandlerAdapter {
    @Nullable
    private final UpstreamPool pool;

    private final Origin origin;

    @Nullable
    private UpstreamCall call;

    @Nullable
    private Channel channel;

    private boolean reused;
    private boolean headSeen;
    private boolean informational;
    private boolean keepAlive;

    /// @param pool takes the connection back after a call; null for a stream, which serves only one
    UpstreamHandler(@Nullable UpstreamPool pool, Origin origin) {
        this.pool = pool;
        this.origin = origin;
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
        keepAlive = HttpUtil.isKeepAlive(head);
        call.head(head.status().code(), head.headers());
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
        if (content instanceof LastHttpContent && call != null) {
            UpstreamCall done = call;
            call = null;
            // An answer may come before all of the request has gone: such a connection is out of step.
            ChannelOutboundBuffer unsent = ctx.channel().unsafe().outboundBuffer();
            if (pool != null && keepAlive && unsent != null && unsent.isEmpty()) {
                pool.release(origin, ctx.channel());
            } else {
                ctx.close();
            }
            done.end();
        }
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
        if (reused && !headSeen) {
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
