package dev.roundhouse.store;

import dev.roundhouse.record.Journal;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// A journal in memory-mapped files. An append is a copy into the mapping under a short lock: no system call, and
/// what it returned from is in the kernel's hands, so it survives the end of the process in any manner. A thread
/// of its own, the keeper, makes appended entries safe from a power cut in groups, a moment later, and
/// prepares files ahead.
public final class MappedJournal implements Journal, AutoCloseable {
    private static final String SUFFIX = ".journal";
    private static final long RETRY_NANOS = 500_000_000;
    private static final long IDLE_NANOS = 1_000_000_000;
    private static final int FREE_MAX = 2;
    // The very first file is made while the program starts.
    private static final long FIRST_BYTES = 4L << 20;

    private final Path folder;
    private final Options options;
    private final long id;
    private final ReentrantLock lock = new ReentrantLock();
    // Behind `current`, oldest first: full, and not applied yet.
    private final Deque<Segment> sealed = new ArrayDeque<>();
    // Applied; to be used again.
    private final Deque<Segment> free = new ArrayDeque<>();
    private final Thread keeper;

    private volatile Segment current;
    private volatile @Nullable Segment spare;
    private volatile boolean closed;
    private volatile boolean refusing;
    private volatile boolean unsafe;
    private volatile boolean keeperAsleep;
    private volatile @Nullable String trouble;

    /// How large and how eager.
    ///
    /// @param segmentBytes size of one file; a multiple of 4096
    /// @param backlogMax how many full files may wait to be applied before new work is refused
    /// @param syncNanos how often appended entries are made safe from a power cut
    public record Options(long segmentBytes, int backlogMax, long syncNanos) {
        /// 16 MiB, 256 MiB of backlog, a tenth of a second.
        public static final Options STANDARD = new Options(16L << 20, 16, 100_000_000);

        public Options {
            if (segmentBytes < 8192 || segmentBytes % 4096 != 0 || backlogMax < 1 || syncNanos < 1) {
                throw new IllegalArgumentException("journal options: " + segmentBytes + ", " + backlogMax + ", "
                        + syncNanos + " (expected: a multiple of 4096 from 8192 on, and positive numbers)");
            }
        }

        // An entry needs room in one file whatever stands in it, and the reserve is to hold many.
        int entryMax() {
            return (int) Math.min(segmentBytes / 4, 1 << 20);
        }
    }

    /// What stands at one place.
    record Entry(byte[] bytes, Position next, boolean gapBefore) {}

    /// @param found what an earlier process left, oldest first. Its files are read, and never appended to:
    ///   where one ends takes a look at all of it, and the first append must not wait for that.
    private MappedJournal(Path folder, Options options, List<Segment> found, long id) throws IOException {
        this.folder = folder;
        this.options = options;
        this.id = id;
        long sequence = found.isEmpty() ? 0 : found.getLast().sequence();
        for (Segment segment : found) {
            if (segment.isIdle()) {
                free.addLast(segment);
            } else {
                segment.recover();
                sealed.addLast(segment);
            }
        }
        Segment idle = free.pollLast();
        current = idle != null
                ? idle.again(sequence + 1)
                : Segment.create(freeName(), Math.min(options.segmentBytes(), FIRST_BYTES), id, sequence + 1);
        current.activate();
        keeper = Thread.ofPlatform().name("journal-keeper").daemon().unstarted(this::keep);
    }

    /// Opens the journal in a folder and finds where an earlier process ended.
    ///
    /// @param random names a journal that is new
    /// @throws IOException when the folder or a first file cannot be made
    public static MappedJournal open(Path folder, Options options, RandomGenerator random) throws IOException {
        Files.createDirectories(folder);
        List<Segment> found = new ArrayList<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "*" + SUFFIX)) {
            for (Path file : files) {
                Segment segment = Segment.open(file);
                if (segment == null) {
                    Files.delete(file);
                } else {
                    found.add(segment);
                }
            }
        }
        found.sort(Comparator.comparingLong(Segment::sequence));
        Set<Long> ids = new HashSet<>();
        found.forEach(segment -> ids.add(segment.journal()));
        if (ids.size() > 1) {
            found.forEach(Segment::close);
            throw new IOException(folder + ": holds files of two journals; move the foreign ones away");
        }
        long id = found.isEmpty() ? random.nextLong() : found.getFirst().journal();
        MappedJournal journal = new MappedJournal(folder, options, found, id);
        journal.keeper.start();
        return journal;
    }

    /// Whether there is room for more work: a file is ready, or half of this one is left for what is running.
    @Override
    public boolean accepting() {
        return !refusing && !unsafe && (spare != null || current.room() >= current.bytes() / 2);
    }

    @Override
    public boolean append(byte[] entry, int from, int to) {
        int length = to - from;
        if (length <= 0 || length > options.entryMax()) {
            throw new IllegalArgumentException(
                    "entry: " + length + " bytes (expected: 1 to " + options.entryMax() + ")");
        }
        int crc = Segment.checksum(entry, from, to);
        lock.lock();
        try {
            if (refusing || (current.room() < Segment.frameBytes(length) && !rotate())) {
                return false;
            }
            current.append(entry, from, to, crc);
        } finally {
            lock.unlock();
        }
        if (keeperAsleep) {
            LockSupport.unpark(keeper);
        }
        return true;
    }

    private boolean rotate() {
        Segment next = spare;
        if (next == null) {
            return false;
        }
        next.activate();
        sealed.addLast(current);
        current = next;
        spare = null;
        LockSupport.unpark(keeper);
        return true;
    }

    /// What distinguishes this journal from every other.
    long id() {
        return id;
    }

    /// The place behind the last entry.
    Position end() {
        lock.lock();
        try {
            if (current.written() == Segment.HEADER_BYTES && !sealed.isEmpty()) {
                // No entry leads to the beginning of a file into which nothing was written yet.
                return new Position(
                        sealed.getLast().sequence(), sealed.getLast().written());
            }
            return new Position(current.sequence(), current.written());
        } finally {
            lock.unlock();
        }
    }

    /// The place before all that is still there.
    Position start() {
        lock.lock();
        try {
            Segment first = sealed.isEmpty() ? current : sealed.getFirst();
            return new Position(first.sequence(), Segment.HEADER_BYTES);
        } finally {
            lock.unlock();
        }
    }

    /// What is wrong with the disk; empty when nothing is.
    Optional<String> trouble() {
        return Optional.ofNullable(trouble);
    }

    /// Reads the entry behind `place`; empty at the end. Called by one thread, which alone calls [#applied] too.
    Optional<Entry> read(Position place) {
        for (Segment segment = segment(place.segment()); segment != null; segment = segment(segment.sequence() + 1)) {
            long from = segment.sequence() == place.segment() ? place.offset() : Segment.HEADER_BYTES;
            long written = segment.written();
            long at = from;
            byte[] payload = from < written ? segment.payload(from) : null;
            if (payload == null && from < written) {
                // The end, or a gap that a power cut left.
                at = segment.nextFrame(from);
                payload = at < 0 || at >= written ? null : segment.payload(at);
            }
            if (payload != null) {
                Position next = new Position(segment.sequence(), at + Segment.frameBytes(payload.length));
                return Optional.of(new Entry(payload, next, at > from));
            }
            if (from < written && segment.isRecovered()) {
                // Left by an earlier process: only now is it known where that ended.
                segment.endsAt(from);
            }
        }
        return Optional.empty();
    }

    private @Nullable Segment segment(long sequence) {
        lock.lock();
        try {
            for (Segment segment : sealed) {
                if (segment.sequence() >= sequence) {
                    return segment;
                }
            }
            return current.sequence() >= sequence ? current : null;
        } finally {
            lock.unlock();
        }
    }

    /// Everything before `place` is elsewhere for good: its files may be used again.
    void applied(Position place) {
        lock.lock();
        try {
            while (!sealed.isEmpty() && sealed.getFirst().sequence() < place.segment()) {
                free.addLast(sealed.removeFirst());
            }
        } finally {
            lock.unlock();
        }
        if (spare == null) {
            LockSupport.unpark(keeper);
        }
    }

    /// Makes everything appended so far safe from a power cut; for the keeper, and for the end.
    private boolean sync() {
        List<Segment> segments;
        lock.lock();
        try {
            segments = new ArrayList<>(sealed);
            segments.add(current);
        } finally {
            lock.unlock();
        }
        boolean any = false;
        for (Segment segment : segments) {
            any |= segment.sync();
        }
        return any;
    }

    private void keep() {
        long idleNanos = 0;
        while (!closed) {
            boolean prepared = spare != null || prepare();
            boolean synced = syncOrStop();
            trim();
            idleNanos = synced ? 0 : idleNanos + options.syncNanos();
            if (idleNanos < IDLE_NANOS) {
                LockSupport.parkNanos(this, options.syncNanos());
            } else if (!prepared) {
                LockSupport.parkNanos(this, RETRY_NANOS);
            } else {
                sleep();
            }
        }
    }

    private void sleep() {
        keeperAsleep = true;
        // Whoever appended before seeing the flag is seen here.
        if (!syncOrStop() && spare != null && !closed) {
            LockSupport.park(this);
        }
        keeperAsleep = false;
    }

    private boolean syncOrStop() {
        try {
            return sync();
        } catch (UncheckedIOException e) {
            // The kernel may have dropped the pages that it could not write: nothing new may rely on this disk.
            unsafe = true;
            trouble = "the disk refuses journal pages: " + e.getMessage();
            return false;
        }
    }

    /// Deletes files that a long backlog left behind.
    private void trim() {
        Segment extra;
        lock.lock();
        try {
            extra = free.size() > FREE_MAX ? free.pollLast() : null;
        } finally {
            lock.unlock();
        }
        if (extra != null) {
            try {
                extra.delete();
            } catch (IOException e) {
                trouble = "a journal file cannot be deleted: " + e.getMessage();
            }
        }
    }

    /// Makes the next file ready.
    ///
    /// @return false when it could not: the backlog is too long, or the disk is full
    private boolean prepare() {
        Segment again;
        long sequence;
        lock.lock();
        try {
            again = free.pollFirst();
            sequence = current.sequence() + 1;
            if (again == null && sealed.size() >= options.backlogMax()) {
                trouble = "the store does not keep up: " + sealed.size() + " journal files wait";
                return false;
            }
        } finally {
            lock.unlock();
        }
        try {
            if (again != null && again.bytes() != options.segmentBytes()) {
                again.delete();
                again = null;
            }
            spare = again != null ? again.again(sequence) : created(sequence);
            trouble = null;
            return true;
        } catch (IOException e) {
            trouble = "no new journal file: " + e.getMessage();
            return false;
        }
    }

    private Segment created(long sequence) throws IOException {
        Segment made = Segment.create(freeName(), options.segmentBytes(), id, sequence);
        // The first file's name, made while the program started, becomes safe with this one's.
        DataFolder.sync(folder);
        return made;
    }

    private Path freeName() {
        for (int i = 0; ; i++) {
            Path file = folder.resolve(String.format(java.util.Locale.ROOT, "%03d", i) + SUFFIX);
            if (!Files.exists(file)) {
                return file;
            }
        }
    }

    /// Takes no more.
    void refuse() {
        lock.lock();
        try {
            refusing = true;
        } finally {
            lock.unlock();
        }
    }

    /// Everything is elsewhere for good, and nothing more comes: the next process need not read any of it.
    void retire() {
        lock.lock();
        try {
            sealed.forEach(Segment::retire);
            free.forEach(Segment::retire);
            current.retire();
        } finally {
            lock.unlock();
        }
    }

    /// Takes no more, makes everything safe from a power cut, and gives the mappings back. Whoever reads has
    /// ended.
    @Override
    public void close() {
        lock.lock();
        try {
            if (closed) {
                return;
            }
            refusing = true;
            closed = true;
        } finally {
            lock.unlock();
        }
        LockSupport.unpark(keeper);
        joinKeeper();
        sync();
        lock.lock();
        try {
            sealed.forEach(Segment::close);
            free.forEach(Segment::close);
            current.close();
            Segment ready = spare;
            if (ready != null) {
                ready.close();
            }
        } finally {
            lock.unlock();
        }
    }

    private void joinKeeper() {
        boolean interrupted = false;
        while (keeper.isAlive()) {
            try {
                keeper.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
