package dev.roundhouse.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class IdleTest {
    @Test
    void whatWasKeptIsTakenOnceAndNoMoreIsKeptThanThereArePlaces() {
        Idle<String> idle = new Idle<>(2);

        assertThat(idle.take()).isNull();
        assertThat(idle.keep("a")).isTrue();
        assertThat(idle.keep("b")).isTrue();
        assertThat(idle.keep("c")).isFalse();
        assertThat(List.of(String.valueOf(idle.take()), String.valueOf(idle.take())))
                .containsExactlyInAnyOrder("a", "b");
        assertThat(idle.take()).isNull();
    }

    @Test
    void nothingIsEverInTwoHands() throws InterruptedException {
        Idle<AtomicInteger> idle = new Idle<>(4);
        AtomicInteger clashes = new AtomicInteger();
        List<Thread> threads = new ArrayList<>();
        for (int t = 0; t < 6; t++) {
            threads.add(Thread.ofPlatform().start(() -> {
                for (int i = 0; i < 50_000; i++) {
                    AtomicInteger known = idle.take();
                    AtomicInteger one = known == null ? new AtomicInteger() : known;
                    if (one.incrementAndGet() != 1) {
                        clashes.incrementAndGet();
                    }
                    one.decrementAndGet();
                    boolean _ = idle.keep(one);
                }
            }));
        }
        for (Thread thread : threads) {
            thread.join();
        }
        assertThat(clashes).hasValue(0);
    }
}
