package dev.roundhouse.store;

import dev.roundhouse.record.EntryHead;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// Carries entries from the journal to the database, in batches, on one thread. Waiting a little makes batches
/// larger and each record cheaper; whoever cannot wait says so.
final class Drain {
    private static final int BATCH_ENTRIES = 1_000;
    // Batches in a row after which it is behind, and hurries.
    private static final int UNHURRIED_MAX = 8;
    private static final long BATCH_BYTES = 4L << 20;
    private static final long RETRY_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

    private final MappedJournal journal;
    private final Books books;
    private final EntryHead.Reader heads = new EntryHead.Reader();
    private final long pauseNanos;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition wanted = lock.newCondition();
    private final Condition progress = lock.newCondition();

    // All guarded by the lock.
    private Position applied;
    private boolean urgent;
    private boolean stopping;
    private boolean ended;
    private long entries;
    private long gaps;
    private @Nullable String trouble;

    /// @param pauseNanos between two looks at the journal
    Drain(MappedJournal journal, Books books, long pauseNanos) throws SQLException {
        this.journal = journal;
        this.books = books;
        this.pauseNanos = pauseNanos;
        this.applied = recorded();
        if (applied.segment() > journal.end().segment()) {
            throw new IllegalStateException("journal: ends before what the database has of it (files are missing); "
                    + "move what is left of the journal's folder away to begin a new one");
        }
        journal.applied(applied);
    }

    /// Runs until [#stop], and then until the journal's end.
    void run() {
        int batches = 0;
        while (true) {
            // Asked first: what is appended before stop() is called is seen by the step after it.
            boolean last = isStopping();
            boolean more = step(!last && batches < UNHURRIED_MAX);
            batches = more ? batches + 1 : 0;
            lock.lock();
            try {
                if (last && (!more || trouble != null)) {
                    ended = true;
                    progress.signalAll();
                    return;
                }
                if (!more || trouble != null) {
                    pause(trouble == null ? pauseNanos : RETRY_NANOS);
                }
            } finally {
                lock.unlock();
            }
        }
    }

    private boolean isStopping() {
        lock.lock();
        try {
            return stopping;
        } finally {
            lock.unlock();
        }
    }

    private boolean isUrgent() {
        lock.lock();
        try {
            return urgent;
        } finally {
            lock.unlock();
        }
    }

    private void pause(long nanos) {
        long left = nanos;
        while (left > 0 && !stopping && !(urgent && trouble == null)) {
            try {
                left = wanted.awaitNanos(left);
            } catch (InterruptedException e) {
                // Nobody interrupts this thread on purpose; it ends by stop() alone.
                left = 0;
            }
        }
        urgent = false;
    }

    /// One batch.
    ///
    /// @param rests whether it has time
    /// @return whether there is more
    private boolean step(boolean rests) {
        try {
            Batch batch = new Batch(place(), heads, rests && !isUrgent());
            boolean more = fill(batch);
            if (batch.size() > 0) {
                books.apply(journal.id(), batch);
                journal.applied(batch.to());
            }
            done(batch);
            return more;
        } catch (SQLException | RuntimeException e) {
            // A fault too: the thread must live on, the entries are safe where they are, and health tells.
            failed(e);
            return true;
        }
    }

    private boolean fill(Batch batch) {
        while (batch.size() < BATCH_ENTRIES && batch.bytes() < BATCH_BYTES) {
            Optional<MappedJournal.Entry> entry = journal.read(batch.to());
            if (entry.isEmpty()) {
                return false;
            }
            batch.add(entry.get());
        }
        return true;
    }

    /// Where to go on. After a failure the database is asked: the batch may have been applied all the same.
    private Position place() throws SQLException {
        return trouble().isEmpty() ? applied() : recorded();
    }

    /// Where the database says that it is. What the journal no longer has was applied, or it would have it.
    private Position recorded() throws SQLException {
        Position start = journal.start();
        return books.position(journal.id()).filter(p -> p.compareTo(start) > 0).orElse(start);
    }

    private Position applied() {
        lock.lock();
        try {
            return applied;
        } finally {
            lock.unlock();
        }
    }

    private void failed(Exception e) {
        lock.lock();
        try {
            trouble = "the database refuses entries: " + e;
        } finally {
            lock.unlock();
        }
    }

    private void done(Batch batch) {
        lock.lock();
        try {
            applied = batch.to();
            entries += batch.size();
            gaps += batch.gaps();
            trouble = null;
            progress.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /// Waits until all that is in the journal now is in the database.
    ///
    /// @return false when the time was up before
    boolean catchUp(Duration most) throws InterruptedException {
        Position target = journal.end();
        long left = most.toNanos();
        lock.lock();
        try {
            // The end may turn out to be nearer: of what an earlier process left it is known when it has been
            // read.
            while (applied.compareTo(target) < 0 && applied.compareTo(journal.end()) < 0) {
                if (left <= 0 || ended) {
                    return false;
                }
                urgent = true;
                wanted.signalAll();
                left = progress.awaitNanos(left);
            }
            return true;
        } finally {
            lock.unlock();
        }
    }

    /// Whether all that is in the journal is in the database.
    boolean isThrough() {
        return trouble().isEmpty() && applied().compareTo(journal.end()) >= 0;
    }

    /// What is wrong; empty when nothing is.
    Optional<String> trouble() {
        lock.lock();
        try {
            return Optional.ofNullable(trouble);
        } finally {
            lock.unlock();
        }
    }

    /// Entries carried since the start.
    long entries() {
        lock.lock();
        try {
            return entries;
        } finally {
            lock.unlock();
        }
    }

    /// Gaps that a power cut left in the journal.
    long gaps() {
        lock.lock();
        try {
            return gaps;
        } finally {
            lock.unlock();
        }
    }

    /// Lets [#run] end when the journal's end is reached, or when the database refuses.
    void stop() {
        lock.lock();
        try {
            stopping = true;
            wanted.signalAll();
        } finally {
            lock.unlock();
        }
    }
}
