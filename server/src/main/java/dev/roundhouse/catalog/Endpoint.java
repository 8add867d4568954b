package dev.roundhouse.catalog;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/// One model at one provider: what it is called there, what it takes, what it costs.
///
/// @param model the model's id
/// @param provider who serves it
/// @param upstreamId the provider's own id for it; null when no source gave one, and then it cannot be called
/// @param dialect what is spoken there
/// @param variant `batch`, `flex`, `priority`, `fast`, `turbo`, `free`, `zdr` … or a region such as `us-east5`;
///   null
/// the standard one
/// @param variantIsRegion whether the variant is only a place: such endpoints take part unasked
/// @param context tokens; 0 unknown
/// @param maxOutput tokens; 0 unknown
/// @param quantization such as `fp8`; null unknown
/// @param capabilities such as `tools`, `json_schema`, `image`; empty unknown, and then nothing is held against
///   it
/// @param parameters names of supported request parameters; empty unknown
/// @param prices what it costs
/// @param seen newest day on which a source listed it
/// @param stale no live source lists it any more
public record Endpoint(
        String model,
        Provider provider,
        @Nullable String upstreamId,
        Dialect dialect,
        @Nullable String variant,
        boolean variantIsRegion,
        long context,
        long maxOutput,
        @Nullable String quantization,
        Set<String> capabilities,
        Set<String> parameters,
        PriceBook prices,
        @Nullable String seen,
        boolean stale) {
    public Endpoint {
        capabilities = java.util.Collections.unmodifiableSet(new java.util.TreeSet<>(capabilities));
        parameters = parameters.isEmpty()
                ? Set.of()
                : java.util.Collections.unmodifiableSet(new java.util.TreeSet<>(parameters));
    }

    /// Its routable name at the provider's side: `provider` or `provider/variant`.
    public String tag() {
        return variant == null ? provider.slug() : provider.slug() + "/" + variant;
    }

    /// Its name in records, metrics and limits, unique in a snapshot: `model@provider` or
    /// `model@provider/variant`.
    public String key() {
        return model + "@" + tag();
    }
}
