package dev.roundhouse.record;

import dev.roundhouse.exchange.Charge;
import dev.roundhouse.exchange.ErrorType;
import dev.roundhouse.exchange.Surface;
import dev.roundhouse.exchange.Usage;
import dev.roundhouse.selection.auto.Selected;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One generation, told after its end: all that explains it later, and nothing of what was said in it.
///
/// @param id `gen-…`, made by [GenerationIds]
/// @param account who pays
/// @param keyHash the key's public id
/// @param asked what was asked
/// @param served who served it; null when nobody did
/// @param usage what was used; its flag says whether it was estimated
/// @param charge both sides of the money
/// @param ending how it ended
/// @param timings when
/// @param attempts every try, in order; at most 64 are kept
/// @param leftOut endpoints that the plan left out, and why; at most 512 are kept
/// @param snapshotId configuration in force
/// @param priceAsOf the day of the price; null when nothing was priced
/// @param selected how its model was chosen; null where it was named
public record GenerationRecord(
        String id,
        long account,
        String keyHash,
        Asked asked,
        @Nullable Served served,
        Usage usage,
        Charge charge,
        Ending ending,
        Timings timings,
        List<Attempt> attempts,
        List<LeftOut> leftOut,
        String snapshotId,
        @Nullable String priceAsOf,
        @Nullable Selected selected) {
    private static final int ATTEMPTS_MAX = 64;
    private static final int LEFT_OUT_MAX = 512;
    private static final int TEXT_MAX = 256;

    public GenerationRecord {
        if (GenerationIds.order(id).isEmpty()) {
            throw new IllegalArgumentException("id: '" + id + "' (expected: gen-<seconds>-<20 alphanumerics>)");
        }
        attempts = List.copyOf(attempts.size() > ATTEMPTS_MAX ? attempts.subList(0, ATTEMPTS_MAX) : attempts);
        leftOut = List.copyOf(leftOut.size() > LEFT_OUT_MAX ? leftOut.subList(0, LEFT_OUT_MAX) : leftOut);
    }

    /// Of a request that named its model.
    public GenerationRecord(
            String id,
            long account,
            String keyHash,
            Asked asked,
            @Nullable Served served,
            Usage usage,
            Charge charge,
            Ending ending,
            Timings timings,
            List<Attempt> attempts,
            List<LeftOut> leftOut,
            String snapshotId,
            @Nullable String priceAsOf) {
        this(
                id,
                account,
                keyHash,
                asked,
                served,
                usage,
                charge,
                ending,
                timings,
                attempts,
                leftOut,
                snapshotId,
                priceAsOf,
                null);
    }

    /// What was asked.
    ///
    /// @param apiType `completions`, `embeddings` …
    /// @param dialect the client's, by its wire name
    /// @param surface by which door
    /// @param model the requested model
    /// @param streamed whether a stream was asked for
    /// @param serviceTier as asked; null when not
    /// @param bodyBytes length of the request's body
    /// @param labels what the caller said about itself
    public record Asked(
            String apiType,
            String dialect,
            Surface surface,
            String model,
            boolean streamed,
            @Nullable String serviceTier,
            long bodyBytes,
            Labels labels) {
        public Asked {
            model = Texts.clipped(model, TEXT_MAX);
            serviceTier = Texts.clip(serviceTier, TEXT_MAX);
        }
    }

    /// Who served it.
    ///
    /// @param endpoint the endpoint's key, `model@provider`
    /// @param provider the provider's slug
    /// @param providerName the provider's name for people
    /// @param model the served model's id
    /// @param reportedModel what the upstream said it was
    /// @param upstreamId the upstream's own id of the answer
    /// @param serviceTier the tier that the upstream says it served
    /// @param finishReason normalised
    /// @param nativeFinishReason as the provider said
    public record Served(
            String endpoint,
            String provider,
            String providerName,
            String model,
            @Nullable String reportedModel,
            @Nullable String upstreamId,
            @Nullable String serviceTier,
            @Nullable String finishReason,
            @Nullable String nativeFinishReason) {
        public Served {
            reportedModel = Texts.clip(reportedModel, TEXT_MAX);
            upstreamId = Texts.clip(upstreamId, TEXT_MAX);
            serviceTier = Texts.clip(serviceTier, TEXT_MAX);
            finishReason = Texts.clip(finishReason, TEXT_MAX);
            nativeFinishReason = Texts.clip(nativeFinishReason, TEXT_MAX);
        }
    }

    /// How it ended.
    ///
    /// @param status the HTTP status that the client got, or would have got
    /// @param error what went wrong; null when nothing did
    /// @param cancelled whether the client hung up
    public record Ending(int status, @Nullable ErrorType error, boolean cancelled) {}

    /// When things happened. Offsets are microseconds after `receivedMicros`; -1 for what did not happen.
    ///
    /// @param receivedMicros microseconds since 1970
    /// @param dispatched the serving attempt began
    /// @param firstByte the first content byte went to the client
    /// @param end the last byte went to the client, or it was over
    public record Timings(long receivedMicros, long dispatched, long firstByte, long end) {}

    /// One try at one endpoint.
    ///
    /// @param endpoint the endpoint's key
    /// @param provider the provider's name for people
    /// @param model the upstream's id of the model
    /// @param status the upstream's HTTP status; 0 when there was none
    /// @param error what went wrong; null when nothing did
    /// @param start microseconds after the request was received
    /// @param firstByte microseconds after the request was received; -1 when there was none
    /// @param end microseconds after the request was received
    public record Attempt(
            String endpoint,
            String provider,
            String model,
            int status,
            @Nullable ErrorType error,
            long start,
            long firstByte,
            long end) {}

    /// An endpoint that did not take part.
    ///
    /// @param endpoint the endpoint's key
    /// @param reason why, for people
    public record LeftOut(String endpoint, String reason) {
        public LeftOut {
            reason = Texts.clipped(reason, TEXT_MAX);
        }
    }
}
