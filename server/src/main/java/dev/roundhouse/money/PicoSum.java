package dev.roundhouse.money;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;

/// An exact running sum of counts × prices, rounded once, at the end. Confined to one thread.
public final class PicoSum {
    private static final int PICOS_PER_NANO = 1_000;

    // The sum fits a long for any real request; what does not is kept exact all the same.
    private long small;
    private BigInteger large = BigInteger.ZERO;

    /// Adds `count` units at `price`.
    ///
    /// @throws IllegalArgumentException when the count is negative
    public void add(long count, Price price) {
        if (count < 0) {
            throw new IllegalArgumentException("count: " + count + " (expected: >= 0)");
        }
        long high = Math.multiplyHigh(count, price.picos());
        long low = count * price.picos();
        if (high == 0 && low >= 0 && small + low >= 0) {
            small += low;
            return;
        }
        large = large.add(BigInteger.valueOf(count).multiply(BigInteger.valueOf(price.picos())));
    }

    /// The sum in nano-dollars, rounded half-even.
    ///
    /// @throws ArithmeticException when the amount does not fit nine billion dollars
    public Nanos rounded() {
        if (large.signum() != 0) {
            BigDecimal picos = new BigDecimal(large.add(BigInteger.valueOf(small)));
            return new Nanos(
                    picos.movePointLeft(3).setScale(0, RoundingMode.HALF_EVEN).longValueExact());
        }
        long nanos = small / PICOS_PER_NANO;
        long rest = small % PICOS_PER_NANO;
        boolean up = rest > PICOS_PER_NANO / 2 || (rest == PICOS_PER_NANO / 2 && (nanos & 1) == 1);
        return new Nanos(up ? nanos + 1 : nanos);
    }
}
