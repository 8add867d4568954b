package dev.roundhouse.exchange;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Which providers a caller wants, and in which order: OpenRouter's member `provider`. A provider is named by its
/// slug,
/// by slug and variant as in `google-vertex/us-east5`, or by its name for people, in any case.
///
/// @param order these first, in this order
/// @param only none but these; empty any
/// @param ignore none of these
/// @param fallbacks whether those behind the first (with `order`: behind the ordered ones) may be tried
/// @param quantizations none but these; empty any
/// @param sort `price`, `latency`, `throughput` or `exacto`; null unsaid
/// @param maxPrice the most in USD: `prompt` and `completion` per million tokens, `request` each
/// @param everythingKept only endpoints that lose nothing of the request (`require_parameters`)
/// @param zeroRetention only endpoints that keep nothing
/// @param noCollection only endpoints that neither store nor train
public record Preferences(
        List<String> order,
        List<String> only,
        List<String> ignore,
        boolean fallbacks,
        List<String> quantizations,
        @Nullable String sort,
        Map<String, Double> maxPrice,
        boolean everythingKept,
        boolean zeroRetention,
        boolean noCollection) {
    /// Anything goes.
    public static final Preferences NONE =
            new Preferences(List.of(), List.of(), List.of(), true, List.of(), null, Map.of(), false, false, false);

    public Preferences {
        order = List.copyOf(order);
        only = List.copyOf(only);
        ignore = List.copyOf(ignore);
        quantizations = List.copyOf(quantizations);
        maxPrice = Map.copyOf(maxPrice);
    }
}
