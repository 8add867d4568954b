package dev.roundhouse.wire;

import dev.roundhouse.dispatch.Lane;
import dev.roundhouse.relay.Downstream;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The answer to one request on one connection or stream. Its state is the loop's; the two facts that a story asks for
/// are volatile.
final class HttpAnswer implements Downstream {
    // A client that waits hears something at least this often; proxies give up after ten seconds and more.
    private static final long SILENCE_NANOS = java.time.Duration.ofSeconds(5).toNanos();

    private final Front front;
    private final Channel channel;
    private final Asked asked;

    private volatile boolean committed;
    private volatile boolean gone;

    private boolean ended;
    private boolean bodyBegun;
    private long lastWriteAt = System.nanoTime();
    private long unwritableSince;

    private byte @Nullable [] keepAlive;
    private String keepAliveType = "";
    private Map<String, String> keepAliveHeaders = Map.of();

    @Nullable
    private Runnable whenGone;

    @Nullable
    private Runnable whenWritable;

    /// What of a request its answer depends on.
    ///
    /// @param http10 the client speaks HTTP/1.0: no chunks
    /// @param headOnly the method was HEAD
    record Asked(boolean http10, boolean headOnly) {}

    HttpAnswer(Front front, Channel channel, Asked asked) {
        this.front = front;
        this.channel = channel;
        this.asked = asked;
    }

    @Override
    public Lane lane() {
        return front.lane();
    }

    @Override
    public boolean committed() {
        return committed;
    }

    @Override
    public boolean gone() {
        return gone;
    }

    @Override
    public void keepAliveWith(byte[] bytes, String contentType, Map<String, String> headers) {
        lane().execute(() -> {
            keepAlive = bytes;
            keepAliveType = contentType;
            keepAliveHeaders = headers;
        });
    }

    @Override
    public void whenGone(Runnable action) {
        lane().execute(() -> {
            whenGone = action;
            if (gone) {
                action.run();
            }
        });
    }

    @Override
    public void respond(int status, String contentType, byte[] body, Map<String, String> headers) {
        lane().execute(() -> respondNow(status, contentType, body, headers));
    }

    private void respondNow(int status, String contentType, byte[] body, Map<String, String> headers) {
        if (gone || ended) {
            return;
        }
        if (committed) {
            write(body, body.length);
            end();
            return;
        }
        committed = true;
        ended = true;
        ByteBuf content = asked.headOnly ? Unpooled.EMPTY_BUFFER : Unpooled.wrappedBuffer(body);
        DefaultFullHttpResponse response =
                new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.valueOf(status), content);
        HttpHeaders out = response.headers();
        if (status != 304 && status != 204) {
            out.set(HttpHeaderNames.CONTENT_TYPE, contentType);
            out.set(HttpHeaderNames.CONTENT_LENGTH, body.length);
        }
        headers.forEach(out::set);
        front.lastHeaders(out);
        channel.writeAndFlush(response, channel.voidPromise());
        front.answered(this);
    }

    @Override
    public void start(String contentType, Map<String, String> headers) {
        if (committed || gone) {
            return;
        }
        committed = true;
        HttpResponse response = new DefaultHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.OK);
        HttpHeaders out = response.headers();
        out.set(HttpHeaderNames.CONTENT_TYPE, contentType);
        if (!asked.http10) {
            out.set(HttpHeaderNames.TRANSFER_ENCODING, HttpHeaderValues.CHUNKED);
        } else {
            front.closeAfterThis();
        }
        headers.forEach(out::set);
        front.lastHeaders(out);
        channel.write(response, channel.voidPromise());
    }

    @Override
    public void write(byte[] bytes, int length) {
        if (gone || ended || length == 0) {
            return;
        }
        bodyBegun = true;
        lastWriteAt = System.nanoTime();
        ByteBuf piece = channel.alloc().buffer(length).writeBytes(bytes, 0, length);
        channel.write(new DefaultHttpContent(piece), channel.voidPromise());
    }

    @Override
    public void flush() {
        channel.flush();
    }

    @Override
    public boolean writable() {
        return channel.isWritable();
    }

    @Override
    public void whenWritable(Runnable action) {
        whenWritable = action;
    }

    @Override
    public void end() {
        if (gone || ended) {
            return;
        }
        ended = true;
        channel.writeAndFlush(LastHttpContent.EMPTY_LAST_CONTENT, channel.voidPromise());
        front.answered(this);
    }

    @Override
    public void breakOff() {
        if (!ended) {
            ended = true;
            channel.close();
        }
    }

    /// The connection is gone. On the loop.
    void clientGone() {
        if (gone || ended) {
            return;
        }
        gone = true;
        if (whenGone != null) {
            whenGone.run();
        }
    }

    /// The client has caught up, or fallen behind. On the loop.
    void writabilityChanged() {
        if (channel.isWritable()) {
            unwritableSince = 0;
            if (whenWritable != null) {
                whenWritable.run();
            }
        } else {
            unwritableSince = System.nanoTime();
        }
    }

    /// Looks at what the client has waited for, and at what waits for the client. On the loop.
    void tick(long now, ListenerLimits limits) {
        if (ended || gone) {
            return;
        }
        if (unwritableSince != 0
                && now - unwritableSince > limits.stallTimeout().toNanos()) {
            channel.close();
            return;
        }
        byte[] bytes = keepAlive;
        // Blanks may stand before JSON, not in it; comments may stand between any two frames.
        boolean allowed = bytes != null && (!bodyBegun || keepAliveType.startsWith("text/event-stream"));
        if (allowed && bytes != null && channel.isWritable() && now - lastWriteAt > SILENCE_NANOS) {
            boolean begun = bodyBegun;
            start(keepAliveType, keepAliveHeaders);
            write(bytes, bytes.length);
            bodyBegun = begun;
            flush();
        }
    }
}
