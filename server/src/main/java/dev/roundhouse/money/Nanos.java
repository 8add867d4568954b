package dev.roundhouse.money;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;

/// An amount of money in whole nano-dollars; may be negative. All arithmetic is exact and fails loudly on
/// overflow.
///
/// @param value nano-dollars (10⁻⁹ USD)
public record Nanos(long value) implements Comparable<Nanos> {
    /// No money.
    public static final Nanos ZERO = new Nanos(0);

    private static final int SCALE = 9;
    private static final int CHARS_MAX = 20;
    private static final long PER_USD = 1_000_000_000;

    /// Reads a decimal amount of dollars.
    ///
    /// @param usd such as `25.00`; at most nine decimals
    /// @throws IllegalArgumentException when it is not a decimal number, has more decimals, or does not fit
    public static Nanos ofUsd(String usd) {
        try {
            return new Nanos(new BigDecimal(usd.strip())
                    .movePointRight(SCALE)
                    .stripTrailingZeros()
                    .longValueExact());
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("amount: '" + usd + "' (expected: a decimal number of USD)", e);
        } catch (ArithmeticException e) {
            throw new IllegalArgumentException("amount: '" + usd + "' (expected: at most nine decimals, in range)", e);
        }
    }

    /// The sum.
    public Nanos plus(Nanos other) {
        return new Nanos(Math.addExact(value, other.value));
    }

    /// The difference.
    public Nanos minus(Nanos other) {
        return new Nanos(Math.subtractExact(value, other.value));
    }

    /// Whether it is below zero.
    public boolean isNegative() {
        return value < 0;
    }

    /// The amount in dollars, exact.
    public BigDecimal usd() {
        return BigDecimal.valueOf(value, SCALE);
    }

    /// The amount in dollars as a plain decimal without trailing zeros, such as `0.000012`.
    public String toUsd() {
        if (value < 0) {
            return usd().stripTrailingZeros().toPlainString();
        }
        // Each answer tells four amounts: this is many times as fast as a BigDecimal's text.
        byte[] text = new byte[CHARS_MAX];
        int at = CHARS_MAX;
        long whole = value / PER_USD;
        int rest = (int) (value % PER_USD);
        boolean any = false;
        for (int i = 0; i < SCALE; i++) {
            int shorter = rest / 10;
            int digit = rest - shorter * 10;
            rest = shorter;
            any |= digit != 0;
            if (any) {
                text[--at] = (byte) ('0' + digit);
            }
        }
        if (any) {
            text[--at] = '.';
        }
        do {
            text[--at] = (byte) ('0' + whole % 10);
            whole /= 10;
        } while (whole > 0);
        return new String(text, at, CHARS_MAX - at, StandardCharsets.ISO_8859_1);
    }

    @Override
    public int compareTo(Nanos other) {
        return Long.compare(value, other.value);
    }

    @Override
    public String toString() {
        return toUsd() + " USD";
    }
}
