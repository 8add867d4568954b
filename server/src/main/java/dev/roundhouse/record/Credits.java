package dev.roundhouse.record;

import dev.roundhouse.money.Nanos;
import java.time.LocalDate;
import java.util.Optional;

/// What was granted and what was used. May wait for a disk; everything recorded before the call is counted.
public interface Credits {
    /// An account's credit.
    ///
    /// @param granted what was granted so far; empty when the account has no limit
    /// @param used what was charged so far
    record Credit(Optional<Nanos> granted, Nanos used) {}

    /// What was spent with one key, by UTC periods that contain today.
    ///
    /// @param total since it was made
    /// @param week since Monday
    record KeyUsage(Nanos total, Nanos day, Nanos week, Nanos month) {
        /// Nothing was spent.
        public static final KeyUsage NONE = new KeyUsage(Nanos.ZERO, Nanos.ZERO, Nanos.ZERO, Nanos.ZERO);
    }

    /// An account's credit; empty when there is no such account.
    Optional<Credit> credit(long account);

    /// What was spent with a key of that public id.
    KeyUsage spentWith(String keyHash, LocalDate today);
}
