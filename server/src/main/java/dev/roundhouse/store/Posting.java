package dev.roundhouse.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Writes batches over one connection; the transaction around it is the caller's. Its statements live as long as
/// the connection.
final class Posting {
    private static final int PROBES_MAX = 1_000;

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
        generations(batch.rows());
        sums(batch);
        unread(journal, batch.unread());
        setPosition.setLong(1, journal);
        setPosition.setLong(2, batch.to().segment());
        setPosition.setLong(3, batch.to().offset());
        setPosition.executeUpdate();
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
        if (known == null) {
            known = keys.idOf(hash, account);
            keyIds.put(hash, known);
        }
        return known;
    }
}
