package dev.roundhouse.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;

/// Writes batches over one connection; the transaction around it is the caller's. Its statements live as long as
/// the connection.
final class Posting {
    /// How far behind its own number a generation may stand: a millisecond's worth of numbers, most of which are
    /// free.
    static final int PROBES = 1_000_000;

    private static final int ROWS_AT_ONCE = 100;
    private static final long REST_NANOS = 100_000;

    private final Connection connection;
    private final KeyRows keys;
    private final Map<String, Long> keyIds = new HashMap<>();
    private final PreparedStatement insertGeneration;
    private final PreparedStatement addActivity;
    private final PreparedStatement addTotal;
    private final PreparedStatement addKeyDay;
    private final PreparedStatement setPosition;

    Posting(Connection connection, KeyRows keys) throws SQLException {
        this.connection = connection;
        this.keys = keys;
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
    }

    /// Writes all of a batch and the journal's new position.
    void post(long journal, Batch batch) throws SQLException {
        Sums sums = generations(batch.rows(), batch.rests());
        activity(sums);
        accounts(sums);
        unread(journal, batch.unread());
        setPosition.setLong(1, journal);
        setPosition.setLong(2, batch.to().segment());
        setPosition.setLong(3, batch.to().offset());
        setPosition.executeUpdate();
    }

    /// Inserts generations, a few at a time: whoever waits for this core, such as an event loop, gets it in
    /// between.
    ///
    /// @return what those add up to that were not there before
    private Sums generations(List<Batch.Row> rows, boolean rests) throws SQLException {
        Sums sums = new Sums();
        if (rows.isEmpty()) {
            return sums;
        }
        for (int from = 0; from < rows.size(); from += ROWS_AT_ONCE) {
            generations(rows.subList(from, Math.min(rows.size(), from + ROWS_AT_ONCE)), sums);
            if (rests) {
                LockSupport.parkNanos(this, REST_NANOS);
            }
        }
        return sums;
    }

    private void generations(List<Batch.Row> rows, Sums sums) throws SQLException {
        for (Batch.Row row : rows) {
            bind(row, row.head().order());
            insertGeneration.addBatch();
        }
        int[] inserted = insertGeneration.executeBatch();
        for (int i = 0; i < inserted.length; i++) {
            Batch.Row row = rows.get(i);
            if (inserted[i] == 1 || insertBeside(row)) {
                sums.add(row.head());
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

    /// The number is taken. Mostly that is another generation's, since a clock was set back between two lives of
    /// the program: the next free number will do, readers look at those too. But a generation that is there
    /// already is not charged again.
    ///
    /// @return whether it was inserted
    private boolean insertBeside(Batch.Row row) throws SQLException {
        for (long id = row.head().order(); id < row.head().order() + PROBES; id++) {
            if (isSame(id, row)) {
                return false;
            }
            bind(row, id);
            if (insertGeneration.executeUpdate() == 1) {
                return true;
            }
        }
        throw new SQLException("no free number behind " + row.head().order());
    }

    private boolean isSame(long id, Batch.Row row) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement("""
                SELECT json_extract(record, '$.id') = json_extract(CAST(? AS TEXT), '$.id')
                FROM generation WHERE id = ?""")) {
            query.setBytes(1, row.json());
            query.setLong(2, id);
            ResultSet found = query.executeQuery();
            return found.next() && found.getBoolean(1);
        }
    }

    private void activity(Sums sums) throws SQLException {
        for (Map.Entry<Sums.Usage, Sums.Sum> entry : sums.activity().entrySet()) {
            Sums.Usage usage = entry.getKey();
            Sums.Sum sum = entry.getValue();
            long key = keyId(usage.keyHash(), usage.account());
            addActivity.setLong(1, usage.account());
            addActivity.setLong(2, usage.day());
            addActivity.setLong(3, key);
            addActivity.setString(4, usage.endpoint());
            addActivity.setString(5, usage.model());
            addActivity.setString(6, usage.provider());
            addActivity.setLong(7, sum.requests);
            addActivity.setLong(8, sum.prompt);
            addActivity.setLong(9, sum.completion);
            addActivity.setLong(10, sum.reasoning);
            addActivity.setLong(11, sum.cached);
            addActivity.setLong(12, sum.charge);
            addActivity.setLong(13, sum.cost);
            addActivity.executeUpdate();
            addKeyDay.setLong(1, key);
            addKeyDay.setLong(2, usage.day());
            addKeyDay.setLong(3, sum.requests);
            addKeyDay.setLong(4, sum.charge);
            addKeyDay.executeUpdate();
        }
    }

    private void accounts(Sums sums) throws SQLException {
        for (Map.Entry<Long, Sums.Sum> entry : sums.accounts().entrySet()) {
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
        if (known == null) {
            known = keys.idOf(hash, account);
            keyIds.put(hash, known);
        }
        return known;
    }
}
