package dev.roundhouse.policy;

import dev.roundhouse.catalog.Secret;
import dev.roundhouse.exchange.Caller;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;

/// All keys, in memory. Reading is free of locks and of any store; changes go to the store first.
public final class Keys {
    private static final Authentication UNKNOWN = new Authentication.Unknown();
    private static final Authentication DISABLED = new Authentication.Disabled();
    private static final Authentication EXPIRED = new Authentication.Expired();
    private static final Authentication NOT_READY = new Authentication.NotReady();

    private final KeyHasher hasher;
    private final KeyStore store;
    private final InstantSource clock;
    // Held while a change is written; never by whoever authenticates.
    private final ReentrantLock changing = new ReentrantLock();

    private volatile Directory directory = new Directory(Map.of(), false, false);

    public Keys(KeyHasher hasher, KeyStore store, InstantSource clock) {
        this.hasher = hasher;
        this.store = store;
        this.clock = clock;
    }

    /// A key given in the configuration: any 16 or more visible ASCII characters.
    ///
    /// @param name where it stands, such as `bootstrap.inference_key`
    public record Configured(String name, Secret key, long account, Caller.Scope scope) {}

    private record Entry(ApiKey key, Authentication known) {}

    /// @param loaded whether the store's keys are in it
    /// @param anyShape whether a configured key looks like one of ours and is not, so that checksums prove
    ///   nothing
    private record Directory(Map<KeyDigest, Entry> entries, boolean loaded, boolean anyShape) {}

    /// Says whom a credential names. Costs about a microsecond.
    public Authentication authenticate(Secret presented) {
        Directory now = directory;
        String text = presented.reveal();
        byte[] bytes = KeyShape.bytes(text);
        if (bytes == null || (!now.anyShape && KeyShape.isMistyped(text, bytes))) {
            return UNKNOWN;
        }
        Entry entry = now.entries.get(hasher.digest(bytes));
        if (entry == null) {
            return now.loaded ? UNKNOWN : NOT_READY;
        }
        if (entry.key.disabled()) {
            return DISABLED;
        }
        Instant end = entry.key.expiresAt();
        return end != null && !clock.instant().isBefore(end) ? EXPIRED : entry.known;
    }

    /// Takes the configuration's keys. They are valid at once, before [#load]; those of an earlier configuration
    /// stop to be with the next [#load].
    ///
    /// @throws IllegalArgumentException naming the key, when one is not 16 to 512 visible ASCII characters
    public void configure(List<Configured> configured) {
        changing.lock();
        try {
            Map<KeyDigest, Entry> entries = new HashMap<>(directory.entries);
            entries.values().removeIf(e -> e.key.origin() == ApiKey.Origin.CONFIGURED);
            boolean anyShape = false;
            for (Configured given : configured) {
                String text = given.key.reveal();
                byte[] bytes = KeyShape.bytes(text);
                if (bytes == null) {
                    throw new IllegalArgumentException(given.name + ": expected " + KeyShape.LENGTH_MIN + " to "
                            + KeyShape.LENGTH_MAX + " visible ASCII characters");
                }
                anyShape |= KeyShape.isMistyped(text, bytes);
                KeyDigest digest = hasher.digest(bytes);
                entries.putIfAbsent(digest, entry(adopted(given, digest.hex())));
            }
            directory = new Directory(Map.copyOf(entries), directory.loaded, anyShape);
        } finally {
            changing.unlock();
        }
    }

    private ApiKey adopted(Configured given, String hash) {
        return new ApiKey(
                hash,
                KeyShape.label(given.key.reveal()),
                given.name,
                given.account,
                given.scope,
                ApiKey.Origin.CONFIGURED,
                clock.instant(),
                null,
                false,
                null,
                null);
    }

    /// Reads the store's keys, and writes to it which ones the configuration gives. Waits for the store.
    public void load() {
        changing.lock();
        try {
            Map<KeyDigest, Entry> entries = new HashMap<>();
            Set<String> kept = new HashSet<>();
            List<ApiKey> gone = new ArrayList<>();
            for (ApiKey key : store.load()) {
                KeyDigest digest = KeyDigest.ofHex(key.hash());
                Entry early = directory.entries.get(digest);
                if (key.origin() == ApiKey.Origin.CONFIGURED && early == null) {
                    gone.add(key);
                } else if (early == null || early.key.caller().equals(key.caller())) {
                    kept.add(key.hash());
                    entries.put(digest, entry(key));
                }
            }
            for (Map.Entry<KeyDigest, Entry> early : directory.entries.entrySet()) {
                ApiKey key = early.getValue().key;
                if (key.origin() == ApiKey.Origin.CONFIGURED && !kept.contains(key.hash())) {
                    store.save(key);
                    entries.put(early.getKey(), early.getValue());
                }
            }
            directory = new Directory(Map.copyOf(entries), true, directory.anyShape);
            for (ApiKey key : gone) {
                store.delete(key.hash());
            }
        } finally {
            changing.unlock();
        }
    }

    /// All keys, in order of creation.
    public List<ApiKey> all() {
        return directory.entries.values().stream()
                .map(Entry::key)
                .sorted(Comparator.comparing(ApiKey::createdAt).thenComparing(ApiKey::hash))
                .toList();
    }

    /// The key with that public id.
    public Optional<ApiKey> find(String hash) {
        return KeyDigest.isHex(hash)
                ? Optional.ofNullable(directory.entries.get(KeyDigest.ofHex(hash)))
                        .map(Entry::key)
                : Optional.empty();
    }

    /// Adds a new key or replaces one by its changed self; in force when it returns.
    public void put(ApiKey key) {
        changing.lock();
        try {
            store.save(key);
            Map<KeyDigest, Entry> entries = new HashMap<>(directory.entries);
            entries.put(KeyDigest.ofHex(key.hash()), entry(key));
            directory = new Directory(Map.copyOf(entries), directory.loaded, directory.anyShape);
        } finally {
            changing.unlock();
        }
    }

    /// Deletes a key; it is refused from now on.
    public void delete(String hash) {
        changing.lock();
        try {
            store.delete(hash);
            Map<KeyDigest, Entry> entries = new HashMap<>(directory.entries);
            entries.remove(KeyDigest.ofHex(hash));
            directory = new Directory(Map.copyOf(entries), directory.loaded, directory.anyShape);
        } finally {
            changing.unlock();
        }
    }

    private static Entry entry(ApiKey key) {
        return new Entry(key, new Authentication.Known(key.caller()));
    }
}
