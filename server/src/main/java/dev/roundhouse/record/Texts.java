package dev.roundhouse.record;

import org.jspecify.annotations.Nullable;

/// Foreign text made fit for keeping.
final class Texts {
    private Texts() {}

    /// At most `max` chars of `text`, never half a character, lone surrogates replaced: those cannot be written
    /// as UTF-8.
    static @Nullable String clip(@Nullable String text, int max) {
        return text == null ? null : clipped(text, max);
    }

    static String clipped(String text, int max) {
        int length = Math.min(text.length(), max);
        if (length < text.length() && Character.isHighSurrogate(text.charAt(length - 1))) {
            length--;
        }
        for (int i = 0; i < length; i++) {
            if (Character.isSurrogate(text.charAt(i))) {
                return wellFormed(text, length);
            }
        }
        return length == text.length() ? text : text.substring(0, length);
    }

    private static String wellFormed(String text, int length) {
        StringBuilder out = new StringBuilder(length);
        for (int i = 0; i < length; i++) {
            char c = text.charAt(i);
            boolean pair =
                    Character.isHighSurrogate(c) && i + 1 < length && Character.isLowSurrogate(text.charAt(i + 1));
            if (pair) {
                out.append(c).append(text.charAt(++i));
            } else {
                out.append(Character.isSurrogate(c) ? '\uFFFD' : c);
            }
        }
        return out.toString();
    }
}
