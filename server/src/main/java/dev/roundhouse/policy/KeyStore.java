package dev.roundhouse.policy;

import java.util.List;

/// Where keys are kept. Every method may wait for a disk; none is called while a request is served.
public interface KeyStore {
    /// All keys that were not deleted, in order of creation.
    List<ApiKey> load();

    /// Keeps a key, new or changed; durable when it returns.
    void save(ApiKey key);

    /// Forgets a key; what it was used for stays. Durable when it returns.
    void delete(String hash);
}
