package dev.roundhouse.exchange;

/// What the client's copy of an answer must say, whatever the upstream said.
///
/// @param generationId goes in `id`
/// @param servedModel goes in `model`
/// @param provider the provider's name for people; goes in `provider`
/// @param createdSeconds goes in `created` where the upstream sent none
/// @param stream whether the answer is streamed
/// @param showUsage whether a stream shows its usage to this client
/// @param doneExpected whether the upstream's stream ends with `[DONE]`
/// @param surface by which door the client came
public record AnswerTerms(
        String generationId,
        String servedModel,
        String provider,
        long createdSeconds,
        boolean stream,
        boolean showUsage,
        boolean doneExpected,
        Surface surface) {}
