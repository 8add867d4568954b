package dev.roundhouse.config;

import java.util.Set;

/// What may stand in a header. A line break in a value would be a second header.
final class HttpText {
    /// Headers that frame a message or name its peer: a configuration that sets them breaks the connection.
    static final Set<String> FRAMING = Set.of(
            "content-length",
            "transfer-encoding",
            "connection",
            "host",
            "te",
            "trailer",
            "upgrade",
            "content-type",
            "expect",
            "keep-alive",
            "accept-encoding");

    private static final String MARKS = "!#$%&'*+-.^_`|~";

    private HttpText() {}

    /// Whether it is a header's name.
    static boolean isName(String text) {
        return !text.isEmpty()
                && text.chars()
                        .allMatch(c -> (c >= '0' && c <= '9')
                                || (c >= 'a' && c <= 'z')
                                || (c >= 'A' && c <= 'Z')
                                || MARKS.indexOf(c) >= 0);
    }

    /// Whether it is a header's value: printable ASCII and blanks.
    static boolean isValue(String text) {
        return text.chars().allMatch(c -> c >= ' ' && c < 127);
    }
}
