package dev.roundhouse.exchange;

import org.jspecify.annotations.Nullable;

/// What a provider wants back unchanged with its own reasoning: a signature, or the reasoning itself encrypted.
/// Only
/// providers that know the format can read it, and others refuse it.
///
/// @param format who made it, by OpenRouter's names: `anthropic-claude-v1`, `google-gemini-v1`,
///   `openai-responses-v1`
/// …;
///   [#UNKNOWN] when the client did not say
/// @param id the provider's id of the reasoning; null none
/// @param signature over reasoning that is shown; null none
/// @param redacted reasoning that is not shown, encrypted; null none
public record Seal(
        String format,
        @Nullable String id,
        @Nullable String signature,
        @Nullable String redacted) {
    public static final String ANTHROPIC = "anthropic-claude-v1";
    public static final String GEMINI = "google-gemini-v1";
    public static final String OPENAI = "openai-responses-v1";
    public static final String UNKNOWN = "unknown";
}
