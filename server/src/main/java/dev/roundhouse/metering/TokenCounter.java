package dev.roundhouse.metering;

/// stub
public final class TokenCounter {
    public long count(String text) {
        return text.length() / 4;
    }
}
