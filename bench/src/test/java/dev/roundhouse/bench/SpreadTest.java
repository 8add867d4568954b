package dev.roundhouse.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class SpreadTest {

    @Test
    void theMedianOfAnEvenNumberIsBetweenTheMiddleTwo() {
        assertThat(Spread.of(List.of(4, 1, 3, 2), Integer::doubleValue)).isEqualTo(new Spread(2.5, 1, 4));
    }

    @Test
    void theRangeIsShownWhereThereIsOne() {
        assertThat(new Spread(1234.5, 1000, 2000).text(1)).isEqualTo("1,234.5 (1,000.0-2,000.0)");
        assertThat(new Spread(5, 5, 5).text(0)).isEqualTo("5");
    }
}
