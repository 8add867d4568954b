package dev.roundhouse.dispatch;

import io.netty.buffer.ByteBuf;

/// Follows the chunks of one body after the other: sizes, extensions and trailers are passed over, byte by byte,
/// since
/// they are short; the data is left to whoever drives.
final class Http1Chunks {
    /// What comes next.
    enum Step {
        MORE,
        PIECE,
        END,
        BROKEN
    }

    private enum State {
        SIZE,
        EXTENSION,
        SIZE_END,
        DATA,
        DATA_END,
        DATA_END_LF,
        TRAILER,
        TRAILER_END
    }

    private static final int SIZE_DIGITS_MAX = 8;
    private static final int EXTENSION_BYTES_MAX = 4 * 1024;

    private final boolean strict;
    private final int trailerBytesMax;

    private State state = State.SIZE;
    private long left;
    private int digits;
    private int passed; // bytes of an extension, or of the trailers
    private boolean lineEmpty;
    private int piece;

    /// @param strict whether lines end in CR LF and nothing else
    /// @param trailerBytesMax of all trailers together
    Http1Chunks(boolean strict, int trailerBytesMax) {
        this.strict = strict;
        this.trailerBytesMax = trailerBytesMax;
    }

    /// A new body begins.
    void restart() {
        state = State.SIZE;
        left = 0;
        digits = 0;
        passed = 0;
    }

    /// How many bytes of data are next in the buffer; whoever drives takes exactly these.
    int piece() {
        return piece;
    }

    /// Reads on.
    Step next(ByteBuf in) {
        while (in.isReadable()) {
            if (state == State.DATA) {
                piece = (int) Math.min(left, in.readableBytes());
                left -= piece;
                state = left == 0 ? State.DATA_END : State.DATA;
                return Step.PIECE;
            }
            Step step = one(in.readByte());
            if (step != Step.PIECE) {
                return step;
            }
        }
        return Step.MORE;
    }

    // PIECE: on with the next byte.
    private Step one(byte b) {
        return switch (state) {
            case SIZE -> size(b);
            case EXTENSION -> extension(b);
            case SIZE_END -> b == '\n' ? sizeRead() : Step.BROKEN;
            case DATA_END -> {
                state = b == '\r' ? State.DATA_END_LF : State.SIZE;
                yield b == '\r' || (b == '\n' && !strict) ? Step.PIECE : Step.BROKEN;
            }
            case DATA_END_LF -> {
                state = State.SIZE;
                yield b == '\n' ? Step.PIECE : Step.BROKEN;
            }
            case TRAILER -> trailer(b);
            case TRAILER_END -> b == '\n' ? trailerRead() : Step.BROKEN;
            case DATA -> throw new IllegalStateException("data is not read here");
        };
    }

    private Step size(byte b) {
        int digit = Character.digit(b, 16);
        if (digit >= 0) {
            left = left << 4 | digit;
            return ++digits <= SIZE_DIGITS_MAX ? Step.PIECE : Step.BROKEN;
        }
        if (digits == 0) {
            return Step.BROKEN;
        }
        if (b == ';' || (!strict && (b == ' ' || b == '\t'))) {
            state = State.EXTENSION;
            return Step.PIECE;
        }
        return sizeEnd(b);
    }

    private Step sizeEnd(byte b) {
        if (b == '\r') {
            state = State.SIZE_END;
            return Step.PIECE;
        }
        return b == '\n' && !strict ? sizeRead() : Step.BROKEN;
    }

    // Passed over; what it is worth nobody has ever said.
    private Step extension(byte b) {
        if (b == '\r' || b == '\n') {
            return sizeEnd(b);
        }
        boolean plain = b < 0 || (b >= ' ' && b != 0x7f) || b == '\t';
        return plain && ++passed <= EXTENSION_BYTES_MAX ? Step.PIECE : Step.BROKEN;
    }

    private Step sizeRead() {
        digits = 0;
        passed = 0;
        lineEmpty = true;
        state = left == 0 ? State.TRAILER : State.DATA;
        return Step.PIECE;
    }

    private Step trailer(byte b) {
        if (++passed > trailerBytesMax) {
            return Step.BROKEN;
        }
        if (b == '\r') {
            state = State.TRAILER_END;
            return Step.PIECE;
        }
        if (b == '\n') {
            return strict ? Step.BROKEN : trailerRead();
        }
        lineEmpty = false;
        return Step.PIECE;
    }

    private Step trailerRead() {
        state = State.TRAILER;
        if (lineEmpty) {
            return Step.END;
        }
        lineEmpty = true;
        return Step.PIECE;
    }
}
