package dev.roundhouse.money;

import java.math.BigDecimal;
import java.math.RoundingMode;

/// What one unit (a token, a request, an image …) costs, in whole pico-dollars. Zero is a price: a known one.
///
/// @param picos pico-dollars (10⁻¹² USD) per unit, not negative
public record Price(long picos) {
    /// A known price of nothing.
    public static final Price ZERO = new Price(0);

    private static final int PICO_SCALE = 12;
    private static final int MILLION_SCALE = 6;

    public Price {
        if (picos < 0) {
            throw new IllegalArgumentException("price: " + picos + " (expected: >= 0)");
        }
    }

    /// Reads a price per million units, as catalogues and people write it.
    ///
    /// @param usd such as `2.50`: USD per million
    /// @throws IllegalArgumentException when it is not a decimal number, is negative, or is out
    ///   of range
    public static Price perMillion(String usd) {
        return read(usd, PICO_SCALE - MILLION_SCALE);
    }

    /// Reads a price per unit.
    ///
    /// @param usd such as `0.01`: USD per request, image, second or page
    /// @throws IllegalArgumentException as [#perMillion(String)]
    public static Price perUnit(String usd) {
        return read(usd, PICO_SCALE);
    }

    private static Price read(String usd, int scale) {
        try {
            // Some published prices are converted currencies with endless decimals: half a pico-dollar is the
            // most
            // that
            // is lost.
            return new Price(new BigDecimal(usd.strip())
                    .movePointRight(scale)
                    .setScale(0, RoundingMode.HALF_EVEN)
                    .longValueExact());
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("price: '" + usd + "' (expected: a decimal number of USD)", e);
        } catch (ArithmeticException e) {
            throw new IllegalArgumentException("price: '" + usd + "' (out of range)", e);
        }
    }

    /// USD per unit as a plain decimal, such as `0.0000025`; `0` when free.
    public String usdPerUnit() {
        return plain(BigDecimal.valueOf(picos, PICO_SCALE));
    }

    /// USD per million units as a plain decimal, such as `2.5`.
    public String usdPerMillion() {
        return plain(BigDecimal.valueOf(picos, PICO_SCALE - MILLION_SCALE));
    }

    private static String plain(BigDecimal amount) {
        return amount.signum() == 0 ? "0" : amount.stripTrailingZeros().toPlainString();
    }
}
