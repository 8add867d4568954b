package dev.roundhouse.store;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/// One journal file, mapped into memory. A file is used again and again under new sequence numbers, so that
/// appending meets blocks that are allocated and pages that are mapped.
///
/// A header of 64 bytes, then frames on multiples of 8: four bytes of length, four of checksum, the payload. The
/// checksum takes in journal, sequence and offset: what is left of an earlier use never looks valid. Length and
/// checksum are one aligned word and written last, so a frame is there wholly or not at all, wherever the process
/// is killed.
final class Segment {
    static final int HEADER_BYTES = 64;
    static final int FRAME_BYTES = 8;

    private static final long MAGIC = 0x5248_4a4e_4c30_3031L; // "RHJNL001"
    // What a header says of its file: nothing was appended yet; something may have been; everything was applied.
    private static final long RESERVED = 1;
    private static final long ACTIVE = 2;
    private static final long RETIRED = 3;
    private static final int STATE_AT = 40;
    private static final int ZEROS_AT_ONCE = 1 << 16;
    private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG;
    private static final VarHandle WORD = LONG.varHandle();

    private final Path file;
    private final Arena arena;
    private final MemorySegment map;
    private final long journal;
    private final long sequence;

    /// End of the last whole frame; written by whoever holds the journal's lock.
    private volatile long written;
    /// End of what a power cut does not lose; the keeper's alone.
    private long synced;
    /// Whether an earlier process wrote it.
    private boolean recovered;

    private Segment(Path file, Arena arena, MemorySegment map, long journal, long sequence) {
        this.file = file;
        this.arena = arena;
        this.map = map;
        this.journal = journal;
        this.sequence = sequence;
        this.written = HEADER_BYTES;
    }

    /// Makes a file with every block allocated: a full disk shows here, and never as a fault in the middle of an
    /// append.
    static Segment create(Path file, long bytes, long journal, long sequence) throws IOException {
        try (FileChannel channel =
                FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.READ)) {
            ByteBuffer zeros = ByteBuffer.allocateDirect(ZEROS_AT_ONCE);
            for (long at = 0; at < bytes; at += ZEROS_AT_ONCE) {
                zeros.clear().limit((int) Math.min(ZEROS_AT_ONCE, bytes - at));
                while (zeros.hasRemaining()) {
                    channel.write(zeros, at + zeros.position());
                }
            }
            channel.truncate(bytes);
            return map(file, channel, journal, sequence).begun();
        } catch (IOException e) {
            Files.deleteIfExists(file);
            throw e;
        }
    }

    /// Opens a file that is there already; null when its header is not whole: then nothing in it was ever
    /// acknowledged, or it was about to be used again.
    static @Nullable Segment open(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE, StandardOpenOption.READ)) {
            if (channel.size() < HEADER_BYTES + FRAME_BYTES) {
                return null;
            }
            ByteBuffer header = ByteBuffer.allocate(HEADER_BYTES);
            while (header.hasRemaining() && channel.read(header, header.position()) >= 0) {
                // Reads on until the header is there.
            }
            header.order(java.nio.ByteOrder.nativeOrder()).flip();
            long journal = header.getLong(8);
            long sequence = header.getLong(16);
            boolean whole = header.getLong(0) == MAGIC
                    && header.getLong(24) == channel.size()
                    && header.getLong(32) == headerCheck(journal, sequence, channel.size());
            return whole ? map(file, channel, journal, sequence) : null;
        }
    }

    @SuppressWarnings("MustBeClosedChecker") // The segment closes it.
    private static Segment map(Path file, FileChannel channel, long journal, long sequence) throws IOException {
        Arena arena = Arena.ofShared();
        try {
            MemorySegment map = channel.map(FileChannel.MapMode.READ_WRITE, 0, channel.size(), arena);
            return new Segment(file, arena, map, journal, sequence);
        } catch (IOException | RuntimeException e) {
            arena.close();
            throw e;
        }
    }

    /// The same file under a new sequence number. This one is not used any more.
    Segment again(long newSequence) {
        return new Segment(file, arena, map, journal, newSequence).begun();
    }

    private Segment begun() {
        map.set(LONG, 0, 0L);
        map.set(LONG, 8, journal);
        map.set(LONG, 16, sequence);
        map.set(LONG, 24, map.byteSize());
        map.set(LONG, 32, headerCheck(journal, sequence, map.byteSize()));
        map.set(LONG, STATE_AT, RESERVED);
        WORD.setRelease(map, 0L, MAGIC);
        return this;
    }

    /// From now on something may be appended. The first sync makes this as safe as the first entries.
    void activate() {
        map.set(LONG, STATE_AT, ACTIVE);
    }

    /// Everything in it is elsewhere for good.
    void retire() {
        map.set(LONG, STATE_AT, RETIRED);
    }

    /// Whether nothing in it needs to be read: nothing was ever appended, or all was applied.
    boolean isIdle() {
        long state = map.get(LONG, STATE_AT);
        return state == RESERVED || state == RETIRED;
    }

    private static long headerCheck(long journal, long sequence, long bytes) {
        return mixed(mixed(journal ^ MAGIC) ^ mixed(sequence) ^ bytes);
    }

    Path file() {
        return file;
    }

    long journal() {
        return journal;
    }

    long sequence() {
        return sequence;
    }

    long written() {
        return written;
    }

    long room() {
        return map.byteSize() - written;
    }

    long bytes() {
        return map.byteSize();
    }

    /// Bytes that a frame with such a payload takes.
    static long frameBytes(int payload) {
        return FRAME_BYTES + ((payload + 7L) & ~7L);
    }

    static int checksum(byte[] bytes, int from, int to) {
        CRC32C crc = new CRC32C();
        crc.update(bytes, from, to - from);
        return (int) crc.getValue();
    }

    /// Appends a frame; the caller holds the journal's lock and has checked the room.
    void append(byte[] entry, int from, int to, int crc) {
        long at = written;
        int length = to - from;
        MemorySegment.copy(entry, from, map, ValueLayout.JAVA_BYTE, at + FRAME_BYTES, length);
        WORD.setRelease(map, at, frameWord(at, length, crc));
        written = at + frameBytes(length);
    }

    private long frameWord(long at, int length, int crc) {
        int salt = (int) mixed(mixed(journal ^ sequence) ^ at);
        return ((long) length << 32) | ((crc ^ salt) & 0xFFFF_FFFFL);
    }

    /// The payload of the frame at `at`; null when there is none.
    byte @Nullable [] payload(long at) {
        if (at + FRAME_BYTES > map.byteSize()) {
            return null;
        }
        long word = (long) WORD.getAcquire(map, at);
        int length = (int) (word >>> 32);
        if (length <= 0 || length > map.byteSize() - at - FRAME_BYTES) {
            return null;
        }
        byte[] payload = new byte[length];
        MemorySegment.copy(map, ValueLayout.JAVA_BYTE, at + FRAME_BYTES, payload, 0, length);
        return frameWord(at, length, checksum(payload, 0, length)) == word ? payload : null;
    }

    /// Where the next whole frame is at or behind `from`; -1 when there is none. Only a power cut can leave a gap
    /// before one.
    long nextFrame(long from) {
        for (long at = from; at + FRAME_BYTES <= map.byteSize(); at += FRAME_BYTES) {
            if (payload(at) != null) {
                return at;
            }
        }
        return -1;
    }

    /// Takes all of it as possibly written, for reading what an earlier process left.
    void recover() {
        recovered = true;
        written = map.byteSize();
    }

    boolean isRecovered() {
        return recovered;
    }

    /// A reader found nothing more: this is where it ends.
    void endsAt(long end) {
        written = end;
    }

    /// Makes what was written so far safe from a power cut; nothing when it is.
    ///
    /// @return whether there was something to do
    boolean sync() {
        long to = written;
        if (to <= synced) {
            return false;
        }
        map.asSlice(synced, to - synced).force();
        synced = to;
        return true;
    }

    /// Gives the mapping back; the file stays.
    void close() {
        arena.close();
    }

    void delete() throws IOException {
        arena.close();
        Files.deleteIfExists(file);
    }

    private static long mixed(long value) {
        long z = (value ^ (value >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return z ^ (z >>> 31);
    }
}
