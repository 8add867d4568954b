package dev.roundhouse.record;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class GenerationIdsTest {
    private static final Instant NOW = Instant.parse("2026-11-24T12:00:00.123456Z");

    private final AtomicReference<Instant> now = new AtomicReference<>(NOW);
    private final GenerationIds ids = new GenerationIds(now::get, new SplittableRandom(1));

    @Test
    void anIdTellsItsTime() {
        String id = ids.next();

        assertThat(id).matches("gen-[0-9]{10}-[0-9A-Za-z]{20}").startsWith("gen-" + NOW.getEpochSecond() + "-");
        assertThat(GenerationIds.instant(GenerationIds.order(id).orElseThrow())).isEqualTo(NOW);
    }

    @Test
    void idsSortByTimeWhateverTheClockDoes() {
        List<String> made = new ArrayList<>();
        SplittableRandom random = new SplittableRandom(5);
        for (int i = 0; i < 10_000; i++) {
            now.set(now.get().plusNanos(random.nextLong(-5_000_000_000L, 6_000_000_000L)));
            made.add(ids.next());
        }

        assertThat(made).isSorted().doesNotHaveDuplicates();
        assertThat(made.stream()
                        .map(id -> GenerationIds.order(id).orElseThrow())
                        .toList())
                .isSorted()
                .doesNotHaveDuplicates();
    }

    @Test
    void manyThreadsNeverMakeTheSame() throws InterruptedException {
        List<Long> orders = Collections.synchronizedList(new ArrayList<>());
        List<Thread> threads = new ArrayList<>();
        for (int t = 0; t < 4; t++) {
            threads.add(Thread.ofPlatform().start(() -> {
                for (int i = 0; i < 5_000; i++) {
                    orders.add(GenerationIds.order(ids.next()).orElseThrow());
                }
            }));
        }
        for (Thread thread : threads) {
            thread.join();
        }

        assertThat(orders).hasSize(20_000).doesNotHaveDuplicates();
    }

    @Test
    void whatIsNoIdHasNoOrder() {
        String id = ids.next();
        for (String wrong : List.of(
                "",
                "gen-",
                id + "0",
                id.substring(1),
                id.replace('-', '_'),
                "gen-17900000x0-0000010123456789abcd",
                "gen-1790000000-zzzzzz0123456789abcd",
                "gen-1790000000-00000101234567 9abcd",
                "gen-1790000000-0000010123456789abc\u00e9")) {
            assertThat(GenerationIds.order(wrong)).as(wrong).isEmpty();
        }
    }
}
