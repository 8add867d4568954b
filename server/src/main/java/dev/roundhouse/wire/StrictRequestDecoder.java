package dev.roundhouse.wire;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.DecoderResult;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpRequestDecoder;
import io.netty.handler.codec.http.LastHttpContent;
import java.util.List;

/// Netty's decoder, less forgiving where what it forgives is how requests are smuggled: a message with both a length
/// and chunks, and a header that goes on in the next line.
final class StrictRequestDecoder extends HttpRequestDecoder {
    private static final byte LF = '\n';
    private static final byte CR = '\r';

    private boolean inHead = true;
    private boolean lineEnded;
    private boolean refused;

    StrictRequestDecoder(HttpDecoderConfig config) {
        super(config);
    }

    /// Whether a part of something has come, and not the rest.
    boolean partial() {
        return actualReadableBytes() > 0;
    }

    /// RFC 9112 lets the chunks win. A message with both is either broken or an attack, and no client of ours sends
    /// one.
    @Override
    protected void handleTransferEncodingChunkedWithContentLength(HttpMessage message) {
        throw new IllegalArgumentException("both transfer-encoding and content-length");
    }

    @Override
    protected void decode(ChannelHandlerContext ctx, ByteBuf in, List<Object> out) throws Exception {
        if (refused) {
            in.skipBytes(in.readableBytes());
            return;
        }
        if (inHead && isFolded(in)) {
            refused = true;
            in.skipBytes(in.readableBytes());
            HttpMessage bad = createInvalidMessage();
            bad.setDecoderResult(DecoderResult.failure(new IllegalArgumentException("a folded header")));
            out.add(bad);
            out.add(LastHttpContent.EMPTY_LAST_CONTENT);
            return;
        }
        int before = out.size();
        int start = in.readerIndex();
        super.decode(ctx, in, out);
        if (in.readerIndex() > start) {
            lineEnded = in.getByte(in.readerIndex() - 1) == '\n';
        }
        for (int i = before; i < out.size(); i++) {
            if (out.get(i) instanceof LastHttpContent) {
                inHead = true;
                lineEnded = false;
            } else if (out.get(i) instanceof HttpRequest) {
                inHead = false;
            }
        }
    }

    /// Whether a line of the head that is there begins with a blank. Nothing behind the empty line is looked at; empty
    /// lines before the head are passed over, as Netty does.
    private boolean isFolded(ByteBuf in) {
        int at = in.readerIndex();
        int end = in.writerIndex();
        boolean begun = lineEnded;
        if (begun && at < end && isBlank(in.getByte(at))) {
            return true;
        }
        for (int lf = in.indexOf(at, end, LF); lf >= 0; lf = in.indexOf(at, end, LF)) {
            boolean empty = lf == at || (lf == at + 1 && in.getByte(at) == CR);
            if (empty && begun) {
                return false;
            }
            begun |= !empty;
            at = lf + 1;
            if (begun && at < end && isBlank(in.getByte(at))) {
                return true;
            }
        }
        return false;
    }

    private static boolean isBlank(byte b) {
        return b == ' ' || b == '\t';
    }
}
