package dev.roundhouse.dialect;

import dev.roundhouse.exchange.ByteSink;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;

/// AWS's event stream (`application/vnd.amazon.eventstream`), both ways. A message is its length, the length of
/// its
/// headers, a checksum of both, the headers, the payload, and a checksum of all before it. An exception or an
/// error is
/// a
/// frame whose name begins with [#EXCEPTION].
///
/// @see "AWS: Amazon Transcribe developer guide, event stream encoding; smithy.io, vnd.amazon.eventstream"
public final class EventStreamFrames implements FrameReader {
    /// What the name of an exception's frame begins with; its type follows.
    public static final String EXCEPTION = "exception ";

    /// The content type of such a stream.
    public static final String CONTENT_TYPE = "application/vnd.amazon.eventstream";

    private static final int PRELUDE = 12;
    private static final int CHECKSUM = 4;
    private static final int STRING = 7;
    private static final int KEPT_BYTES_MAX = 64 << 10;

    private final Sink sink;
    private final ByteSink pending = new ByteSink(0);
    private int pendingTotal;

    /// Gives the frames to `sink`.
    public EventStreamFrames(Sink sink) {
        this.sink = sink;
    }

    /// Writes messages whose payloads are JSON.
    public static FrameWriter writer() {
        return writer("application/json");
    }

    /// Writes messages.
    ///
    /// @param payloadType content type of the payloads
    public static FrameWriter writer(String payloadType) {
        return (event, payload, from, to, out) -> {
            boolean exception = event.startsWith(EXCEPTION);
            ByteSink headers = new ByteSink(96);
            if (exception) {
                header(headers, ":exception-type", event.substring(EXCEPTION.length()));
            } else {
                header(headers, ":event-type", event);
            }
            header(headers, ":content-type", payloadType);
            header(headers, ":message-type", exception ? "exception" : "event");
            int start = out.length();
            whole(out, PRELUDE + headers.length() + to - from + CHECKSUM);
            whole(out, headers.length());
            whole(out, checksum(out.array(), start, out.length()));
            out.append(headers.array(), 0, headers.length()).append(payload, from, to);
            whole(out, checksum(out.array(), start, out.length()));
        };
    }

    @Override
    public void read(byte[] bytes, int from, int to) {
        int at = from;
        while (at < to) {
            if (pending.length() == 0 && to - at >= PRELUDE) {
                int total = total(bytes, at);
                if (to - at >= total) {
                    message(bytes, at, at + total);
                    at += total;
                    continue;
                }
            }
            int wanted = pending.length() < PRELUDE ? PRELUDE : pendingTotal;
            int taken = Math.min(wanted - pending.length(), to - at);
            pending.append(bytes, at, at + taken);
            at += taken;
            if (pending.length() == PRELUDE) {
                pendingTotal = total(pending.array(), 0);
            } else if (pending.length() > PRELUDE && pending.length() == pendingTotal) {
                message(pending.array(), 0, pendingTotal);
                forget();
            }
        }
    }

    @Override
    public void end() {
        if (pending.length() > 0) {
            throw new Malformed("ended its answer within a message");
        }
    }

    private void forget() {
        if (pendingTotal > KEPT_BYTES_MAX) {
            pending.take();
        }
        pending.clear();
    }

    // The length is only worth something when the checksum over it is right.
    private static int total(byte[] bytes, int at) {
        if (checksum(bytes, at, at + 8) != whole(bytes, at + 8)) {
            throw new Malformed("sent a message whose prelude has a wrong checksum");
        }
        int total = whole(bytes, at);
        int headers = whole(bytes, at + 4);
        if (total < PRELUDE + CHECKSUM || total > FRAME_BYTES_MAX) {
            throw new Malformed("sent a message of " + Integer.toUnsignedLong(total) + " bytes");
        }
        if (headers < 0 || headers > total - PRELUDE - CHECKSUM) {
            throw new Malformed("sent a message with headers longer than itself");
        }
        return total;
    }

    private void message(byte[] bytes, int from, int to) {
        if (checksum(bytes, from, to - CHECKSUM) != whole(bytes, to - CHECKSUM)) {
            throw new Malformed("sent a message with a wrong checksum");
        }
        int payload = from + PRELUDE + whole(bytes, from + 4);
        Headers headers = Headers.read(bytes, from + PRELUDE, payload);
        int end = to - CHECKSUM;
        if (headers.errorCode != null) {
            byte[] told = JsonTree.bytes(JsonTree.object().put("message", headers.errorMessage));
            sink.frame(new Frame(EXCEPTION + headers.errorCode, told, 0, told.length));
        } else if (headers.exceptionType != null) {
            byte[] none = {'{', '}'};
            boolean empty = payload == end;
            sink.frame(new Frame(
                    EXCEPTION + headers.exceptionType, empty ? none : bytes, empty ? 0 : payload, empty ? 2 : end));
        } else if (payload < end) {
            sink.frame(new Frame(headers.eventType, bytes, payload, end));
        }
    }

    private static int checksum(byte[] bytes, int from, int to) {
        CRC32 crc = new CRC32();
        crc.update(bytes, from, to - from);
        return (int) crc.getValue();
    }

    private static int whole(byte[] bytes, int at) {
        return (bytes[at] & 0xff) << 24
                | (bytes[at + 1] & 0xff) << 16
                | (bytes[at + 2] & 0xff) << 8
                | (bytes[at + 3] & 0xff);
    }

    private static void whole(ByteSink out, int value) {
        out.append((byte) (value >>> 24))
                .append((byte) (value >>> 16))
                .append((byte) (value >>> 8))
                .append((byte) value);
    }

    private static void header(ByteSink out, String name, String value) {
        out.append((byte) name.length()).append(name).append((byte) STRING);
        byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
        out.append((byte) (bytes.length >>> 8)).append((byte) bytes.length).append(bytes);
    }

    /// The headers that tell what a message is; others are passed over.
    private static final class Headers {
        private String eventType = "";
        private @Nullable String exceptionType;
        private @Nullable String errorCode;
        private String errorMessage = "";
        private @Nullable String messageType;

        static Headers read(byte[] bytes, int from, int to) {
            Headers headers = new Headers();
            int at = from;
            while (at < to) {
                int name = at + 1;
                int type = name + (bytes[at] & 0xff);
                if (type >= to) {
                    throw new Malformed("sent a message with a broken header");
                }
                int value = type + 1;
                int length = length(bytes, type, to);
                if (length < 0 || value + length > to) {
                    throw new Malformed("sent a message with a broken header");
                }
                if (bytes[type] == STRING) {
                    headers.take(
                            new String(bytes, name, type - name, StandardCharsets.UTF_8),
                            new String(bytes, value + 2, length - 2, StandardCharsets.UTF_8));
                }
                at = value + length;
            }
            return headers.settled();
        }

        private void take(String name, String value) {
            switch (name) {
                case ":event-type" -> eventType = value;
                case ":exception-type" -> exceptionType = value;
                case ":error-code" -> errorCode = value;
                case ":error-message" -> errorMessage = value;
                case ":message-type" -> messageType = value;
                default -> {}
            }
        }

        // What the message says it is decides; a header of another kind does not.
        private Headers settled() {
            boolean exception = "exception".equals(messageType);
            boolean error = "error".equals(messageType);
            exceptionType = exception && exceptionType == null ? "unknown" : exception ? exceptionType : null;
            errorCode = error && errorCode == null ? "unknown" : error ? errorCode : null;
            return this;
        }

        // Bytes of a value with the two of its length where it has one; -1 for an unknown type.
        private static int length(byte[] bytes, int type, int to) {
            return switch (bytes[type]) {
                case 0, 1 -> 0;
                case 2 -> 1;
                case 3 -> 2;
                case 4 -> 4;
                case 5, 8 -> 8;
                case 9 -> 16;
                case 6, STRING -> type + 2 < to ? 2 + ((bytes[type + 1] & 0xff) << 8 | (bytes[type + 2] & 0xff)) : -1;
                default -> -1;
            };
        }
    }
}
