package dev.roundhouse.store;

import dev.roundhouse.exchange.Caller;
import dev.roundhouse.money.Nanos;
import dev.roundhouse.policy.ApiKey;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Types;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.sqlite.JDBC;
import org.sqlite.SQLiteConfig;

/// The one connection that writes. Each method is a transaction, and one runs at a time.
final class Books implements AutoCloseable {
    private static final int BUSY_MILLIS = 5_000;
    private static final int CACHE_KIB = -8_192;
    private static final int PROBES_MAX = 1_000;

    private final Connection connection;
    private final InstantSource clock;
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<String, Long> keyIds = new HashMap<>();
    private final PreparedStatement insertGeneration;
    private final PreparedStatement addActivity;
    private final PreparedStatement addTotal;
    private final PreparedStatement addKeyDay;
    private final PreparedStatement setPosition;

    private Books(Connection connection, InstantSource clock) throws SQLException {
        this.connection = connection;
        this.clock = clock;
        // A cast leaves the bytes as they are: the JSON need not become a string on its way.
        insertGeneration = connection.prepareStatement("""
                INSERT INTO generation (id, account, api_key, received_at, charge_nanos, cost_nanos, record)
                VALUES (?, ?, ?, ?, ?, ?, CAST(? AS TEXT)) ON CONFLICT DO NOTHING""");
        addActivity = connection.prepareStatement("""
                INSERT INTO activity (account, day, api_key, endpoint, model, provider, requests, prompt_tokens,
                    completion_tokens, reasoning_tokens, cached_tokens, charge_nanos, cost_nanos)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                ON CONFLICT (account, day, api_key, endpoint, model, provider) DO UPDATE SET
                    requests = requests + excluded.requests,
                    prompt_tokens = prompt_tokens + excluded.prompt_tokens,
                    completion_tokens = completion_tokens + excluded.completion_tokens,
                    reasoning_tokens = reasoning_tokens + excluded.reasoning_tokens,
                    cached_tokens = cached_tokens + excluded.cached_tokens,
                    charge_nanos = charge_nanos + excluded.charge_nanos,
                    cost_nanos = cost_nanos + excluded.cost_nanos""");
        addTotal = connection.prepareStatement("""
                INSERT INTO account_total (account, requests, charge_nanos, cost_nanos) VALUES (?, ?, ?, ?)
                ON CONFLICT (account) DO UPDATE SET
                    requests = requests + excluded.requests,
                    charge_nanos = charge_nanos + excluded.charge_nanos,
                    cost_nanos = cost_nanos + excluded.cost_nanos""");
        addKeyDay = connection.prepareStatement("""
                INSERT INTO api_key_day (api_key, day, requests, charge_nanos) VALUES (?, ?, ?, ?)
                ON CONFLICT (api_key, day) DO UPDATE SET
                    requests = requests + excluded.requests,
                    charge_nanos = charge_nanos + excluded.charge_nanos""");
        setPosition = connection.prepareStatement("""
                INSERT INTO journal_position (journal, segment, position) VALUES (?, ?, ?)
                ON CONFLICT (journal) DO UPDATE SET segment = excluded.segment, position = excluded.position""");
        connection.commit();
    }

    /// Opens the database, makes it where it is not there, and brings its tables up to date.
    ///
    /// @throws IllegalStateException as [Migrations#run] does
    static Books open(Path file, InstantSource clock) throws SQLException {
        SQLiteConfig config = new SQLiteConfig();
        config.setJournalMode(SQLiteConfig.JournalMode.WAL);
        config.setSynchronous(SQLiteConfig.SynchronousMode.FULL);
        config.setBusyTimeout(BUSY_MILLIS);
        config.setCacheSize(CACHE_KIB);
        config.enforceForeignKeys(true);
        config.setTransactionMode(SQLiteConfig.TransactionMode.IMMEDIATE);
        Connection connection = JDBC.createConnection("jdbc:sqlite:" + file, config.toProperties());
        try {
            connection.setAutoCommit(false);
            Migrations.SQLITE.run(connection, micros(clock.instant()));
            return new Books(connection, clock);
        } catch (SQLException | RuntimeException e) {
            connection.close();
            throw e;
        }
    }

    private interface Work<T> {
        T run() throws SQLException;
    }

    private <T> T transaction(Work<T> work) throws SQLException {
        lock.lock();
        try {
            T result = work.run();
            connection.commit();
            return result;
        } catch (SQLException | RuntimeException e) {
            // What was learnt inside may be undone with it.
            keyIds.clear();
            connection.rollback();
            throw e;
        } finally {
            lock.unlock();
        }
    }

    /// How far that journal was applied; empty when nothing of it was.
    Optional<Position> position(long journal) throws SQLException {
        return transaction(() -> {
            try (PreparedStatement query =
                    connection.prepareStatement("SELECT segment, position FROM journal_position WHERE journal = ?")) {
                query.setLong(1, journal);
                ResultSet row = query.executeQuery();
                return row.next() ? Optional.of(new Position(row.getLong(1), row.getLong(2))) : Optional.empty();
            }
        });
    }

    /// Applies a batch: all of it and the journal's new position, or nothing.
    void apply(long journal, Batch batch) throws SQLException {
        transaction(() -> {
            generations(batch.rows());
            sums(batch);
            unread(journal, batch.unread());
            setPosition.setLong(1, journal);
            setPosition.setLong(2, batch.to().segment());
            setPosition.setLong(3, batch.to().offset());
            setPosition.executeUpdate();
            return batch;
        });
    }

    private void generations(List<Batch.Row> rows) throws SQLException {
        if (rows.isEmpty()) {
            return;
        }
        for (Batch.Row row : rows) {
            bind(row, row.head().order());
            insertGeneration.addBatch();
        }
        int[] inserted = insertGeneration.executeBatch();
        for (int i = 0; i < inserted.length; i++) {
            if (inserted[i] == 0) {
                insertBeside(rows.get(i));
            }
        }
    }

    private void bind(Batch.Row row, long id) throws SQLException {
        insertGeneration.setLong(1, id);
        insertGeneration.setLong(2, row.head().account());
        insertGeneration.setLong(3, keyId(row.head().keyHash(), row.head().account()));
        insertGeneration.setLong(4, row.head().receivedMicros());
        insertGeneration.setLong(5, row.head().chargeNanos());
        insertGeneration.setLong(6, row.head().costNanos());
        insertGeneration.setBytes(7, row.json());
    }

    /// The number is taken: a clock was set back between two lives of the program. The next free one will do;
    /// readers look at a few and compare the whole name.
    private void insertBeside(Batch.Row row) throws SQLException {
        for (int i = 1; i < PROBES_MAX; i++) {
            bind(row, row.head().order() + i);
            if (insertGeneration.executeUpdate() == 1) {
                return;
            }
        }
        throw new SQLException("no free number behind " + row.head().order());
    }

    private void sums(Batch batch) throws SQLException {
        Map<Long, Batch.Sums> accounts = new HashMap<>();
        for (Map.Entry<Batch.Usage, Batch.Sums> entry : batch.activity().entrySet()) {
            Batch.Usage usage = entry.getKey();
            Batch.Sums sums = entry.getValue();
            long key = keyId(usage.keyHash(), usage.account());
            addActivity.setLong(1, usage.account());
            addActivity.setLong(2, usage.day());
            addActivity.setLong(3, key);
            addActivity.setString(4, usage.endpoint());
            addActivity.setString(5, usage.model());
            addActivity.setString(6, usage.provider());
            addActivity.setLong(7, sums.requests);
            addActivity.setLong(8, sums.prompt);
            addActivity.setLong(9, sums.completion);
            addActivity.setLong(10, sums.reasoning);
            addActivity.setLong(11, sums.cached);
            addActivity.setLong(12, sums.charge);
            addActivity.setLong(13, sums.cost);
            addActivity.executeUpdate();
            addKeyDay.setLong(1, key);
            addKeyDay.setLong(2, usage.day());
            addKeyDay.setLong(3, sums.requests);
            addKeyDay.setLong(4, sums.charge);
            addKeyDay.executeUpdate();
            accounts.computeIfAbsent(usage.account(), _ -> new Batch.Sums()).add(sums);
        }
        for (Map.Entry<Long, Batch.Sums> entry : accounts.entrySet()) {
            addTotal.setLong(1, entry.getKey());
            addTotal.setLong(2, entry.getValue().requests);
            addTotal.setLong(3, entry.getValue().charge);
            addTotal.setLong(4, entry.getValue().cost);
            addTotal.executeUpdate();
        }
    }

    private void unread(long journal, List<Batch.Unread> entries) throws SQLException {
        for (Batch.Unread entry : entries) {
            try (PreparedStatement insert = connection.prepareStatement(
                    "INSERT INTO unread_entry (journal, segment, position, entry) VALUES (?, ?, ?, ?)")) {
                insert.setLong(1, journal);
                insert.setLong(2, entry.at().segment());
                insert.setLong(3, entry.at().offset());
                insert.setBytes(4, entry.entry());
                insert.executeUpdate();
            }
        }
    }

    private long keyId(String hash, long account) throws SQLException {
        Long known = keyIds.get(hash);
        if (known != null) {
            return known;
        }
        long id = findKey(hash).orElse(0L);
        if (id == 0) {
            // A charge is never lost because its key is not there, whatever became of it.
            account(account);
            id = insertKey(lostKey(hash, account));
            try (PreparedStatement mark =
                    connection.prepareStatement("UPDATE api_key SET deleted_at = ? WHERE id = ?")) {
                mark.setLong(1, micros(clock.instant()));
                mark.setLong(2, id);
                mark.executeUpdate();
            }
        }
        keyIds.put(hash, id);
        return id;
    }

    private ApiKey lostKey(String hash, long account) {
        return new ApiKey(
                hash,
                "...",
                "unknown",
                account,
                Caller.Scope.INFERENCE,
                ApiKey.Origin.MINTED,
                clock.instant(),
                null,
                true,
                null,
                null);
    }

    private Optional<Long> findKey(String hash) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement("SELECT id FROM api_key WHERE hash = ?")) {
            query.setString(1, hash);
            ResultSet row = query.executeQuery();
            return row.next() ? Optional.of(row.getLong(1)) : Optional.empty();
        }
    }

    /// All keys that were not deleted, in order of creation.
    List<ApiKey> keys() throws SQLException {
        return transaction(() -> {
            List<ApiKey> keys = new ArrayList<>();
            try (Statement statement = connection.createStatement();
                    ResultSet rows = statement.executeQuery(
                            "SELECT * FROM api_key WHERE deleted_at IS NULL ORDER BY created_at, id")) {
                while (rows.next()) {
                    keys.add(key(rows));
                }
            }
            return keys;
        });
    }

    private static ApiKey key(ResultSet row) throws SQLException {
        Long limit = number(row, "limit_nanos");
        String reset = row.getString("limit_reset");
        return new ApiKey(
                row.getString("hash"),
                row.getString("label"),
                row.getString("name"),
                row.getLong("account"),
                Caller.Scope.valueOf(row.getString("scope")),
                ApiKey.Origin.valueOf(row.getString("origin")),
                instant(row.getLong("created_at")),
                time(number(row, "updated_at")),
                row.getInt("disabled") == 1,
                time(number(row, "expires_at")),
                limit == null
                        ? null
                        : new ApiKey.Cap(
                                new Nanos(limit),
                                reset == null ? null : ApiKey.Reset.valueOf(reset),
                                row.getInt("limit_includes_byok") == 1));
    }

    private static @Nullable Long number(ResultSet row, String column) throws SQLException {
        long value = row.getLong(column);
        return row.wasNull() ? null : value;
    }

    private static @Nullable Instant time(@Nullable Long micros) {
        return micros == null ? null : instant(micros);
    }

    /// Keeps a key, new or changed; one that was deleted is there again.
    void save(ApiKey key) throws SQLException {
        transaction(() -> {
            account(key.account());
            return insertKey(key);
        });
    }

    private long insertKey(ApiKey key) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement("""
                INSERT INTO api_key (hash, label, name, account, scope, origin, created_at, updated_at, disabled,
                    expires_at, limit_nanos, limit_reset, limit_includes_byok)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                ON CONFLICT (hash) DO UPDATE SET name = excluded.name, account = excluded.account,
                    scope = excluded.scope, origin = excluded.origin, updated_at = excluded.updated_at,
                    disabled = excluded.disabled, limit_nanos = excluded.limit_nanos,
                    limit_reset = excluded.limit_reset, limit_includes_byok = excluded.limit_includes_byok,
                    deleted_at = NULL
                RETURNING id""")) {
            ApiKey.Cap cap = key.cap();
            ApiKey.Reset reset = cap == null ? null : cap.reset();
            insert.setString(1, key.hash());
            insert.setString(2, key.label());
            insert.setString(3, key.name());
            insert.setLong(4, key.account());
            insert.setString(5, key.scope().name());
            insert.setString(6, key.origin().name());
            insert.setLong(7, micros(key.createdAt()));
            time(insert, 8, key.updatedAt());
            insert.setInt(9, key.disabled() ? 1 : 0);
            time(insert, 10, key.expiresAt());
            number(insert, 11, cap == null ? null : cap.amount().value());
            insert.setString(12, reset == null ? null : reset.name());
            insert.setInt(13, cap != null && cap.includeByok() ? 1 : 0);
            ResultSet row = insert.executeQuery();
            row.next();
            return row.getLong(1);
        }
    }

    private static void time(PreparedStatement statement, int index, @Nullable Instant time) throws SQLException {
        number(statement, index, time == null ? null : micros(time));
    }

    private static void number(PreparedStatement statement, int index, @Nullable Long value) throws SQLException {
        if (value == null) {
            statement.setNull(index, Types.BIGINT);
        } else {
            statement.setLong(index, value);
        }
    }

    /// Marks a key as deleted; nothing when there is none.
    void delete(String hash) throws SQLException {
        transaction(() -> {
            try (PreparedStatement update = connection.prepareStatement(
                    "UPDATE api_key SET deleted_at = ? WHERE hash = ? AND deleted_at IS NULL")) {
                update.setLong(1, micros(clock.instant()));
                update.setString(2, hash);
                return update.executeUpdate();
            }
        });
    }

    /// Sets what was granted to an account, which is made where it is not there; null for no limit.
    ///
    /// @return what was charged to it so far
    Nanos grant(long account, @Nullable Nanos credit) throws SQLException {
        return transaction(() -> {
            account(account);
            try (PreparedStatement update =
                            connection.prepareStatement("UPDATE account SET credit_nanos = ? WHERE id = ?");
                    PreparedStatement query =
                            connection.prepareStatement("SELECT charge_nanos FROM account_total WHERE account = ?")) {
                number(update, 1, credit == null ? null : credit.value());
                update.setLong(2, account);
                update.executeUpdate();
                query.setLong(1, account);
                ResultSet row = query.executeQuery();
                return row.next() ? new Nanos(row.getLong(1)) : Nanos.ZERO;
            }
        });
    }

    private void account(long id) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement(
                "INSERT INTO account (id, name, created_at) VALUES (?, ?, ?) ON CONFLICT DO NOTHING")) {
            insert.setLong(1, id);
            insert.setString(2, "account " + id);
            insert.setLong(3, micros(clock.instant()));
            insert.executeUpdate();
        }
    }

    static long micros(Instant instant) {
        return Math.addExact(Math.multiplyExact(instant.getEpochSecond(), 1_000_000L), instant.getNano() / 1_000);
    }

    static Instant instant(long micros) {
        return Instant.ofEpochSecond(Math.floorDiv(micros, 1_000_000L), Math.floorMod(micros, 1_000_000L) * 1_000L);
    }

    /// Moves all that was written into the one file, and closes it.
    @Override
    public void close() throws SQLException {
        lock.lock();
        try (connection) {
            connection.setAutoCommit(true);
            try (Statement statement = connection.createStatement()) {
                statement.execute("PRAGMA wal_checkpoint(TRUNCATE)");
            }
        } finally {
            lock.unlock();
        }
    }
}
