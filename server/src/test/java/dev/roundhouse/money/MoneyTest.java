package dev.roundhouse.money;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class MoneyTest {
    @Test
    void anAmountIsReadAndShownExactly() {
        assertThat(Nanos.ofUsd("25.00").value()).isEqualTo(25_000_000_000L);
        assertThat(Nanos.ofUsd("0.000000001").toUsd()).isEqualTo("0.000000001");
        assertThat(Nanos.ZERO.toUsd()).isEqualTo("0");
        assertThat(new Nanos(-1_500_000_000).toUsd()).isEqualTo("-1.5");
    }

    @Test
    void anAmountThatIsNoneIsRefusedByName() {
        assertThatThrownBy(() -> Nanos.ofUsd("ten")).hasMessageContaining("'ten'");
        assertThatThrownBy(() -> Nanos.ofUsd("0.0000000001")).hasMessageContaining("nine decimals");
        assertThatThrownBy(() -> Nanos.ofUsd("99999999999")).hasMessageContaining("in range");
    }

    @Test
    void sumsFailLoudlyInsteadOfWrapping() {
        Nanos most = new Nanos(Long.MAX_VALUE);

        assertThatThrownBy(() -> most.plus(new Nanos(1))).isInstanceOf(ArithmeticException.class);
    }

    @Test
    void aPricePerMillionIsPicoDollarsPerUnit() {
        assertThat(Price.perMillion("2.50").picos()).isEqualTo(2_500_000);
        assertThat(Price.perMillion("0.0125").usdPerUnit()).isEqualTo("0.0000000125");
        assertThat(Price.perUnit("0.01").usdPerMillion()).isEqualTo("10000");
        assertThatThrownBy(() -> Price.perMillion("-1")).hasMessageContaining(">= 0");
    }

    @Test
    void halfANanoIsRoundedToTheEvenNeighbour() {
        assertThat(sum(1, 500)).isEqualTo(new Nanos(0));
        assertThat(sum(1, 1_500)).isEqualTo(new Nanos(2));
        assertThat(sum(1, 501)).isEqualTo(new Nanos(1));
        assertThat(sum(1, 2_500)).isEqualTo(new Nanos(2));
    }

    @Test
    void aSumIsWhatBigIntegersSayWhateverItsSize() {
        SplittableRandom random = new SplittableRandom(20_261_124);
        for (int round = 0; round < 2_000; round++) {
            PicoSum sum = new PicoSum();
            BigInteger expected = BigInteger.ZERO;
            for (int i = 0; i < 5; i++) {
                long count = random.nextLong(1L << random.nextInt(1, 40));
                long picos = random.nextLong(1L << random.nextInt(1, 33));
                sum.add(count, new Price(picos));
                expected = expected.add(BigInteger.valueOf(count).multiply(BigInteger.valueOf(picos)));
            }
            BigDecimal nanos = new BigDecimal(expected).movePointLeft(3).setScale(0, RoundingMode.HALF_EVEN);
            if (nanos.toBigInteger().bitLength() > 63) {
                assertThatThrownBy(sum::rounded).isInstanceOf(ArithmeticException.class);
            } else {
                assertThat(sum.rounded().value()).isEqualTo(nanos.longValueExact());
            }
        }
    }

    private static Nanos sum(long count, long picos) {
        PicoSum sum = new PicoSum();
        sum.add(count, new Price(picos));
        return sum.rounded();
    }
}
