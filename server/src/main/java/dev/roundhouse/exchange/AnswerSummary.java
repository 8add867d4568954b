package dev.roundhouse.exchange;

import org.jspecify.annotations.Nullable;

/// What an answer told.
///
/// @param usage as the provider reported; null when it did not
/// @param finishReason normalised: `stop`, `length`, `tool_calls`, `content_filter`, `error`; null when there was
///   none
/// @param nativeFinishReason as the provider said
/// @param reportedModel what the upstream says it served
/// @param upstreamId the upstream's own id of the answer
/// @param serviceTier the tier that the upstream says it served
/// @param text answered text, reasoning included, kept for counting while no usage was seen; bounded, UTF-8
/// @param failure what broke it; null when nothing did
public record AnswerSummary(
        @Nullable Usage usage,
        @Nullable String finishReason,
        @Nullable String nativeFinishReason,
        @Nullable String reportedModel,
        @Nullable String upstreamId,
        @Nullable String serviceTier,
        String text,
        @Nullable Failure failure) {}
