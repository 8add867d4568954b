package dev.roundhouse.sandbox;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;

/// In which pieces a body is written, each piece flushed by itself.
public enum Delivery {
    /// A recording in one write, a made-up stream frame by frame.
    WHOLE,
    /// Every byte by itself.
    BYTES,
    /// Pieces of 1 to 40 bytes, the same ones each time for the same recording: every character of more than one
    /// byte
    /// is cut in two, and
    /// every other blank line between frames.
    SPLIT;

    private static final int PIECE_BYTES_MAX = 40;

    /// The delivery of that name, in any case; empty where there is none.
    public static Optional<Delivery> named(String name) {
        return Stream.of(values())
                .filter(delivery -> delivery.title().equals(name.toLowerCase(Locale.ROOT)))
                .findFirst();
    }

    /// The name that users write.
    public String title() {
        return name().toLowerCase(Locale.ROOT);
    }

    /// Cuts a body into pieces, which joined give the body again.
    ///
    /// @param seed decides where [#SPLIT] cuts
    List<byte[]> cut(byte[] body, long seed) {
        return switch (this) {
            case WHOLE -> List.of(body);
            case BYTES -> pieces(body, everywhere(body));
            case SPLIT -> pieces(body, unkindly(body, new SplittableRandom(seed)));
        };
    }

    private static boolean[] everywhere(byte[] body) {
        boolean[] cuts = new boolean[body.length];
        Arrays.fill(cuts, true);
        return cuts;
    }

    /// Marks the positions before which to cut.
    private static boolean[] unkindly(byte[] body, RandomGenerator random) {
        boolean[] cuts = new boolean[body.length];
        for (int at = random.nextInt(1, PIECE_BYTES_MAX + 1); at < body.length; ) {
            cuts[at] = true;
            at += random.nextInt(1, PIECE_BYTES_MAX + 1);
        }
        for (int at = 0; at < body.length; at++) {
            int length = characterBytes(body[at]);
            if (length > 1 && at + length <= body.length) {
                cuts[at + random.nextInt(1, length)] = true;
            }
            if (at > 0 && body[at] == '\n' && body[at - 1] == '\n') {
                cuts[at] |= random.nextBoolean();
            }
        }
        return cuts;
    }

    private static int characterBytes(byte lead) {
        int bits = Integer.numberOfLeadingZeros(~(lead << 24));
        return bits >= 2 && bits <= 4 ? bits : 1;
    }

    private static List<byte[]> pieces(byte[] body, boolean[] cuts) {
        List<byte[]> pieces = new ArrayList<>();
        int from = 0;
        for (int at = 1; at <= body.length; at++) {
            if (at == body.length || cuts[at]) {
                pieces.add(Arrays.copyOfRange(body, from, at));
                from = at;
            }
        }
        return pieces;
    }
}
