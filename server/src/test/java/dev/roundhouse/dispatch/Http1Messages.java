package dev.roundhouse.dispatch;

import dev.roundhouse.dispatch.Http1Reader.Event;
import dev.roundhouse.dispatch.Http1Reader.Problem;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// Drives a reader as its owners do.
final class Http1Messages {
    private Http1Messages() {}

    /// A message that was read.
    ///
    /// @param start method and target, or the status
    /// @param problem what broke it
    /// @param open whether it had not ended with the bytes
    record Read(String start, String body, Problem problem, boolean open) {}

    /// Reads all of `bytes`, cut in pieces of `size`. The last message is there too when it has not ended.
    static List<Read> read(Http1Reader reader, byte[] bytes, int size) {
        List<Read> all = new ArrayList<>();
        StringBuilder body = new StringBuilder();
        boolean open = false;
        for (int at = 0; at < bytes.length; at += size) {
            ByteBuf in = Unpooled.copiedBuffer(bytes, at, Math.min(size, bytes.length - at));
            Event event = reader.next(in);
            while (event != Event.MORE) {
                switch (event) {
                    case HEAD -> open = true;
                    case PIECE -> body.append(in.readCharSequence(reader.piece(), StandardCharsets.ISO_8859_1));
                    default -> {
                        all.add(new Read(start(reader), body.toString(), reader.problem(), false));
                        body.setLength(0);
                        open = false;
                    }
                }
                event = reader.next(in);
            }
            if (in.isReadable()) {
                throw new AssertionError("it asked for more with " + in.readableBytes() + " bytes left");
            }
            in.release();
        }
        if (open) {
            all.add(new Read(start(reader), body.toString(), reader.problem(), true));
        }
        return all;
    }

    /// The first event of these bytes.
    static Event feed(Http1Reader reader, String bytes) {
        return reader.next(Unpooled.wrappedBuffer(bytes.getBytes(StandardCharsets.ISO_8859_1)));
    }

    private static String start(Http1Reader reader) {
        Http1Head head = reader.head();
        return head.status() > 0 ? String.valueOf(head.status()) : head.method() + " " + head.target();
    }
}
