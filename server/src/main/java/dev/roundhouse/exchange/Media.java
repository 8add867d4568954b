package dev.roundhouse.exchange;

import org.jspecify.annotations.Nullable;

/// A picture, a document, sound or moving pictures.
///
/// @param kind which of these
/// @param source where its bytes are
/// @param type such as `image/png`; null unsaid
/// @param name file name or title; null none
/// @param detail how closely to look, as OpenAI says it: `low`, `high`, `auto`; null unsaid
public record Media(
        Kind kind,
        Source source,
        @Nullable String type,
        @Nullable String name,
        @Nullable String detail) {
    /// What it is.
    public enum Kind {
        IMAGE,
        DOCUMENT,
        AUDIO,
        VIDEO
    }

    /// Where its bytes are.
    public sealed interface Source {}

    /// At an address: `https://…`, `gs://…`, `s3://…`.
    public record Url(String url) implements Source {}

    /// Here, in base64 without line breaks.
    public record Base64(String data) implements Source {}

    /// With the provider, uploaded before.
    public record FileId(String id) implements Source {}

    /// Here, as plain text; documents only.
    public record Plain(String text) implements Source {}
}
