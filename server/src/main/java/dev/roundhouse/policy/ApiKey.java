package dev.roundhouse.policy;

import dev.roundhouse.exchange.Caller;
import dev.roundhouse.money.Nanos;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// What is kept of a key: all but its text.
///
/// @param hash its public id: 64 hex digits of HMAC-SHA-256(pepper, key)
/// @param label what may be shown of its text
/// @param name what its owner calls it
/// @param account who pays
/// @param scope what it may do
/// @param origin where it came from
/// @param createdAt when it was made
/// @param updatedAt when it was last changed; null never
/// @param disabled whether it is switched off
/// @param expiresAt from when on it is not valid any more; null never
/// @param cap what may be spent with it; null as much as the account can
public record ApiKey(
        String hash,
        String label,
        String name,
        long account,
        Caller.Scope scope,
        Origin origin,
        Instant createdAt,
        @Nullable Instant updatedAt,
        boolean disabled,
        @Nullable Instant expiresAt,
        @Nullable Cap cap) {
    private static final int NAME_MAX = 200;

    /// Where a key came from.
    public enum Origin {
        /// Made here.
        MINTED,
        /// Given in the configuration; valid as long as it stands there.
        CONFIGURED
    }

    /// When what was spent counts as nothing again: midnight UTC, weeks on Monday.
    public enum Reset {
        DAILY,
        WEEKLY,
        MONTHLY
    }

    /// What may be spent with a key.
    ///
    /// @param amount how much
    /// @param reset how often it starts anew; null never
    /// @param includeByok whether spending with the caller's own provider keys counts
    public record Cap(Nanos amount, @Nullable Reset reset, boolean includeByok) {
        public Cap {
            if (amount.isNegative()) {
                throw new IllegalArgumentException("limit: " + amount + " (expected: >= 0)");
            }
        }
    }

    public ApiKey {
        KeyDigest.ofHex(hash);
        if (name.isBlank() || name.length() > NAME_MAX) {
            throw new IllegalArgumentException("name: expected 1 to " + NAME_MAX + " characters");
        }
    }

    /// The caller that this key names.
    public Caller caller() {
        return new Caller(account, hash, label, scope);
    }

    /// This key with another name.
    public ApiKey named(String newName, Instant at) {
        return new ApiKey(hash, label, newName, account, scope, origin, createdAt, at, disabled, expiresAt, cap);
    }

    /// This key switched off or on.
    public ApiKey switched(boolean off, Instant at) {
        return new ApiKey(hash, label, name, account, scope, origin, createdAt, at, off, expiresAt, cap);
    }

    /// This key with another cap; null for none.
    public ApiKey capped(@Nullable Cap newCap, Instant at) {
        return new ApiKey(hash, label, name, account, scope, origin, createdAt, at, disabled, expiresAt, newCap);
    }
}
