package dev.roundhouse.dispatch;

import io.netty.buffer.ByteBuf;

/// Reads the messages of one connection of HTTP/1.1, one after the other, however their bytes are cut. A head is
/// read
/// once into an array that the connection keeps; only what somebody asks for becomes text.
///
/// Requests are read strictly, since what two readers understand differently is how requests are smuggled: lines
/// end in
/// CR LF, a header is one line, its name a token; one length, or chunks, never both. Of answers, what
/// hand-written
/// servers send and what is harmless is accepted: a bare LF, a folded header, blanks behind a name.
///
/// Whoever drives it calls [#next] until it says [Event#MORE]. The head stands until the next one begins.
public final class Http1Reader {
    /// What comes next.
    public enum Event {
        /// Nothing until there are more bytes.
        MORE,
        /// A head: [#head()] is about this message now.
        HEAD,
        /// [#piece] bytes of the body; whoever drives takes exactly these from the buffer.
        PIECE,
        /// The message is whole.
        END,
        /// It is not what it should be, see [#problem]. Nothing behind it can be understood.
        BROKEN
    }

    /// What is wrong.
    public enum Problem {
        NONE,
        /// Not well-formed.
        MALFORMED,
        /// The head, or one line of it, is longer than allowed.
        TOO_LARGE,
        /// More headers than allowed.
        TOO_MANY,
        /// Not HTTP/1.x.
        VERSION,
        /// Not exactly one `host`.
        HOST,
        /// A transfer coding other than chunks.
        CODING,
        /// The body's chunks are not well-formed.
        FRAMING
    }

    /// What a head may have.
    ///
    /// @param lineBytesMax of its first line
    /// @param headBytesMax in all
    /// @param headersMax their number
    public record Limits(int lineBytesMax, int headBytesMax, int headersMax) {}

    private enum State {
        HEAD,
        LENGTH,
        CHUNKS,
        UNTIL_CLOSE,
        COMPLETE,
        BROKEN
    }

    private static final int WINDOW = 512;
    private static final int STATUS_OK = 200;
    private static final int NO_CONTENT = 204;
    private static final int NOT_MODIFIED = 304;

    private final boolean strict;
    private final Http1Head head;
    private final Http1Chunks chunks;

    private State state = State.HEAD;
    private Problem problem = Problem.NONE;
    private boolean over; // the head that stands here is the last message's
    private long left;
    private int piece;

    private Http1Reader(boolean strict, Limits limits) {
        this.strict = strict;
        this.head = new Http1Head(strict, limits);
        this.chunks = new Http1Chunks(strict, limits.headBytesMax());
    }

    /// A reader of requests.
    public static Http1Reader ofRequests(Limits limits) {
        return new Http1Reader(true, limits);
    }

    /// A reader of answers to requests that are not `HEAD`.
    public static Http1Reader ofAnswers(Limits limits) {
        return new Http1Reader(false, limits);
    }

    /// Reads on.
    public Event next(ByteBuf in) {
        return switch (state) {
            case HEAD -> readHead(in);
            case LENGTH -> sized(in);
            case UNTIL_CLOSE -> {
                piece = in.readableBytes();
                yield piece == 0 ? Event.MORE : Event.PIECE;
            }
            case CHUNKS -> chunk(in);
            case COMPLETE -> {
                state = State.HEAD;
                over = true;
                yield Event.END;
            }
            case BROKEN -> {
                in.skipBytes(in.readableBytes());
                yield Event.MORE;
            }
        };
    }

    /// How many bytes of the body are next in the buffer.
    public int piece() {
        return piece;
    }

    /// What was wrong.
    public Problem problem() {
        return problem;
    }

    /// The present message's head, or what could be read of it.
    public Http1Head head() {
        return head;
    }

    /// Whether a part of a head has come, and not the rest.
    public boolean partial() {
        return state == State.HEAD && !over && head.length() > 0;
    }

    /// Whether the body of the present answer ends with the connection.
    public boolean endsWithConnection() {
        return state == State.UNTIL_CLOSE;
    }

    private Event readHead(ByteBuf in) {
        if (over) {
            over = false;
            head.restart();
        }
        while (in.isReadable()) {
            int before = head.length();
            int more = Math.min(in.readableBytes(), WINDOW);
            int end = head.read(in, more);
            if (end < 0) {
                return broken(head.problem());
            }
            if (end > 0) {
                in.skipBytes(end - before);
                return message();
            }
            in.skipBytes(more);
        }
        return Event.MORE;
    }

    // The head is whole: how does the message end?
    private Event message() {
        if (strict) {
            if (head.hosts() > 1 || (head.hosts() == 0 && !head.isHttp10())) {
                return broken(Problem.HOST);
            }
            // RFC 9112 lets the chunks win. A message with both is either broken or an attack.
            if (head.isChunked() && (head.contentLength() >= 0 || head.isHttp10())) {
                return broken(Problem.MALFORMED);
            }
        } else if (head.isChunked() && head.contentLength() >= 0) {
            head.forgetLength(); // the chunks win, and the connection is not used again
        }
        int status = head.status();
        boolean bare = !strict && (status < STATUS_OK || status == NO_CONTENT || status == NOT_MODIFIED);
        if (bare) {
            state = State.COMPLETE;
        } else if (head.isChunked()) {
            chunks.restart();
            state = State.CHUNKS;
        } else if (head.contentLength() > 0) {
            left = head.contentLength();
            state = State.LENGTH;
        } else {
            state = strict || head.contentLength() == 0 ? State.COMPLETE : State.UNTIL_CLOSE;
        }
        return Event.HEAD;
    }

    private Event sized(ByteBuf in) {
        if (left == 0) {
            state = State.HEAD;
            over = true;
            return Event.END;
        }
        piece = (int) Math.min(left, in.readableBytes());
        left -= piece;
        return piece == 0 ? Event.MORE : Event.PIECE;
    }

    private Event chunk(ByteBuf in) {
        return switch (chunks.next(in)) {
            case MORE -> Event.MORE;
            case PIECE -> {
                piece = chunks.piece();
                yield Event.PIECE;
            }
            case END -> {
                state = State.HEAD;
                over = true;
                yield Event.END;
            }
            case BROKEN -> broken(Problem.FRAMING);
        };
    }

    private Event broken(Problem what) {
        state = State.BROKEN;
        problem = what;
        return Event.BROKEN;
    }
}
