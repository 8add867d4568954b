package dev.roundhouse.store;

/// A place between two entries of the journal.
///
/// @param segment the segment's sequence number
/// @param offset bytes from the segment's beginning
record Position(long segment, long offset) implements Comparable<Position> {
    @Override
    public int compareTo(Position other) {
        return segment != other.segment ? Long.compare(segment, other.segment) : Long.compare(offset, other.offset);
    }
}
