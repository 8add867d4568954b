package dev.roundhouse.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.roundhouse.money.Nanos;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class LedgerTest {
    private final Ledger ledger = new Ledger();

    private void limited(long nanos) {
        ledger.open(1, new Funds.Limited(new Nanos(nanos)));
    }

    private Held held(long ceiling) {
        return (Held) ledger.reserve(1, new Nanos(ceiling));
    }

    private Ledger.Standing standing() {
        return ledger.standing(1).orElseThrow();
    }

    @Test
    void aReservationIsSettledOnlyOnce() {
        limited(100);

        try (Held held = held(60)) {
            held.settle(new Nanos(25));

            assertThatThrownBy(() -> held.settle(new Nanos(25))).isInstanceOf(IllegalStateException.class);
        }

        assertThat(standing()).isEqualTo(new Ledger.Standing(true, new Nanos(75), Nanos.ZERO, new Nanos(25)));
    }

    @Test
    void closingReleasesWhatWasNotSettled() {
        limited(100);

        try (Held held = held(60)) {
            assertThat(held.ceiling()).isEqualTo(new Nanos(60));
            assertThat(standing().available()).isEqualTo(new Nanos(40));
            assertThat(standing().held()).isEqualTo(new Nanos(60));
        }

        assertThat(standing()).isEqualTo(new Ledger.Standing(true, new Nanos(100), Nanos.ZERO, Nanos.ZERO));
    }

    @Test
    void aReleasedReservationCannotBeSettled() {
        limited(100);
        Held held = held(60);
        held.close();
        held.close();

        assertThatThrownBy(() -> held.settle(new Nanos(1))).isInstanceOf(IllegalStateException.class);
        assertThat(standing().available()).isEqualTo(new Nanos(100));
    }

    @Test
    void aCeilingAboveTheCreditIsRefusedWithWhatIsThere() {
        limited(1_500_000_000L);

        Reserved refused = ledger.reserve(1, Nanos.ofUsd("1.6"));

        assertThat(refused).isInstanceOfSatisfying(Insufficient.class, i -> {
            assertThat(i.failure().type().status()).isEqualTo(402);
            assertThat(i.failure().message()).contains("$1.6").contains("$1.5");
        });
        assertThat(standing().held()).isEqualTo(Nanos.ZERO);
        assertThat(ledger.reserve(1, Nanos.ofUsd("1.5"))).isInstanceOf(Held.class);
    }

    @Test
    void whatIsFreeIsServedWithoutCreditButNotInDebt() {
        limited(0);
        try (Held free = held(0)) {
            free.settle(new Nanos(7));
        }

        assertThat(standing().available()).isEqualTo(new Nanos(-7));
        assertThat(ledger.reserve(1, Nanos.ZERO)).isInstanceOf(Insufficient.class);
    }

    @Test
    void anAccountWithoutLimitIsNeverRefused() {
        ledger.open(1, new Funds.Unlimited());

        try (Held held = held(Long.MAX_VALUE)) {
            held.settle(new Nanos(5));
        }

        assertThat(standing()).isEqualTo(new Ledger.Standing(false, Nanos.ZERO, Nanos.ZERO, new Nanos(5)));
    }

    @Test
    void anAccountThatIsNotOpenYetIsNotTheCallersFault() {
        assertThat(ledger.reserve(9, Nanos.ZERO))
                .isInstanceOfSatisfying(
                        Insufficient.class,
                        i -> assertThat(i.failure().type().status()).isEqualTo(503));
        assertThat(ledger.standing(9)).isEmpty();
    }

    @Test
    void anAccountIsOpenedOnce() {
        limited(1);
        assertThatThrownBy(() -> limited(1)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void manyAtOnceNeverSpendMoreThanThereIs() throws Exception {
        for (int seed = 0; seed < 20; seed++) {
            raceFor(seed);
        }
    }

    private static void raceFor(long seed) throws Exception {
        Ledger ledger = new Ledger();
        long credit = 10_000;
        ledger.open(1, new Funds.Limited(new Nanos(credit)));
        AtomicLong spent = new AtomicLong();
        AtomicLong refused = new AtomicLong();
        List<Callable<Void>> racers = new ArrayList<>();
        for (int t = 0; t < 8; t++) {
            SplittableRandom random = new SplittableRandom(seed * 31 + t);
            racers.add(() -> {
                for (int i = 0; i < 500; i++) {
                    switch (ledger.reserve(1, new Nanos(random.nextLong(40)))) {
                        case Insufficient _ -> refused.incrementAndGet();
                        case Held held -> {
                            try (held) {
                                if (random.nextInt(4) != 0) {
                                    long charge = random.nextLong(held.ceiling().value() + 1);
                                    held.settle(new Nanos(charge));
                                    spent.addAndGet(charge);
                                }
                            }
                        }
                    }
                }
                return null;
            });
        }

        try (ExecutorService threads = Executors.newFixedThreadPool(8)) {
            for (Future<Void> racer : threads.invokeAll(racers)) {
                racer.get();
            }
        }

        Ledger.Standing end = ledger.standing(1).orElseThrow();
        assertThat(spent.get()).as("seed %s", seed).isLessThanOrEqualTo(credit);
        assertThat(end.held()).isEqualTo(Nanos.ZERO);
        assertThat(end.charged().value()).isEqualTo(spent.get());
        assertThat(end.available().value()).isEqualTo(credit - spent.get());
        assertThat(refused.get())
                .as("seed %s: the race went over the last of the credit", seed)
                .isPositive();
    }
}
