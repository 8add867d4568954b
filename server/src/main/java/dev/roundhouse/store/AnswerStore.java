package dev.roundhouse.store;

import dev.roundhouse.flow.KeptAnswers;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.sqlite.JDBC;
import org.sqlite.SQLiteConfig;

/// Kept answers in an SQLite file of their own, `answers.db`: they are large and not money, so that they shall
/// not
/// stand in the way of it. Opened when the first is kept or asked for. What is over its time is found no more at
/// once,
/// and overwritten within a minute of use. After a failure the connection is thrown away.
public final class AnswerStore implements KeptAnswers, AutoCloseable {
    private static final Migrations TABLES =
            new Migrations("/db/sqlite-answers/", java.util.List.of("0001_answers.sql"));
    private static final int BUSY_MILLIS = 5_000;
    private static final int CACHE_KIB = -4_096;
    private static final int FORGOTTEN_AT_ONCE = 500;
    private static final Duration FORGET_EVERY = Duration.ofMinutes(1);

    private final Path data;
    private final InstantSource clock;
    private final ReentrantLock lock = new ReentrantLock();
    private Instant forgotten = Instant.EPOCH;
    private @Nullable Connection connection;
    private boolean closed;

    private interface Work<T> {
        T run(Connection connection) throws SQLException;
    }

    /// @param data the folder of the database, which is there
    public AnswerStore(Path data, InstantSource clock) {
        this.data = data;
        this.clock = clock;
    }

    @Override
    public Optional<KeptAnswer> find(long account, String id) {
        return read(now -> {
            try (PreparedStatement query = now.prepareStatement("SELECT previous, input, answer, created_at, expires_at"
                    + " FROM answer WHERE account = ? AND id = ? AND expires_at > ?")) {
                query.setLong(1, account);
                query.setString(2, id);
                query.setLong(3, micros(clock.instant()));
                ResultSet row = query.executeQuery();
                return row.next()
                        ? Optional.of(new KeptAnswer(
                                id,
                                account,
                                row.getString(1),
                                row.getBytes(2),
                                row.getBytes(3),
                                Set.of(),
                                instant(row.getLong(4)),
                                instant(row.getLong(5))))
                        : Optional.empty();
            }
        });
    }

    @Override
    public Optional<KeptAnswer> holding(long account, String item) {
        Optional<String> answer = read(now -> {
            try (PreparedStatement query =
                    now.prepareStatement("SELECT answer FROM answer_item WHERE account = ? AND item = ?")) {
                query.setLong(1, account);
                query.setString(2, item);
                ResultSet row = query.executeQuery();
                return row.next() ? Optional.of(row.getString(1)) : Optional.empty();
            }
        });
        return answer.flatMap(id -> find(account, id));
    }

    @Override
    public boolean keep(KeptAnswer answer) {
        try {
            return transaction(now -> {
                insert(now, answer);
                return true;
            });
        } catch (SQLException e) {
            return false; // on a full disk an answer is not kept, and goes to its client all the same
        }
    }

    private static void insert(Connection now, KeptAnswer answer) throws SQLException {
        try (PreparedStatement insert = now.prepareStatement(
                        "INSERT OR REPLACE INTO answer"
                                + " (account, id, previous, input, answer, created_at, expires_at) VALUES (?, ?, ?, ?, ?, ?, ?)");
                PreparedStatement items = now.prepareStatement(
                        "INSERT OR REPLACE INTO answer_item (account, item, answer) VALUES (?, ?, ?)")) {
            insert.setLong(1, answer.account());
            insert.setString(2, answer.id());
            insert.setString(3, answer.previous());
            insert.setBytes(4, answer.input());
            insert.setBytes(5, answer.answer());
            insert.setLong(6, micros(answer.at()));
            insert.setLong(7, micros(answer.until()));
            insert.executeUpdate();
            for (String item : answer.items()) {
                items.setLong(1, answer.account());
                items.setString(2, item);
                items.setString(3, answer.id());
                items.addBatch();
            }
            items.executeBatch();
        }
    }

    @Override
    public boolean forget(long account, String id) {
        return read(now -> {
            try (PreparedStatement delete =
                    now.prepareStatement("DELETE FROM answer WHERE account = ? AND id = ? AND expires_at > ?")) {
                delete.setLong(1, account);
                delete.setString(2, id);
                delete.setLong(3, micros(clock.instant()));
                return delete.executeUpdate() > 0;
            }
        });
    }

    private <T> T read(Work<T> work) {
        try {
            return transaction(work);
        } catch (SQLException e) {
            throw new IllegalStateException("the database of answers refuses: " + e.getMessage(), e);
        }
    }

    private <T> T transaction(Work<T> work) throws SQLException {
        lock.lock();
        try {
            Connection now = connected();
            forgetOld(now);
            T result = work.run(now);
            now.commit();
            return result;
        } catch (SQLException | RuntimeException e) {
            discard();
            throw e;
        } finally {
            lock.unlock();
        }
    }

    private Connection connected() throws SQLException {
        if (closed) {
            throw new SQLException("it is closed");
        }
        Connection now = connection;
        if (now == null) {
            now = connect();
            connection = now;
        }
        return now;
    }

    private Connection connect() throws SQLException {
        NativeLibrary.prepare(data.resolve("native"));
        SQLiteConfig config = new SQLiteConfig();
        config.setJournalMode(SQLiteConfig.JournalMode.WAL);
        // A power cut may take the last answers with it, never the file.
        config.setSynchronous(SQLiteConfig.SynchronousMode.NORMAL);
        config.setPragma(SQLiteConfig.Pragma.SECURE_DELETE, "true");
        config.setBusyTimeout(BUSY_MILLIS);
        config.setCacheSize(CACHE_KIB);
        config.enforceForeignKeys(true);
        Connection made = JDBC.createConnection("jdbc:sqlite:" + data.resolve("answers.db"), config.toProperties());
        try {
            made.setAutoCommit(false);
            TABLES.run(made, micros(clock.instant()));
            return made;
        } catch (SQLException | RuntimeException e) {
            made.close();
            throw e;
        }
    }

    private void forgetOld(Connection now) throws SQLException {
        Instant at = clock.instant();
        if (at.isBefore(forgotten.plus(FORGET_EVERY))) {
            return;
        }
        forgotten = at;
        try (PreparedStatement delete = now.prepareStatement("DELETE FROM answer WHERE rowid IN"
                + " (SELECT rowid FROM answer WHERE expires_at <= ? ORDER BY expires_at LIMIT ?)")) {
            delete.setLong(1, micros(at));
            delete.setInt(2, FORGOTTEN_AT_ONCE);
            int gone = delete.executeUpdate();
            if (gone == FORGOTTEN_AT_ONCE) {
                forgotten = Instant.EPOCH; // there may be more: with the next call
            }
        }
    }

    private void discard() {
        Connection old = connection;
        connection = null;
        if (old != null) {
            try {
                old.close();
            } catch (SQLException e) {
                // What comes of it is known from the failure that led here.
            }
        }
    }

    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            discard();
        } finally {
            lock.unlock();
        }
    }

    private static long micros(Instant at) {
        return at.getEpochSecond() * 1_000_000 + at.getNano() / 1_000;
    }

    private static Instant instant(long micros) {
        return Instant.ofEpochSecond(Math.floorDiv(micros, 1_000_000L), Math.floorMod(micros, 1_000_000L) * 1_000);
    }
}
