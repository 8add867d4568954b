package dev.roundhouse.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.roundhouse.exchange.Caller.Scope;
import dev.roundhouse.ledger.Funds;
import dev.roundhouse.money.Nanos;
import dev.roundhouse.policy.ApiKey;
import dev.roundhouse.record.Activity;
import dev.roundhouse.record.Credits;
import dev.roundhouse.record.Feedback;
import dev.roundhouse.record.GenerationIds;
import dev.roundhouse.record.GenerationRecord;
import dev.roundhouse.record.Recorder;
import dev.roundhouse.record.Records;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StoreTest {
    private static final Instant NOW = Instant.parse("2026-11-24T12:00:00Z");
    private static final LocalDate TODAY = LocalDate.of(2026, 11, 24);
    private static final long MICROS = NOW.getEpochSecond() * 1_000_000;
    private static final long DAY = 86_400_000_000L;
    private static final Store.Options OPTIONS =
            new Store.Options(new MappedJournal.Options(256 * 1024, 16, 1_000_000), Duration.ofMillis(20));

    @TempDir
    Path data;

    private final AtomicReference<Instant> now = new AtomicReference<>(NOW);
    private final GenerationIds ids = new GenerationIds(now::get, new SplittableRandom(11));

    private Store open() throws IOException {
        return Store.open(data, OPTIONS, now::get, new SplittableRandom(5));
    }

    private static ApiKey key(String hash, Scope scope) {
        return new ApiKey(
                hash,
                "sk-rh-v1-12345678...abcd",
                "a key",
                1,
                scope,
                ApiKey.Origin.MINTED,
                NOW,
                null,
                false,
                NOW.plusSeconds(60),
                new ApiKey.Cap(Nanos.ofUsd("1.50"), ApiKey.Reset.WEEKLY, true));
    }

    private long count(String sql) throws SQLException {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + data.resolve("roundhouse.db"));
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getLong(1);
        }
    }

    @Test
    void aGenerationIsFoundAsSoonAsItIsKept() throws IOException {
        try (Store store = open()) {
            Recorder recorder = new Recorder(store.journal());
            GenerationRecord full = Records.full(ids.next());
            GenerationRecord plain = Records.plain(ids.next(), 1, 500, MICROS);

            recorder.keep(full);
            recorder.keep(plain);

            assertThat(store.find(full.id())).contains(full);
            assertThat(store.find(plain.id())).contains(plain);
            assertThat(store.find(ids.next())).isEmpty();
            assertThat(store.find("gen-nonsense")).isEmpty();
        }
    }

    @Test
    void aLaterWordOnAGenerationReplacesTheOneBefore() throws IOException {
        try (Store store = open()) {
            String id = ids.next();
            store.keep(new Feedback.Word(id, 1, "other", 0.2, "no", "acme/swift-1", "short-code", NOW));
            store.keep(new Feedback.Word(id, 1, "other", 0.8, null, "acme/swift-1", "short-code", NOW));
            store.keep(new Feedback.Word(id, 1, "latency", null, "slow", "acme/swift-1", null, NOW));
            store.keep(new Feedback.Word(id, 2, "other", 1.0, null, "acme/swift-1", null, NOW));

            assertThat(store.counts(1))
                    .containsExactly(
                            new Feedback.Count("acme/swift-1", null, "latency", 1, 0, 0),
                            new Feedback.Count("acme/swift-1", "short-code", "other", 1, 1, 0.8));
        }
    }

    @Test
    void aGenerationThatIsKeptAMomentLaterIsWaitedFor() throws IOException, InterruptedException {
        try (Store store = open()) {
            store.awaitOpen();
            GenerationRecord plain = Records.plain(ids.next(), 1, 500, MICROS);
            Thread late = Thread.ofVirtual().unstarted(() -> new Recorder(store.journal()).keep(plain));
            Thread asking = Thread.ofVirtual().start(() -> {
                late.start();
                assertThat(store.find(plain.id())).contains(plain);
            });

            asking.join();
            late.join();
        }
    }

    @Test
    void everythingIsThereAfterARestart() throws IOException, SQLException {
        List<GenerationRecord> kept = new ArrayList<>();
        for (int run = 0; run < 3; run++) {
            try (Store store = open()) {
                Recorder recorder = new Recorder(store.journal());
                for (int i = 0; i < 300; i++) {
                    GenerationRecord record = Records.plain(ids.next(), 1, 1_000 + i, MICROS);
                    assertThat(recorder.keep(record)).isTrue();
                    kept.add(record);
                }
            }
        }

        long sum = kept.stream().mapToLong(r -> r.charge().total().value()).sum();
        assertThat(count("SELECT count(*) FROM generation")).isEqualTo(900);
        assertThat(count("SELECT sum(charge_nanos) FROM generation")).isEqualTo(sum);
        assertThat(count("SELECT charge_nanos FROM account_total WHERE account = 1"))
                .isEqualTo(sum);
        try (Store store = open()) {
            assertThat(store.find(kept.getFirst().id())).contains(kept.getFirst());
            assertThat(store.find(kept.getLast().id())).contains(kept.getLast());
            assertThat(store.credit(1)).contains(new Credits.Credit(Optional.empty(), new Nanos(sum)));
        }
    }

    @Test
    void fundsAreCreditLessWhatWasChargedInThisRunAndEarlierOnes() throws IOException {
        try (Store store = open()) {
            assertThat(store.fund(1, Nanos.ofUsd("2"))).isEqualTo(new Funds.Limited(Nanos.ofUsd("2")));
            new Recorder(store.journal()).keep(Records.plain(ids.next(), 1, 500_000_000, MICROS));
            assertThat(store.fund(1, Nanos.ofUsd("2"))).isEqualTo(new Funds.Limited(Nanos.ofUsd("1.5")));
        }
        try (Store store = open()) {
            assertThat(store.fund(1, Nanos.ofUsd("3"))).isEqualTo(new Funds.Limited(Nanos.ofUsd("2.5")));
            assertThat(store.credit(1)).contains(new Credits.Credit(Optional.of(Nanos.ofUsd("3")), Nanos.ofUsd("0.5")));
            assertThat(store.fund(1, null)).isEqualTo(new Funds.Unlimited());
            assertThat(store.credit(1)).contains(new Credits.Credit(Optional.empty(), Nanos.ofUsd("0.5")));
            assertThat(store.credit(44)).isEmpty();
        }
    }

    @Test
    void usageIsAddedUpByDayKeyAndEndpoint() throws IOException {
        try (Store store = open()) {
            Recorder recorder = new Recorder(store.journal());
            recorder.keep(Records.plain(ids.next(), 1, 10, MICROS));
            recorder.keep(Records.plain(ids.next(), 1, 20, MICROS));
            recorder.keep(Records.plain(ids.next(), 1, 40, MICROS - DAY));
            recorder.keep(Records.plain(ids.next(), 1, 80, MICROS - 2 * DAY));
            recorder.keep(Records.plain(ids.next(), 1, 160, MICROS - 30 * DAY));
            recorder.keep(Records.plain(ids.next(), 2, 320, MICROS));

            List<Activity.Row> rows = store.rows(new Activity.Question(1, TODAY.minusDays(1), TODAY, null));
            assertThat(rows)
                    .containsExactly(
                            new Activity.Row(
                                    TODAY, "acme/swift-1", "acme/swift-1@acme", "Acme", 2, 440, 220, 20, new Nanos(30)),
                            new Activity.Row(
                                    TODAY.minusDays(1),
                                    "acme/swift-1",
                                    "acme/swift-1@acme",
                                    "Acme",
                                    1,
                                    220,
                                    110,
                                    10,
                                    new Nanos(40)));
            assertThat(store.rows(new Activity.Question(1, TODAY, TODAY, Records.KEY)))
                    .hasSize(1);
            assertThat(store.rows(new Activity.Question(1, TODAY, TODAY, "f".repeat(64))))
                    .isEmpty();
            assertThat(store.rows(new Activity.Question(2, TODAY, TODAY, null)))
                    .singleElement()
                    .extracting(Activity.Row::charge)
                    .isEqualTo(new Nanos(320));
            // 2026-11-24 is a Tuesday.
            assertThat(store.spentWith(Records.KEY, TODAY))
                    .isEqualTo(new Credits.KeyUsage(new Nanos(630), new Nanos(350), new Nanos(390), new Nanos(470)));
            assertThat(store.spentWith("f".repeat(64), TODAY)).isEqualTo(Credits.KeyUsage.NONE);
        }
    }

    @Test
    void keysAreKeptChangedAndDeleted() throws IOException {
        ApiKey first = key("a".repeat(64), Scope.INFERENCE);
        ApiKey second = key("b".repeat(64), Scope.MANAGEMENT).capped(null, NOW);
        try (Store store = open()) {
            store.save(first);
            store.save(second);
            store.save(first.switched(true, NOW).named("other", NOW));
            assertThat(store.load()).containsExactly(first.switched(true, NOW).named("other", NOW), second);
            store.delete(second.hash());
            store.delete(second.hash());
        }
        try (Store store = open()) {
            assertThat(store.load()).containsExactly(first.switched(true, NOW).named("other", NOW));
            store.save(second);
            assertThat(store.load()).hasSize(2);
        }
    }

    @Test
    void aDeletedKeysUsageStays() throws IOException {
        try (Store store = open()) {
            store.save(key(Records.KEY, Scope.INFERENCE));
            GenerationRecord record = Records.plain(ids.next(), 1, 500, MICROS);
            new Recorder(store.journal()).keep(record);
            store.delete(Records.KEY);

            assertThat(store.find(record.id())).contains(record);
            assertThat(store.spentWith(Records.KEY, TODAY).total()).isEqualTo(new Nanos(500));
        }
    }

    @Test
    void twoGenerationsOfTheSameNumberAreBothKept() throws IOException, SQLException {
        String first = ids.next();
        String twin = first.substring(0, 21) + "0123456789abcd";
        try (Store store = open()) {
            Recorder recorder = new Recorder(store.journal());
            recorder.keep(Records.plain(first, 1, 1, MICROS));
            recorder.keep(Records.plain(twin, 1, 2, MICROS));

            assertThat(store.find(first).orElseThrow().charge().total()).isEqualTo(new Nanos(1));
            assertThat(store.find(twin).orElseThrow().charge().total()).isEqualTo(new Nanos(2));
        }
        assertThat(count("SELECT count(*) FROM generation")).isEqualTo(2);
    }

    @Test
    void aGenerationThatIsKeptTwiceIsChargedOnce() throws IOException, SQLException {
        GenerationRecord record = Records.plain(ids.next(), 1, 7, MICROS);
        try (Store store = open()) {
            Recorder recorder = new Recorder(store.journal());
            recorder.keep(record);
            recorder.keep(record);
            assertThat(store.credit(1).orElseThrow().used()).isEqualTo(new Nanos(7));
            recorder.keep(record);
        }
        assertThat(count("SELECT count(*) FROM generation")).isEqualTo(1);
        assertThat(count("SELECT sum(charge_nanos) FROM activity")).isEqualTo(7);
    }

    @Test
    void anEntryThatCannotBeReadIsSetAsideAndHoldsNothingUp() throws IOException, SQLException {
        try (Store store = open()) {
            byte[] foreign = "of a later version".getBytes(StandardCharsets.UTF_8);
            store.journal().append(foreign, 0, foreign.length);
            GenerationRecord plain = Records.plain(ids.next(), 1, 500, MICROS);
            new Recorder(store.journal()).keep(plain);

            assertThat(store.find(plain.id())).contains(plain);
            assertThat(store.health().trouble()).isEmpty();
        }
        assertThat(count("SELECT count(*) FROM unread_entry")).isEqualTo(1);
        assertThat(count("SELECT length(entry) FROM unread_entry")).isEqualTo(18);
    }

    @Test
    void aJournalThatIsLostIsBegunAnew() throws IOException, SQLException {
        try (Store store = open()) {
            new Recorder(store.journal()).keep(Records.plain(ids.next(), 1, 500, MICROS));
        }
        try (var files = Files.list(data.resolve("journal"))) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        }

        try (Store store = Store.open(data, OPTIONS, now::get, new SplittableRandom(6))) {
            new Recorder(store.journal()).keep(Records.plain(ids.next(), 1, 500, MICROS));
        }
        assertThat(count("SELECT count(*) FROM generation")).isEqualTo(2);
        assertThat(count("SELECT charge_nanos FROM account_total")).isEqualTo(1_000);
    }

    @Test
    void oneProcessAtATimeUsesAFolder() throws IOException {
        try (Store _ = open()) {
            assertThatThrownBy(this::open).isInstanceOf(IOException.class).hasMessageContaining("another process");
        }
    }

    @Test
    void aDatabaseOfALaterVersionIsRefused() throws IOException, SQLException {
        open().close();
        count("SELECT 1");
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + data.resolve("roundhouse.db"));
                Statement statement = connection.createStatement()) {
            statement.executeUpdate("INSERT INTO schema_version VALUES (99, '0099_later.sql', 'x', 1)");
        }

        Store store = open();
        assertThatThrownBy(store::awaitOpen).hasMessageContaining("later version");
        assertThat(store.health().open()).isFalse();
        assertThat(store.health().trouble()).isPresent();
        assertThatThrownBy(store::close).isInstanceOf(IOException.class);
    }

    @Test
    void aTableFileThatChangedIsRefused() throws IOException, SQLException {
        open().close();
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + data.resolve("roundhouse.db"));
                Statement statement = connection.createStatement()) {
            statement.executeUpdate("UPDATE schema_version SET checksum = 'x'");
        }

        Store store = open();
        assertThatThrownBy(store::awaitOpen)
                .hasMessageContaining("0001_records.sql")
                .hasMessageContaining("checksum");
        assertThatThrownBy(store::close).isInstanceOf(IOException.class);
    }

    @Test
    void aClockThatJumpsBackLosesNothing() throws IOException, SQLException {
        try (Store store = open()) {
            Recorder recorder = new Recorder(store.journal());
            for (int run = 0; run < 3; run++) {
                // Each life of the program knows nothing of the ids of the one before.
                GenerationIds again = new GenerationIds(now::get, new SplittableRandom(run));
                for (int i = 0; i < 50; i++) {
                    recorder.keep(Records.plain(again.next(), 1, 1, MICROS));
                }
            }
        }
        assertThat(count("SELECT count(*) FROM generation")).isEqualTo(150);
        assertThat(count("SELECT charge_nanos FROM account_total")).isEqualTo(150);
    }

    @Test
    void onlyTheOwnerMayLookIntoTheFolder() throws IOException {
        Path inner = data.resolve("made");
        Store.open(inner, OPTIONS, now::get, new SplittableRandom(5)).close();
        byte[] pepper = Pepper.open(inner, null, new SplittableRandom(5));

        assertThat(Files.getPosixFilePermissions(inner)).hasSize(3);
        assertThat(Files.getPosixFilePermissions(inner.resolve("pepper"))).hasSize(2);
        assertThat(Pepper.open(inner, null, new SplittableRandom(6)))
                .isEqualTo(pepper)
                .hasSize(64);
        assertThat(Pepper.open(
                        inner, new dev.roundhouse.catalog.Secret("given by the environment"), new SplittableRandom(6)))
                .asString(StandardCharsets.UTF_8)
                .isEqualTo("given by the environment");
        assertThatThrownBy(() ->
                        Pepper.open(inner, new dev.roundhouse.catalog.Secret("too short"), new SplittableRandom(6)))
                .hasMessageContaining("ROUNDHOUSE_PEPPER");
    }
}
