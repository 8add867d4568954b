package dev.roundhouse.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RoundsTest {

    private static final Contender ONE = new Contender("one", 1, 1, Surface.UPSTREAM);
    private static final Contender OTHER = new Contender("other", 2, 2, Surface.UPSTREAM);

    @Test
    void contendersTakeTurns() {
        List<String> order = new ArrayList<>();

        Rounds.run(2, List.of(ONE, OTHER), contender -> {
            order.add(contender.name());
            return cpu(1);
        });

        assertThat(order).containsExactly("one", "other", "one", "other", "one", "other");
    }

    @Test
    void theFirstRoundDoesNotCountButItsErrorsDo() {
        Iterator<Sample> samples =
                List.of(Sample.broken("cold"), cpu(3), cpu(2)).iterator();

        Rounds rounds = Rounds.run(2, List.of(ONE), _ -> samples.next());

        assertThat(rounds.of("one", Sample::microsPerRequest)).contains(new Spread(2.5, 2, 3));
        assertThat(rounds.errors()).singleElement().asString().contains("one", "cold");
    }

    @Test
    void ratiosAreTakenWithinEachRound() {
        Iterator<Sample> samples = IntStream.of(9, 9, 20, 10, 60, 20, 40, 20)
                .mapToObj(RoundsTest::cpu)
                .iterator();

        Rounds rounds = Rounds.run(3, List.of(ONE, OTHER), _ -> samples.next());

        assertThat(rounds.ratio("one", "other", Sample::microsPerRequest)).contains(new Spread(2, 2, 3));
    }

    @Test
    void whoDidNotTakePartHasNoFigure() {
        Rounds rounds = Rounds.run(1, List.of(ONE), _ -> cpu(1));

        assertThat(rounds.of("other", Sample::microsPerRequest)).isEmpty();
        assertThat(rounds.ratio("one", "other", Sample::microsPerRequest)).isEmpty();
    }

    private static Sample cpu(int micros) {
        return Sample.parse(
                "all=1 all-cpu=1 ok=1 errors=0 chunks=0 elapsed=1000 cpu=" + micros * 1000
                        + " memory=0 p50=0 p99=0 p999=0 transit50=0 transit99=0",
                "");
    }
}
