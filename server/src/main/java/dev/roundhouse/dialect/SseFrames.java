package dev.roundhouse.dialect;

import dev.roundhouse.exchange.ByteSink;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// Server-sent events, both ways. Comments are passed over; several `data` lines are one payload, joined by a
/// newline;
/// lines end with LF, CRLF or CR.
public final class SseFrames implements FrameReader {
    private static final byte[] EVENT = JsonText.ascii("event: ");
    private static final byte[] DATA = JsonText.ascii("data: ");
    private static final byte[] BLANK = JsonText.ascii("\n\n");

    private final Sink sink;
    private final ByteSink line = new ByteSink(256);
    private final ByteSink data = new ByteSink(512);
    private String event = "";
    private boolean hasData;
    private boolean afterReturn;
    private boolean first = true;

    /// Gives the frames to `sink`.
    public SseFrames(Sink sink) {
        this.sink = sink;
    }

    /// Writes `event:` and `data:` lines; no `event:` line for an empty name.
    public static FrameWriter writer() {
        return (event, payload, from, to, out) -> {
            if (!event.isEmpty()) {
                out.append(EVENT).append(event).append((byte) '\n');
            }
            out.append(DATA).append(payload, from, to).append(BLANK);
        };
    }

    @Override
    public void read(byte[] bytes, int from, int to) {
        int at = from;
        if (afterReturn && at < to) {
            afterReturn = false;
            at += bytes[at] == '\n' ? 1 : 0;
        }
        int start = at;
        while (at < to) {
            byte b = bytes[at];
            if (b != '\n' && b != '\r') {
                at++;
                continue;
            }
            line(bytes, start, at);
            at++;
            if (b == '\r') {
                if (at == to) {
                    afterReturn = true;
                } else if (bytes[at] == '\n') {
                    at++;
                }
            }
            start = at;
        }
        keep(bytes, start, to);
    }

    @Override
    public void end() {
        if (line.length() > 0) {
            line(line.array(), 0, 0);
        }
        dispatch();
    }

    private void keep(byte[] bytes, int from, int to) {
        line.append(bytes, from, to);
        if (line.length() > FRAME_BYTES_MAX) {
            throw new Malformed("sent a frame of more than " + FRAME_BYTES_MAX + " bytes");
        }
    }

    private void line(byte[] bytes, int from, int to) {
        if (line.length() == 0) {
            field(bytes, from, to);
            return;
        }
        if (to > from) {
            keep(bytes, from, to);
        }
        byte[] whole = line.toByteArray();
        line.clear();
        field(whole, 0, whole.length);
    }

    private void field(byte[] bytes, int start, int to) {
        int from = first ? start + byteOrderMark(bytes, start, to) : start;
        first = false;
        if (from == to) {
            dispatch();
            return;
        }
        int colon = from;
        while (colon < to && bytes[colon] != ':') {
            colon++;
        }
        int value = Math.min(to, colon + 1);
        value += value < to && bytes[value] == ' ' ? 1 : 0;
        if (is(bytes, from, colon, "data")) {
            if (hasData) {
                data.append((byte) '\n');
            }
            hasData = true;
            data.append(bytes, value, to);
            if (data.length() > FRAME_BYTES_MAX) {
                throw new Malformed("sent a frame of more than " + FRAME_BYTES_MAX + " bytes");
            }
        } else if (is(bytes, from, colon, "event")) {
            event = new String(bytes, value, to - value, StandardCharsets.UTF_8);
        } else if (bytes[from] == '{' || bytes[from] == '[' || bytes[from] == '<') {
            // No stream of events at all: a JSON error behind a status of 200, or a page of a proxy.
            hasData = true;
            data.append(bytes, from, to);
        }
    }

    private void dispatch() {
        if (hasData && data.length() > 0) {
            byte[] payload = data.array();
            int length = data.length();
            String name = event;
            sink.frame(new Frame(name, payload, 0, length));
            if (length > 64 << 10) {
                data.take();
            }
        }
        data.clear();
        hasData = false;
        event = "";
    }

    private static boolean is(byte[] bytes, int from, int to, String name) {
        return to - from == name.length()
                && Arrays.equals(bytes, from, to, name.getBytes(StandardCharsets.US_ASCII), 0, name.length());
    }

    private static int byteOrderMark(byte[] bytes, int from, int to) {
        boolean mark = to - from >= 3
                && bytes[from] == (byte) 0xef
                && bytes[from + 1] == (byte) 0xbb
                && bytes[from + 2] == (byte) 0xbf;
        return mark ? 3 : 0;
    }
}
