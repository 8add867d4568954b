package dev.roundhouse.exchange;

import dev.roundhouse.catalog.PriceKind;
import org.jspecify.annotations.Nullable;

/// Units used, each token in exactly one class, so that nothing is billed twice. How a provider nests its own
/// totals
/// is undone by the dialect's reader; the totals shown to a client are sums of these.
///
/// @param input uncached text input
/// @param cacheRead input read from a cache
/// @param cacheWrite input written to a cache (five minutes or unsaid)
/// @param cacheWrite1h input written to a cache for an hour
/// @param audioInput audio input
/// @param imageInput image input, where a provider counts it apart
/// @param output text output, without reasoning
/// @param reasoning reasoning output
/// @param audioOutput audio output
/// @param imageOutput image output
/// @param webSearches searches made
/// @param estimated true when the provider reported nothing and we counted
/// @param searchUnits units in which a reranking is billed, each at the price of a request; 0 unsaid, and then
///   the
///   request is one
/// @param billed what the provider asks money for, where that is not the tokens that it counts; null the same
public record Usage(
        long input,
        long cacheRead,
        long cacheWrite,
        long cacheWrite1h,
        long audioInput,
        long imageInput,
        long output,
        long reasoning,
        long audioOutput,
        long imageOutput,
        long webSearches,
        boolean estimated,
        long searchUnits,
        @Nullable Billed billed) {
    /// What a provider asks money for: Cohere leaves its own preamble and marks out.
    ///
    /// @param input all input tokens
    /// @param output all output tokens
    public record Billed(long input, long output) {
        public Billed {
            if (Math.min(input, output) < 0) {
                throw new IllegalArgumentException("billed: a negative count (expected: >= 0)");
            }
        }
    }

    /// Nothing was used.
    public static final Usage NONE = new Usage(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, false);

    public Usage {
        if (Math.min(
                                Math.min(Math.min(input, cacheRead), Math.min(cacheWrite, cacheWrite1h)),
                                Math.min(audioInput, imageInput))
                        < 0
                || Math.min(Math.min(output, reasoning), Math.min(audioOutput, imageOutput)) < 0
                || Math.min(webSearches, searchUnits) < 0) {
            throw new IllegalArgumentException("usage: a negative count (expected: >= 0)");
        }
    }

    /// Of anything but a reranking.
    public Usage(
            long input,
            long cacheRead,
            long cacheWrite,
            long cacheWrite1h,
            long audioInput,
            long imageInput,
            long output,
            long reasoning,
            long audioOutput,
            long imageOutput,
            long webSearches,
            boolean estimated) {
        this(
                input,
                cacheRead,
                cacheWrite,
                cacheWrite1h,
                audioInput,
                imageInput,
                output,
                reasoning,
                audioOutput,
                imageOutput,
                webSearches,
                estimated,
                0,
                null);
    }

    /// Of a reranking.
    ///
    /// @param input tokens, where the provider counts them
    public static Usage ofSearches(long input, long searchUnits) {
        return new Usage(input, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, false, searchUnits, null);
    }

    /// Plain text counts of our own.
    public static Usage estimate(long input, long output) {
        return new Usage(input, 0, 0, 0, 0, 0, output, 0, 0, 0, 0, true);
    }

    /// All input tokens.
    public long inputTotal() {
        return input + cacheRead + cacheWrite + cacheWrite1h + audioInput + imageInput;
    }

    /// All output tokens.
    public long outputTotal() {
        return output + reasoning + audioOutput + imageOutput;
    }

    /// The same with one kind left out; all of it for a kind that is not counted here.
    public Usage without(PriceKind kind) {
        return new Usage(
                kind == PriceKind.INPUT ? 0 : input,
                kind == PriceKind.CACHE_READ ? 0 : cacheRead,
                kind == PriceKind.CACHE_WRITE ? 0 : cacheWrite,
                kind == PriceKind.CACHE_WRITE_1H ? 0 : cacheWrite1h,
                kind == PriceKind.AUDIO_INPUT ? 0 : audioInput,
                kind == PriceKind.IMAGE_INPUT ? 0 : imageInput,
                kind == PriceKind.OUTPUT ? 0 : output,
                kind == PriceKind.REASONING ? 0 : reasoning,
                kind == PriceKind.AUDIO_OUTPUT ? 0 : audioOutput,
                kind == PriceKind.IMAGE_OUTPUT ? 0 : imageOutput,
                kind == PriceKind.WEB_SEARCH ? 0 : webSearches,
                estimated,
                searchUnits,
                billed == null
                        ? null
                        : new Billed(
                                kind == PriceKind.INPUT ? 0 : billed.input,
                                kind == PriceKind.OUTPUT ? 0 : billed.output));
    }

    /// The same, for which the provider asks money by another count.
    ///
    /// @param inputBilled all input tokens
    /// @param outputBilled all output tokens
    public Usage billedAs(long inputBilled, long outputBilled) {
        boolean same = inputBilled == inputTotal() && outputBilled == outputTotal();
        return new Usage(
                input,
                cacheRead,
                cacheWrite,
                cacheWrite1h,
                audioInput,
                imageInput,
                output,
                reasoning,
                audioOutput,
                imageOutput,
                webSearches,
                estimated,
                searchUnits,
                same ? null : new Billed(inputBilled, outputBilled));
    }
}
