package dev.roundhouse.catalog;

import dev.roundhouse.money.Price;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The prices of one endpoint, immutable. An empty book means "unknown", never "free".
///
/// @param base price by kind
/// @param tiers prices for the whole request once its input is longer than a bound; they replace those of `base`
///   kind
/// by kind
/// @param asOf the day the prices were read, such as `2026-11-10`; null when the operator wrote them
public record PriceBook(
        Map<PriceKind, Price> base,
        List<Tier> tiers,
        @Nullable String asOf) {
    /// Nothing is known.
    public static final PriceBook UNKNOWN = new PriceBook(Map.of(), List.of(), null);

    /// Prices above an input length.
    ///
    /// @param above input tokens; the tier holds for more than that
    /// @param prices price by kind
    public record Tier(long above, Map<PriceKind, Price> prices) {
        public Tier {
            if (above < 0) {
                throw new IllegalArgumentException("tiers.above: " + above + " (expected: >= 0)");
            }
            prices = copy(prices);
        }
    }

    public PriceBook {
        base = copy(base);
        // Nearly all books have no tier or one; sorting nothing four thousand times would be felt at start.
        tiers = tiers.size() < 2
                ? List.copyOf(tiers)
                : tiers.stream().sorted(Comparator.comparingLong(Tier::above)).toList();
    }

    /// Whether text can be billed by it.
    public boolean isKnown() {
        return base.containsKey(PriceKind.INPUT) || base.containsKey(PriceKind.REQUEST);
    }

    /// The price of a kind, or of its nearest parent that has one.
    ///
    /// @param inputTokens length of the request's whole input, which chooses the tier
    public Optional<Price> priceOf(PriceKind kind, long inputTokens) {
        for (Optional<PriceKind> k = Optional.of(kind);
                k.isPresent();
                k = k.get().parent()) {
            Price price = base.get(k.get());
            for (Tier tier : tiers) {
                if (inputTokens > tier.above()) {
                    price = tier.prices().getOrDefault(k.get(), price);
                }
            }
            if (price != null) {
                return Optional.of(price);
            }
        }
        return Optional.empty();
    }

    private static Map<PriceKind, Price> copy(Map<PriceKind, Price> prices) {
        if (prices.isEmpty()) {
            return Map.of();
        }
        return java.util.Collections.unmodifiableMap(new EnumMap<>(prices));
    }
}
