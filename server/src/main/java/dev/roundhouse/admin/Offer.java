package dev.roundhouse.admin;

import dev.roundhouse.catalog.Endpoint;
import dev.roundhouse.catalog.Model;
import dev.roundhouse.catalog.PriceBook;
import dev.roundhouse.catalog.PriceKind;
import dev.roundhouse.money.Price;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// The endpoint whose prices and limits stand for a whole entry of the listing.
///
/// The rule: of the endpoints that can be used now, the cheapest; where none can, the cheapest of those that a
/// provider (not an aggregator) lists today; then of those listed today; then of all. An endpoint with a full
/// price
/// goes before one with a part of it, and one without any price never stands for anything. Cheap is the sum of
/// input
/// and output price; between equals the catalogue's order decides.
///
/// @param from the endpoint; null when none of them has a price
record Offer(@Nullable ListedEndpoint from) {
    private static final String AGGREGATOR = "aggregator";
    private static final String TEXT = "text";

    /// @param candidates the endpoints that the entry stands for
    static Offer of(Model model, List<ListedEndpoint> candidates) {
        List<ListedEndpoint> priced = candidates.stream()
                .filter(e -> !e.endpoint().prices().base().isEmpty())
                .toList();
        List<Predicate<ListedEndpoint>> preferences = List.of(
                ListedEndpoint::usable,
                e -> isCurrent(e.endpoint())
                        && !AGGREGATOR.equals(e.endpoint().provider().kind()),
                e -> isCurrent(e.endpoint()),
                _ -> true);
        Comparator<ListedEndpoint> cheapest = Comparator.comparing(
                        (ListedEndpoint e) -> !isFull(model, e.endpoint().prices()))
                .thenComparingLong(e -> sum(e.endpoint().prices()));
        for (Predicate<ListedEndpoint> preferred : preferences) {
            Optional<ListedEndpoint> best = priced.stream().filter(preferred).min(cheapest);
            if (best.isPresent()) {
                return new Offer(best.get());
            }
        }
        return new Offer(null);
    }

    /// Pico-dollars per unit of that kind; empty when unknown.
    OptionalLong picos(PriceKind kind) {
        if (from == null) {
            return OptionalLong.empty();
        }
        Price price = from.endpoint().prices().base().get(kind);
        return price == null ? OptionalLong.empty() : OptionalLong.of(price.picos());
    }

    /// The prices; [PriceBook#UNKNOWN] when nothing has any.
    PriceBook prices() {
        return from == null ? PriceBook.UNKNOWN : from.endpoint().prices();
    }

    /// Tokens of input and output together; 0 unknown.
    long context(Model model) {
        return from == null || from.endpoint().context() == 0
                ? model.context()
                : from.endpoint().context();
    }

    /// Tokens of one answer; 0 unknown.
    long maxOutput(Model model) {
        return from == null || from.endpoint().maxOutput() == 0
                ? model.maxOutput()
                : from.endpoint().maxOutput();
    }

    private static boolean isCurrent(Endpoint endpoint) {
        return !endpoint.stale() && endpoint.provider().facts().live();
    }

    /// Whether each kind of text that such a model takes and gives has a price.
    private static boolean isFull(Model model, PriceBook prices) {
        boolean output = !model.output().contains(TEXT) || prices.base().containsKey(PriceKind.OUTPUT);
        return prices.base().containsKey(PriceKind.INPUT) && output;
    }

    private static long sum(PriceBook prices) {
        long sum = 0;
        for (PriceKind kind : List.of(PriceKind.INPUT, PriceKind.OUTPUT)) {
            Price price = prices.base().get(kind);
            sum += price == null ? 0 : price.picos();
        }
        return sum;
    }
}
