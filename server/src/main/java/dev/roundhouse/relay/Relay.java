package dev.roundhouse.relay;

import dev.roundhouse.dispatch.Dispatch.Answered;
import dev.roundhouse.dispatch.UpstreamCall;
import dev.roundhouse.exchange.ByteSink;
import dev.roundhouse.exchange.Charge;
import dev.roundhouse.exchange.Failure;
import dev.roundhouse.exchange.Failure.ClientGone;
import dev.roundhouse.exchange.Handoff;
import dev.roundhouse.exchange.Usage;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Copies answers. The end of an answer leaves in a step of its own, so that the charge is settled before the
/// client
/// can have seen it.
public final class Relay {
    /// How an answer looks on the wire.
    ///
    /// @param contentType its type
    /// @param headers its further headers
    public record Head(String contentType, Map<String, String> headers) {}

    /// Copies all but the end of an answer. Blocks the story until then; a hang-up on either side is a value too.
    public Relayed copy(Answered answered, Head head, Downstream client) {
        UpstreamCall call = answered.call();
        if (call.isThrough()) {
            // An answer in one piece: nothing is left to copy, and nothing to wait for.
            Failure failure = client.gone() ? new ClientGone() : call.failure();
            return new Relayed(call.reader().summary(), failure, 0);
        }
        Handoff<Relayed> over = new Handoff<>();
        Copy copy = new Copy(call, head, client, over);
        client.whenGone(copy::clientGone);
        client.lane().execute(copy::begin);
        return over.take();
    }

    /// Sends the end of a complete answer, with usage and charge written in.
    public void finish(Answered answered, Head head, Usage usage, Charge charge, Downstream client) {
        client.lane().execute(() -> {
            ByteSink out = client.lane().sink();
            answered.call().reader().finish(usage, charge, out);
            if (client.committed()) {
                client.write(out.array(), out.length());
                client.end();
            } else {
                client.whole(head.contentType(), head.headers(), out.array(), out.length());
            }
        });
    }

    /// Ends a broken answer honestly: in-band where the dialect can say it, and never as if it were complete.
    public void fail(Answered answered, Failure failure, Downstream client) {
        client.lane().execute(() -> {
            ByteSink out = client.lane().sink();
            answered.call().reader().fail(failure, out);
            if (out.length() > 0) {
                client.write(out.array(), out.length());
                client.end();
            } else {
                client.breakOff();
            }
        });
    }

    /// One copy under way; confined to the loop.
    private static final class Copy implements UpstreamCall.Sink {
        private final UpstreamCall call;
        private final Head head;
        private final Downstream client;
        private final Handoff<Relayed> over;
        private long bytes;

        Copy(UpstreamCall call, Head head, Downstream client, Handoff<Relayed> over) {
            this.call = call;
            this.head = head;
            this.client = client;
            this.over = over;
        }

        void begin() {
            client.whenWritable(call::resume);
            call.attach(this);
        }

        void clientGone() {
            call.cancel();
            end(new ClientGone());
        }

        @Override
        public void bytes(byte[] piece, int length) {
            if (bytes == 0) {
                client.start(head.contentType(), head.headers());
            }
            bytes += length;
            client.write(piece, length);
            if (!client.writable()) {
                call.pause();
            }
        }

        @Override
        public void flush() {
            client.flush();
        }

        @Override
        public void done(@Nullable Failure failure) {
            client.flush();
            end(client.gone() ? new ClientGone() : failure);
        }

        private void end(@Nullable Failure failure) {
            over.put(new Relayed(call.reader().summary(), failure, bytes));
        }
    }
}
