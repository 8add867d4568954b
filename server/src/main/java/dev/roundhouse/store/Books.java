package dev.roundhouse.store;

import dev.roundhouse.money.Nanos;
import dev.roundhouse.policy.ApiKey;
import dev.roundhouse.record.Feedback;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.sqlite.JDBC;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteOpenMode;

/// The one connection that writes. Each method is a transaction, and one runs at a time.
///
/// After a failure the connection is thrown away. SQLite ends a transaction by itself on a full disk, the driver
/// does not notice, and its next statements would commit one by one; and where the driver's commit fails, nobody
/// knows which of its two steps did. A new connection has no such memories, and the journal's position in the
/// database says what was applied.
final class Books implements AutoCloseable {
    private static final int BUSY_MILLIS = 5_000;
    private static final int CACHE_KIB = -8_192;

    private final Path file;
    private final InstantSource clock;
    private final ReentrantLock lock = new ReentrantLock();
    private @Nullable Session session;

    private record Session(Connection connection, KeyRows keys, Posting posting) {}

    private interface Work<T> {
        T run(Session session) throws SQLException;
    }

    private Books(Path file, InstantSource clock) {
        this.file = file;
        this.clock = clock;
    }

    /// Opens the database, makes it where it is not there, and brings its tables up to date.
    ///
    /// @throws IllegalStateException as [Migrations#run] does
    static Books open(Path file, InstantSource clock) throws SQLException {
        Books books = new Books(file, clock);
        books.session = books.connect();
        return books;
    }

    private Session connect() throws SQLException {
        SQLiteConfig config = new SQLiteConfig();
        config.setJournalMode(SQLiteConfig.JournalMode.WAL);
        config.setSynchronous(SQLiteConfig.SynchronousMode.FULL);
        // One thread at a time is here already: SQLite's own locks around each call would do nothing but cost.
        config.resetOpenMode(SQLiteOpenMode.FULLMUTEX);
        config.setOpenMode(SQLiteOpenMode.NOMUTEX);
        config.setBusyTimeout(BUSY_MILLIS);
        config.setCacheSize(CACHE_KIB);
        config.enforceForeignKeys(true);
        Connection connection = JDBC.createConnection("jdbc:sqlite:" + file, config.toProperties());
        try {
            connection.setAutoCommit(false);
            Migrations.SQLITE.run(connection, KeyRows.micros(clock.instant()));
            KeyRows keys = new KeyRows(connection, clock);
            Session made = new Session(connection, keys, new Posting(connection, keys));
            connection.commit();
            return made;
        } catch (SQLException | RuntimeException e) {
            connection.close();
            throw e;
        }
    }

    private <T> T transaction(Work<T> work) throws SQLException {
        lock.lock();
        try {
            Session now = session;
            if (now == null) {
                now = connect();
                session = now;
            }
            T result = work.run(now);
            now.connection.commit();
            return result;
        } catch (SQLException | RuntimeException e) {
            discard();
            throw e;
        } finally {
            lock.unlock();
        }
    }

    private void discard() {
        Session old = session;
        session = null;
        if (old != null) {
            try {
                old.connection.close();
            } catch (SQLException e) {
                // What comes of it is known from the failure that led here.
            }
        }
    }

    /// How far that journal was applied; empty when nothing of it was.
    Optional<Position> position(long journal) throws SQLException {
        return transaction(now -> {
            try (PreparedStatement query = now.connection.prepareStatement(
                    "SELECT segment, position FROM journal_position WHERE journal = ?")) {
                query.setLong(1, journal);
                ResultSet row = query.executeQuery();
                return row.next() ? Optional.of(new Position(row.getLong(1), row.getLong(2))) : Optional.empty();
            }
        });
    }

    /// Applies a batch: all of it and the journal's new position, or nothing. After a failure only [#position]
    /// knows which.
    void apply(long journal, Batch batch) throws SQLException {
        transaction(now -> {
            now.posting.post(journal, batch);
            return batch;
        });
    }

    /// All keys that were not deleted, in order of creation.
    List<ApiKey> keys() throws SQLException {
        return transaction(now -> now.keys.all());
    }

    /// Keeps what somebody says of a generation.
    void keep(Feedback.Word word) throws SQLException {
        transaction(now -> {
            FeedbackRows.keep(now.connection, word);
            return word;
        });
    }

    /// How much was said of what.
    List<Feedback.Count> counts(long account) throws SQLException {
        return transaction(now -> FeedbackRows.counts(now.connection, account));
    }

    /// Keeps a key, new or changed; one that was deleted is there again.
    void save(ApiKey key) throws SQLException {
        transaction(now -> now.keys.save(key));
    }

    /// Marks a key as deleted; nothing when there is none.
    void delete(String hash) throws SQLException {
        transaction(now -> {
            now.keys.delete(hash);
            return hash;
        });
    }

    /// Sets what was granted to an account, which is made where it is not there; null for no limit.
    ///
    /// @return what was charged to it so far
    Nanos grant(long account, @Nullable Nanos credit) throws SQLException {
        return transaction(now -> now.keys.grant(account, credit));
    }

    /// Moves all that was written into the one file, and closes it.
    @Override
    public void close() throws SQLException {
        lock.lock();
        try {
            Session last = session;
            session = null;
            if (last == null) {
                return;
            }
            try (Connection connection = last.connection) {
                connection.setAutoCommit(true);
                try (Statement statement = connection.createStatement()) {
                    statement.execute("PRAGMA wal_checkpoint(TRUNCATE)");
                }
            }
        } finally {
            lock.unlock();
        }
    }
}
