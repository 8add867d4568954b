package dev.roundhouse.routing;

import dev.roundhouse.catalog.Endpoint;
import dev.roundhouse.catalog.PriceKind;
import dev.roundhouse.exchange.Preferences;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// A caller's preferences about providers, applied to endpoints.
final class Wishes {
    private static final double PICOS_PER_MILLIONTH = 1e6; // USD per million tokens to pico-dollars per token
    private static final double PICOS_PER_DOLLAR = 1e12;
    private static final String AGGREGATOR = "aggregator";
    private static final Map<String, PriceKind> PRICES =
            Map.of("prompt", PriceKind.INPUT, "completion", PriceKind.OUTPUT, "request", PriceKind.REQUEST);

    private final Preferences wanted;

    Wishes(Preferences wanted) {
        this.wanted = wanted;
    }

    /// Why the caller does not want this endpoint; empty when it does.
    Optional<String> reasonAgainst(Endpoint endpoint) {
        if (endpoint.provider().kind().equals(AGGREGATOR)) {
            return priceReason(endpoint); // a router itself: it is sent the wishes and follows them
        }
        if (!wanted.only().isEmpty() && !named(wanted.only(), endpoint)) {
            return Optional.of("provider.only does not name it");
        }
        if (named(wanted.ignore(), endpoint)) {
            return Optional.of("provider.ignore names it");
        }
        if (!wanted.fallbacks() && !wanted.order().isEmpty() && !named(wanted.order(), endpoint)) {
            return Optional.of("provider.order does not name it, and fallbacks are not allowed");
        }
        String quantization = endpoint.quantization() == null ? "unknown" : endpoint.quantization();
        if (!wanted.quantizations().isEmpty() && !wanted.quantizations().contains(quantization)) {
            return Optional.of("its quantization is " + quantization);
        }
        return priceReason(endpoint);
    }

    /// Where the caller's order puts it; behind all that are named when it is not.
    int place(Endpoint endpoint) {
        for (int i = 0; i < wanted.order().size(); i++) {
            if (isNamed(wanted.order().get(i), endpoint)) {
                return i;
            }
        }
        return wanted.order().size();
    }

    private Optional<String> priceReason(Endpoint endpoint) {
        for (Map.Entry<String, Double> most : wanted.maxPrice().entrySet()) {
            PriceKind kind = PRICES.get(most.getKey());
            if (kind == null) {
                continue;
            }
            double scale = kind.unit() == PriceKind.Unit.ONE ? PICOS_PER_DOLLAR : PICOS_PER_MILLIONTH;
            double price = endpoint.prices()
                    .priceOf(kind, 0)
                    .map(p -> (double) p.picos())
                    .orElse(0.0);
            if (price > most.getValue() * scale) {
                return Optional.of("provider.max_price." + most.getKey() + " is below its price");
            }
        }
        return Optional.empty();
    }

    private static boolean named(List<String> names, Endpoint endpoint) {
        for (String name : names) {
            if (isNamed(name, endpoint)) {
                return true;
            }
        }
        return false;
    }

    private static boolean isNamed(String name, Endpoint endpoint) {
        return name.equalsIgnoreCase(endpoint.provider().slug())
                || name.equalsIgnoreCase(endpoint.provider().name())
                || name.toLowerCase(Locale.ROOT).equals(endpoint.tag());
    }
}
