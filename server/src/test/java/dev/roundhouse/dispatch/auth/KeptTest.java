package dev.roundhouse.dispatch.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.roundhouse.dispatch.Authorizer.Denied;
import dev.roundhouse.dispatch.auth.Kept.Lease;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// A token is renewed ahead of its end, by one renewal at a time.
@Timeout(30)
class KeptTest {
    private Instant now = Instant.EPOCH;
    private final AtomicInteger asked = new AtomicInteger();
    private final List<Runnable> later = new ArrayList<>();

    @Test
    void aTokenThatHoldsIsNotAskedForAgain() {
        Kept<Integer> kept = new Kept<>(this::hour, () -> now, Runnable::run);

        assertThat(kept.get()).isEqualTo(1);
        now = now.plus(Duration.ofMinutes(54));
        assertThat(kept.get()).isEqualTo(1);
    }

    @Test
    void aheadOfItsEndItIsRenewedWithoutAnyWait() {
        Kept<Integer> kept = new Kept<>(this::hour, () -> now, task -> {
            if (asked.get() == 0) {
                task.run();
            } else {
                later.add(task);
            }
        });
        kept.get();

        now = now.plus(Duration.ofMinutes(56));

        assertThat(kept.get()).isEqualTo(1);
        assertThat(kept.get()).isEqualTo(1);
        assertThat(later).hasSize(1);
        later.getFirst().run();
        assertThat(kept.get()).isEqualTo(2);
    }

    @Test
    void manyThatWaitCauseOneRenewal() throws Exception {
        CountDownLatch given = new CountDownLatch(1);
        try (ExecutorService workers = Executors.newSingleThreadExecutor();
                ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
            Kept<Integer> kept = new Kept<>(
                    () -> {
                        await(given);
                        return hour();
                    },
                    () -> now,
                    workers);
            List<Future<Integer>> tokens = new ArrayList<>();
            for (int i = 0; i < 50; i++) {
                tokens.add(callers.submit(kept::get));
            }
            given.countDown();
            for (Future<Integer> token : tokens) {
                assertThat(token.get()).isEqualTo(1);
            }
        }
        assertThat(asked).hasValue(1);
    }

    @Test
    void anIssuerThatRefusesIsToldOfAndLeftAloneForAWhile() {
        AtomicInteger tries = new AtomicInteger();
        Kept<Integer> kept = new Kept<>(
                () -> {
                    if (tries.incrementAndGet() == 1) {
                        throw new Denied("it said no");
                    }
                    return hour();
                },
                () -> now,
                Runnable::run);

        assertThatThrownBy(kept::get).hasMessage("it said no");
        assertThatThrownBy(kept::get).hasMessage("it said no");
        assertThat(tries).hasValue(1);
        now = now.plusSeconds(3);
        assertThat(kept.get()).isEqualTo(1);
    }

    @Test
    void aRefusedRenewalDoesNotTakeATokenThatHolds() {
        Kept<Integer> kept = new Kept<>(
                () -> {
                    if (asked.get() == 1) {
                        throw new IllegalStateException("a secret");
                    }
                    return hour();
                },
                () -> now,
                Runnable::run);
        kept.get();

        now = now.plus(Duration.ofMinutes(57));
        assertThat(kept.get()).isEqualTo(1);
        now = now.plus(Duration.ofMinutes(10));
        assertThatThrownBy(kept::get).hasMessage("IllegalStateException while asking for a token");
    }

    private Lease<Integer> hour() {
        return new Lease<>(asked.incrementAndGet(), now.plus(Duration.ofHours(1)));
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
