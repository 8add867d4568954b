package dev.roundhouse.store;

import dev.roundhouse.ledger.Accounts;
import dev.roundhouse.ledger.Funds;
import dev.roundhouse.money.Nanos;
import dev.roundhouse.policy.ApiKey;
import dev.roundhouse.policy.KeyStore;
import dev.roundhouse.record.Activity;
import dev.roundhouse.record.Credits;
import dev.roundhouse.record.Feedback;
import dev.roundhouse.record.GenerationRecord;
import dev.roundhouse.record.Generations;
import dev.roundhouse.record.Journal;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// Everything that is kept on disk: a journal in front, SQLite behind it. The journal takes entries as soon as
/// [#open] returns; the database opens on a thread of its own meanwhile, and whoever asks it something waits for
/// that.
public final class Store implements KeyStore, Accounts, Generations, Credits, Activity, Feedback, AutoCloseable {
    private static final Duration OPEN_MAX = Duration.ofSeconds(30);
    private static final Duration CATCH_UP_MAX = Duration.ofSeconds(1);
    private static final Duration CLOSE_MAX = Duration.ofSeconds(30);
    private static final long LOOK_AGAIN_MILLIS = 20;
    private static final int LOOKS = 10;
    private static final int WAITING_MAX = 8;

    private final DataFolder folder;
    private final MappedJournal journal;
    private final Path file;
    private final Thread writer;
    private final CompletableFuture<Opened> opened = new CompletableFuture<>();
    private final Semaphore waiting = new Semaphore(WAITING_MAX);
    private final ReentrantLock readsLock = new ReentrantLock();
    private @Nullable Reads reads;

    /// How the store is made.
    ///
    /// @param journal how large and how eager the journal is
    /// @param drainPause how long entries wait to be carried to the database together
    public record Options(MappedJournal.Options journal, Duration drainPause) {
        /// A quarter of a second.
        public static final Options STANDARD = new Options(MappedJournal.Options.STANDARD, Duration.ofMillis(250));
    }

    /// How it is.
    ///
    /// @param open whether the database is open
    /// @param accepting whether new work can be kept
    /// @param carried entries carried to the database since the start
    /// @param gaps gaps that a power cut left in the journal
    /// @param trouble what is wrong; empty when nothing is
    public record Health(boolean open, boolean accepting, long carried, long gaps, Optional<String> trouble) {}

    private record Opened(Books books, Drain drain) {}

    private Store(DataFolder folder, MappedJournal journal, Path data, InstantSource clock, Duration drainPause) {
        this.folder = folder;
        this.journal = journal;
        this.file = data.resolve("roundhouse.db");
        this.writer = Thread.ofPlatform().name("store-writer").daemon().unstarted(() -> {
            try {
                NativeLibrary.prepare(data.resolve("native"));
                Books books = Books.open(file, clock);
                Drain drain = new Drain(journal, books, drainPause.toNanos());
                opened.complete(new Opened(books, drain));
                drain.run();
            } catch (SQLException | RuntimeException | LinkageError e) {
                opened.completeExceptionally(e);
            }
        });
    }

    /// Opens the store in a folder, which is made where it is not there.
    ///
    /// @param random names a journal that is new
    /// @throws IOException when the folder cannot be used, or another process uses it
    public static Store open(Path data, Options options, InstantSource clock, RandomGenerator random)
            throws IOException {
        DataFolder folder = DataFolder.claim(data);
        try {
            MappedJournal journal = MappedJournal.open(data.resolve("journal"), options.journal(), random);
            Store store = new Store(folder, journal, data, clock, options.drainPause());
            store.writer.start();
            return store;
        } catch (IOException | RuntimeException e) {
            folder.close();
            throw e;
        }
    }

    /// Where entries go.
    public Journal journal() {
        return journal;
    }

    /// Waits until the database is open.
    ///
    /// @throws IllegalStateException with its reason when it cannot be opened
    public void awaitOpen() {
        opened();
    }

    /// How it is, at once.
    public Health health() {
        if (!opened.isDone()) {
            return new Health(false, journal.accepting(), 0, 0, journal.trouble());
        }
        try {
            Drain drain = opened.join().drain;
            return new Health(
                    true,
                    journal.accepting(),
                    drain.entries(),
                    drain.gaps(),
                    drain.trouble().or(journal::trouble));
        } catch (CompletionException e) {
            return new Health(false, false, 0, 0, Optional.of(String.valueOf(e.getCause())));
        }
    }

    private Opened opened() {
        try {
            return opened.get(OPEN_MAX.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            throw new IllegalStateException(file + " cannot be opened: " + cause.getMessage(), cause);
        } catch (TimeoutException e) {
            throw new IllegalStateException(file + " is not open after " + OPEN_MAX.toSeconds() + " s", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while the database opens", e);
        }
    }

    private interface Sql<T> {
        T run() throws SQLException;
    }

    private static <T> T write(Sql<T> work) {
        try {
            return work.run();
        } catch (SQLException e) {
            throw new IllegalStateException("the database refuses: " + e.getMessage(), e);
        }
    }

    @Override
    public List<ApiKey> load() {
        Books books = opened().books;
        return write(books::keys);
    }

    @Override
    public void save(ApiKey key) {
        Books books = opened().books;
        write(() -> {
            books.save(key);
            return key;
        });
    }

    @Override
    public void delete(String hash) {
        Books books = opened().books;
        write(() -> {
            books.delete(hash);
            return hash;
        });
    }

    @Override
    public void keep(Feedback.Word word) {
        Books books = opened().books;
        write(() -> {
            books.keep(word);
            return word;
        });
    }

    @Override
    public List<Feedback.Count> counts(long account) {
        Books books = opened().books;
        return write(() -> books.counts(account));
    }

    @Override
    public Funds fund(long account, @Nullable Nanos credit) {
        Opened now = opened();
        if (!caughtUp(now.drain, OPEN_MAX)) {
            throw new IllegalStateException("the journal of an earlier run cannot be carried to the database: "
                    + now.drain.trouble().orElse("it takes too long"));
        }
        Nanos charged = write(() -> now.books.grant(account, credit));
        return credit == null ? new Funds.Unlimited() : new Funds.Limited(credit.minus(charged));
    }

    /// Waits a little for what is still in the journal, so that whoever asks sees what it did itself.
    private Reads upToDate() {
        boolean _ = caughtUp(opened().drain, CATCH_UP_MAX);
        readsLock.lock();
        try {
            Reads now = reads;
            if (now == null) {
                now = new Reads(file);
                reads = now;
            }
            return now;
        } finally {
            readsLock.unlock();
        }
    }

    private static boolean caughtUp(Drain drain, Duration most) {
        try {
            return drain.catchUp(most);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /// A client asks for its generation as soon as it has the answer, which may be before its record is written:
    /// where nothing is found, it is looked for again for a moment.
    @Override
    public Optional<GenerationRecord> find(String id) {
        Optional<GenerationRecord> found = upToDate().generation(id);
        if (found.isPresent() || !waiting.tryAcquire()) {
            return found;
        }
        try {
            for (int i = 0; i < LOOKS && found.isEmpty(); i++) {
                TimeUnit.MILLISECONDS.sleep(LOOK_AGAIN_MILLIS);
                found = upToDate().generation(id);
            }
            return found;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return found;
        } finally {
            waiting.release();
        }
    }

    @Override
    public Optional<Credit> credit(long account) {
        return upToDate().credit(account);
    }

    @Override
    public KeyUsage spentWith(String keyHash, LocalDate today) {
        return upToDate().spentWith(keyHash, today);
    }

    @Override
    public List<Row> rows(Question question) {
        return upToDate().activity(question);
    }

    /// Takes no more, carries what is left to the database, and closes everything.
    ///
    /// @throws IOException when something could not be written; the journal keeps it for the next start
    @Override
    public void close() throws IOException {
        journal.refuse();
        try {
            Opened now = opened();
            now.drain.stop();
            joinWriter();
            closeReads();
            now.books.close();
            if (now.drain.isThrough()) {
                journal.retire();
            } else {
                throw new IllegalStateException(now.drain.trouble().orElse("entries are left in the journal"));
            }
        } catch (SQLException | IllegalStateException e) {
            throw new IOException("the store did not close well: " + e.getMessage(), e);
        } finally {
            journal.close();
            folder.close();
        }
    }

    private void closeReads() {
        readsLock.lock();
        try {
            Reads now = reads;
            if (now != null) {
                now.close();
            }
        } finally {
            readsLock.unlock();
        }
    }

    private void joinWriter() {
        try {
            if (!writer.join(CLOSE_MAX)) {
                throw new IllegalStateException("the writer does not end");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while the writer ends", e);
        }
    }
}
