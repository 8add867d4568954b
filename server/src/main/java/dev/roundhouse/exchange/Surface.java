package dev.roundhouse.exchange;

/// Which of the doors a client came in by; the same dialect looks a little different at each.
public enum Surface {
    /// `/api/v1`: OpenRouter's. A stream's last chunk always carries usage.
    OPENROUTER,
    /// `/v1`: the vendor's own. A stream carries usage only when asked for.
    VENDOR
}
