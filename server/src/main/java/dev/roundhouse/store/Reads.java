package dev.roundhouse.store;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.roundhouse.money.Nanos;
import dev.roundhouse.record.Activity;
import dev.roundhouse.record.Credits;
import dev.roundhouse.record.GenerationIds;
import dev.roundhouse.record.GenerationRecord;
import dev.roundhouse.record.RecordReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.temporal.TemporalAdjusters;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.jdbi.v3.core.Jdbi;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteDataSource;

/// Questions to the database, on connections that cannot write.
final class Reads implements AutoCloseable {
    private static final int CONNECTIONS_MAX = 4;
    private static final int BUSY_MILLIS = 5_000;

    private final HikariDataSource pool;
    private final Jdbi jdbi;
    private final RecordReader reader = new RecordReader();

    Reads(Path file) {
        SQLiteConfig config = new SQLiteConfig();
        config.setReadOnly(true);
        config.setBusyTimeout(BUSY_MILLIS);
        SQLiteDataSource source = new SQLiteDataSource(config);
        source.setUrl("jdbc:sqlite:" + file);
        HikariConfig pooled = new HikariConfig();
        pooled.setPoolName("sqlite-read");
        pooled.setDataSource(source);
        pooled.setMaximumPoolSize(CONNECTIONS_MAX);
        pooled.setMinimumIdle(0);
        pooled.setReadOnly(true);
        pool = new HikariDataSource(pooled);
        jdbi = Jdbi.create(pool);
    }

    Optional<GenerationRecord> generation(String id) {
        OptionalLong order = GenerationIds.order(id);
        if (order.isEmpty()) {
            return Optional.empty();
        }
        return jdbi.withHandle(handle -> handle.createQuery("""
                        SELECT g.account, k.hash, g.received_at, g.charge_nanos, g.cost_nanos, g.record
                        FROM generation g JOIN api_key k ON k.id = g.api_key
                        WHERE g.id BETWEEN :low AND :high AND json_extract(g.record, '$.id') = :id ORDER BY g.id""")
                .bind("low", order.getAsLong())
                .bind("high", order.getAsLong() + Posting.PROBES)
                .bind("id", id)
                .map((row, _) -> record(row))
                .findFirst());
    }

    private GenerationRecord record(ResultSet row) throws SQLException {
        RecordReader.Beside beside = new RecordReader.Beside(
                row.getLong(1), row.getString(2), row.getLong(3), row.getLong(4), row.getLong(5));
        return reader.read(row.getString(6).getBytes(StandardCharsets.UTF_8), beside);
    }

    Optional<Credits.Credit> credit(long account) {
        return jdbi.withHandle(handle -> handle.createQuery("""
                        SELECT a.credit_nanos, coalesce(t.charge_nanos, 0)
                        FROM account a LEFT JOIN account_total t ON t.account = a.id WHERE a.id = :account""")
                .bind("account", account)
                .map((row, _) -> {
                    Optional<Nanos> granted = Optional.of(new Nanos(row.getLong(1)));
                    return new Credits.Credit(row.wasNull() ? Optional.empty() : granted, new Nanos(row.getLong(2)));
                })
                .findOne());
    }

    Credits.KeyUsage spentWith(String keyHash, LocalDate today) {
        LocalDate monday = today.with(TemporalAdjusters.previousOrSame(DayOfWeek.MONDAY));
        return jdbi.withHandle(handle -> handle.createQuery("""
                        SELECT coalesce(sum(charge_nanos), 0),
                            coalesce(sum(charge_nanos) FILTER (WHERE day = :today), 0),
                            coalesce(sum(charge_nanos) FILTER (WHERE day BETWEEN :monday AND :today), 0),
                            coalesce(sum(charge_nanos) FILTER (WHERE day BETWEEN :first AND :today), 0)
                        FROM api_key_day WHERE api_key = (SELECT id FROM api_key WHERE hash = :hash)""")
                .bind("today", today.toEpochDay())
                .bind("monday", monday.toEpochDay())
                .bind("first", today.withDayOfMonth(1).toEpochDay())
                .bind("hash", keyHash)
                .map((row, _) -> new Credits.KeyUsage(
                        new Nanos(row.getLong(1)),
                        new Nanos(row.getLong(2)),
                        new Nanos(row.getLong(3)),
                        new Nanos(row.getLong(4))))
                .one());
    }

    List<Activity.Row> activity(Activity.Question question) {
        return jdbi.withHandle(handle -> handle.createQuery("""
                        SELECT day, model, endpoint, provider, sum(requests), sum(prompt_tokens),
                            sum(completion_tokens), sum(reasoning_tokens), sum(charge_nanos)
                        FROM activity
                        WHERE account = :account AND day BETWEEN :from AND :to
                            AND (:hash IS NULL OR api_key = (SELECT id FROM api_key WHERE hash = :hash))
                        GROUP BY day, endpoint, model, provider ORDER BY day DESC, endpoint, model, provider""")
                .bind("account", question.account())
                .bind("from", question.from().toEpochDay())
                .bind("to", question.to().toEpochDay())
                .bind("hash", question.keyHash())
                .map((row, _) -> new Activity.Row(
                        LocalDate.ofEpochDay(row.getLong(1)),
                        row.getString(2),
                        row.getString(3),
                        row.getString(4),
                        row.getLong(5),
                        row.getLong(6),
                        row.getLong(7),
                        row.getLong(8),
                        new Nanos(row.getLong(9))))
                .list());
    }

    @Override
    public void close() {
        pool.close();
    }
}
