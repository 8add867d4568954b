package dev.roundhouse.record;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicLong;
import java.util.random.RandomGenerator;

/// Names generations: `gen-<unix seconds>-<20 alphanumerics>`, of which the first six count 1/1024 microseconds
/// within the second. So ids sort by time, each is above all that were made before it here, and each maps to a
/// 64-bit number of the same order. They are not secrets: who may read a record is decided by its account. Safe
/// for use by many threads.
public final class GenerationIds {
    private static final String PREFIX = "gen-";
    private static final byte[] DIGITS =
            "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz".getBytes(StandardCharsets.US_ASCII);
    private static final long PER_MICRO = 1_024;
    private static final long PER_SECOND = 1_000_000 * PER_MICRO;
    private static final int SECONDS_FROM = 4;
    private static final int SECONDS_TO = 14;
    private static final int PART_FROM = 15;
    private static final int PART_TO = 21;
    private static final int LENGTH = 35;
    // A step that visits all 64-bit numbers before it repeats one.
    private static final long GOLDEN = 0x9E3779B97F4A7C15L;

    private final InstantSource clock;
    private final AtomicLong last = new AtomicLong();
    private final AtomicLong seed;

    /// @param random asked once, for a seed
    public GenerationIds(InstantSource clock, RandomGenerator random) {
        this.clock = clock;
        this.seed = new AtomicLong(random.nextLong());
    }

    /// A new id. A clock that jumps back does not: ids go on from the highest one.
    public String next() {
        Instant now = clock.instant();
        long wanted = now.getEpochSecond() * PER_SECOND + now.getNano() / 1_000 * PER_MICRO;
        long order;
        long before;
        do {
            before = last.get();
            order = Math.max(before + 1, wanted);
        } while (!last.compareAndSet(before, order));
        return text(order, mixed(seed.addAndGet(GOLDEN)), mixed(seed.addAndGet(GOLDEN)));
    }

    private static String text(long order, long random1, long random2) {
        byte[] out = new byte[LENGTH];
        out[0] = 'g';
        out[1] = 'e';
        out[2] = 'n';
        out[3] = '-';
        digits(out, SECONDS_FROM, SECONDS_TO, order / PER_SECOND, 10);
        out[SECONDS_TO] = '-';
        digits(out, PART_FROM, PART_TO, order % PER_SECOND, DIGITS.length);
        digits(out, PART_TO, PART_TO + 7, random1 >>> 1, DIGITS.length);
        digits(out, PART_TO + 7, LENGTH, random2 >>> 1, DIGITS.length);
        return new String(out, StandardCharsets.ISO_8859_1);
    }

    private static void digits(byte[] out, int from, int to, long value, int base) {
        long rest = value;
        for (int i = to - 1; i >= from; i--) {
            out[i] = DIGITS[(int) (rest % base)];
            rest /= base;
        }
    }

    private static long mixed(long value) {
        long z = (value ^ (value >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return z ^ (z >>> 31);
    }

    /// The number that an id's leading part stands for; empty for what is not an id.
    public static OptionalLong order(String id) {
        if (id.length() != LENGTH || !id.startsWith(PREFIX) || id.charAt(SECONDS_TO) != '-') {
            return OptionalLong.empty();
        }
        long seconds = number(id, SECONDS_FROM, SECONDS_TO, 10);
        long part = number(id, PART_FROM, PART_TO, DIGITS.length);
        long tail = Math.min(number(id, PART_TO, PART_TO + 7, 62), number(id, PART_TO + 7, LENGTH, 62));
        if (seconds < 0 || part < 0 || part >= PER_SECOND || tail < 0) {
            return OptionalLong.empty();
        }
        return OptionalLong.of(seconds * PER_SECOND + part);
    }

    private static long number(String id, int from, int to, int base) {
        long value = 0;
        for (int i = from; i < to; i++) {
            int digit = digit(id.charAt(i));
            if (digit < 0 || digit >= base) {
                return -1;
            }
            value = value * base + digit;
        }
        return value;
    }

    private static int digit(char c) {
        if (c >= '0' && c <= '9') {
            return c - '0';
        }
        if (c >= 'A' && c <= 'Z') {
            return c - 'A' + 10;
        }
        return c >= 'a' && c <= 'z' ? c - 'a' + 36 : -1;
    }

    /// When the generation of that number began, within a microsecond.
    public static Instant instant(long order) {
        return Instant.ofEpochSecond(order / PER_SECOND, order % PER_SECOND / PER_MICRO * 1_000);
    }
}
