package dev.roundhouse.record;

/// Where entries go before anything else happens with them. An entry that was appended survives the end of the
/// process.
public interface Journal {
    /// Whether there is room for more work. Ask before a generation is begun: an append of one that is running
    /// may use the reserve that this keeps back.
    boolean accepting();

    /// Appends a copy of `entry[from, to)`. Waits for no disk.
    ///
    /// @return false when it could not: the reserve is used up, or the journal is closed. The entry is not kept
    ///   then.
    boolean append(byte[] entry, int from, int to);
}
