package dev.roundhouse.policy;

import dev.roundhouse.catalog.Secret;
import dev.roundhouse.exchange.Caller;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// Makes new keys. The text is handed out once and kept nowhere.
public final class KeyMint {
    private static final int SECRET_BYTES = 32;

    private final KeyHasher hasher;
    private final RandomGenerator random;
    private final InstantSource clock;

    /// @param random must be cryptographically strong outside tests
    public KeyMint(KeyHasher hasher, RandomGenerator random, InstantSource clock) {
        this.hasher = hasher;
        this.random = random;
        this.clock = clock;
    }

    /// A new key.
    ///
    /// @param key its text, to be shown once
    /// @param kept what the store keeps of it
    public record Minted(Secret key, ApiKey kept) {}

    /// What is wanted of a new key.
    ///
    /// @param expiresAt from when on it is not valid any more; null never
    /// @param cap what may be spent with it; null as much as the account can
    public record Order(
            long account,
            Caller.Scope scope,
            String name,
            @Nullable Instant expiresAt,
            ApiKey.@Nullable Cap cap) {
        /// A key without end and without cap.
        public static Order plain(long account, Caller.Scope scope, String name) {
            return new Order(account, scope, name, null, null);
        }
    }

    /// Makes a key. It names nobody until [Keys#put] has it.
    public Minted mint(Order order) {
        byte[] secret = new byte[SECRET_BYTES];
        random.nextBytes(secret);
        BigInteger id = BigInteger.valueOf(random.nextLong(1L << 47));
        String body = KeyShape.PREFIX
                + KeyShape.base62(id, KeyShape.ID_LENGTH)
                + KeyShape.base62(new BigInteger(1, secret), KeyShape.SECRET_LENGTH);
        byte[] bytes = body.getBytes(StandardCharsets.US_ASCII);
        String text = body + KeyShape.checksum(bytes, bytes.length);
        ApiKey kept = new ApiKey(
                hasher.digest(text.getBytes(StandardCharsets.US_ASCII)).hex(),
                KeyShape.label(text),
                order.name(),
                order.account(),
                order.scope(),
                ApiKey.Origin.MINTED,
                clock.instant(),
                null,
                false,
                order.expiresAt(),
                order.cap());
        return new Minted(new Secret(text), kept);
    }
}
