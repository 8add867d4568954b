package dev.roundhouse.dispatch;

import io.netty.buffer.ByteBuf;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.compression.ZlibCodecFactory;
import io.netty.handler.codec.compression.ZlibWrapper;
import java.util.Locale;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Unpacks an answer that came compressed although we never ask for it. What unpacks to a hundred times its size
/// and
/// more is a bomb.
final class Inflation {
    private static final int RATIO_MAX = 100;
    private static final int FREE_BYTES = 1024 * 1024;

    private final EmbeddedChannel decoder;
    private long taken;
    private long given;

    private Inflation(ZlibWrapper wrapper) {
        decoder = new EmbeddedChannel(ZlibCodecFactory.newZlibDecoder(wrapper, 0));
    }

    /// A decoder for that content encoding; null where there is nothing to unpack.
    static @Nullable Inflation of(@Nullable String contentEncoding) {
        if (contentEncoding == null) {
            return null;
        }
        return switch (contentEncoding.strip().toLowerCase(Locale.ROOT)) {
            case "gzip", "x-gzip" -> new Inflation(ZlibWrapper.GZIP);
            case "deflate" -> new Inflation(ZlibWrapper.ZLIB_OR_NONE);
            default -> null;
        };
    }

    /// Unpacks more and gives the plain bytes on; releases what it makes, not what it takes.
    void inflate(ByteBuf data, Consumer<ByteBuf> plain) {
        taken += data.readableBytes();
        decoder.writeInbound(data.retain());
        for (ByteBuf piece = decoder.readInbound(); piece != null; piece = decoder.readInbound()) {
            try {
                given += piece.readableBytes();
                plain.accept(piece);
            } finally {
                piece.release();
            }
        }
    }

    /// Whether it has unpacked to more than anyone would send.
    boolean bomb() {
        return given > FREE_BYTES && given > taken * RATIO_MAX;
    }
}
