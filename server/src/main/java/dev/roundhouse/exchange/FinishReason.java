package dev.roundhouse.exchange;

/// Why an answer ended, whatever the provider calls it.
public enum FinishReason {
    STOP("stop"),
    LENGTH("length"),
    TOOL_CALLS("tool_calls"),
    CONTENT_FILTER("content_filter"),
    ERROR("error");

    private final String wireName;

    FinishReason(String wireName) {
        this.wireName = wireName;
    }

    /// The normalised name, such as `tool_calls`.
    public String wireName() {
        return wireName;
    }
}
