package dev.roundhouse.ledger;

import dev.roundhouse.money.Nanos;
import org.jspecify.annotations.Nullable;

/// Where accounts are kept. May wait for a disk; not called while a request is served.
public interface Accounts {
    /// Sets what was granted to an account in all, making it where it is not there, and says what it has to
    /// spend: the credit less everything charged before, by this run or an earlier one.
    ///
    /// @param credit null for no limit
    Funds fund(long account, @Nullable Nanos credit);
}
