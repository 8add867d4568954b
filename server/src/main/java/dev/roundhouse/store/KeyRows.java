package dev.roundhouse.store;

import dev.roundhouse.exchange.Caller;
import dev.roundhouse.money.Nanos;
import dev.roundhouse.policy.ApiKey;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Types;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Reads and writes accounts and keys over one connection; the transaction around it is the caller's.
final class KeyRows {
    private final Connection connection;
    private final InstantSource clock;

    KeyRows(Connection connection, InstantSource clock) {
        this.connection = connection;
        this.clock = clock;
    }

    /// The number of the key with that hash. A charge is never lost because its key is not there, whatever became
    /// of it: such a key is written as one that was deleted.
    long idOf(String hash, long account) throws SQLException {
        Optional<Long> found = find(hash);
        if (found.isPresent()) {
            return found.get();
        }
        long id = save(lostKey(hash, account));
        delete(hash);
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

    private Optional<Long> find(String hash) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement("SELECT id FROM api_key WHERE hash = ?")) {
            query.setString(1, hash);
            ResultSet row = query.executeQuery();
            return row.next() ? Optional.of(row.getLong(1)) : Optional.empty();
        }
    }

    /// All keys that were not deleted, in order of creation.
    List<ApiKey> all() throws SQLException {
        List<ApiKey> keys = new ArrayList<>();
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(
                        "SELECT * FROM api_key WHERE deleted_at IS NULL ORDER BY created_at, id")) {
            while (rows.next()) {
                keys.add(key(rows));
            }
        }
        return keys;
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

    /// Keeps a key, new or changed, and its account; one that was deleted is there again.
    ///
    /// @return its number
    long save(ApiKey key) throws SQLException {
        account(key.account());
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
        try (PreparedStatement update = connection.prepareStatement(
                "UPDATE api_key SET deleted_at = ? WHERE hash = ? AND deleted_at IS NULL")) {
            update.setLong(1, micros(clock.instant()));
            update.setString(2, hash);
            update.executeUpdate();
        }
    }

    /// Sets what was granted to an account, which is made where it is not there; null for no limit.
    ///
    /// @return what was charged to it so far
    Nanos grant(long account, @Nullable Nanos credit) throws SQLException {
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
}
