package dev.roundhouse.app;

import dev.roundhouse.catalog.Secret;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What the program itself reads from the environment, beside what the configuration file names.
final class Env {
    private Env() {}

    /// The pepper of key digests; null: it is kept in the data folder.
    static @Nullable Secret pepper(Map<String, String> env) {
        String pepper = env.get("ROUNDHOUSE_PEPPER");
        return pepper == null || pepper.isBlank() ? null : new Secret(pepper);
    }
}
