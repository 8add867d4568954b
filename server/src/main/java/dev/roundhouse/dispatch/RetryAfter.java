package dev.roundhouse.dispatch;

import org.jspecify.annotations.Nullable;

/// Reads `Retry-After`. Its other form, a date, is not used by any provider that was recorded, and would need a
/// clock.
final class RetryAfter {
    private static final int DIGITS_MAX = 9;

    private RetryAfter() {}

    /// Whole seconds; -1 when there is no header or it is not a number of seconds.
    static long seconds(@Nullable String header) {
        if (header == null) {
            return -1;
        }
        String digits = header.strip();
        boolean number = !digits.isEmpty()
                && digits.length() <= DIGITS_MAX
                && digits.chars().allMatch(c -> c >= '0' && c <= '9');
        return number ? Long.parseLong(digits) : -1;
    }
}
