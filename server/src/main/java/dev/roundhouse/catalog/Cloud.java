package dev.roundhouse.catalog;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/// How a cloud's requests are signed, where a provider wants no plain key.
///
/// @param scheme `sigv4`, `google` or `azure`
/// @param settings what the cloud's own programs read from the environment, by the same names, such as
///   `AWS_ACCESS_KEY_ID`; secrets among them
public record Cloud(String scheme, Map<String, String> settings) {
    public Cloud {
        settings = Map.copyOf(settings);
    }

    /// A setting; null when it is not set.
    public @Nullable String setting(String name) {
        return settings.get(name);
    }

    /// Names only: the values are secrets.
    @Override
    public String toString() {
        return "Cloud[" + scheme + ", " + settings.keySet() + "]";
    }
}
