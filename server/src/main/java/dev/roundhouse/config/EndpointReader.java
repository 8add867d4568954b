package dev.roundhouse.config;

import dev.roundhouse.catalog.Dialect;
import dev.roundhouse.catalog.PriceBook;
import dev.roundhouse.catalog.PriceKind;
import dev.roundhouse.money.Price;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Reads endpoints and their prices: the same object in a catalogue file and in a configuration.
final class EndpointReader {
    /// Keys that an operator may set.
    static final List<String> OPERATOR_KEYS = List.of(
            "model",
            "provider",
            "id",
            "dialect",
            "variant",
            "context",
            "max_output",
            "quant",
            "caps",
            "price",
            "tiers");

    /// Keys of an endpoint in a catalogue file, whose provider is the file's.
    static final List<String> CATALOGUE_KEYS = List.of(
            "model",
            "id",
            "ids",
            "dialect",
            "variant",
            "regions",
            "context",
            "max_output",
            "quant",
            "caps",
            "price",
            "tiers",
            "as_of",
            "price_src",
            "seen",
            "stale");

    private static final List<String> PRICE_KEYS =
            Arrays.stream(PriceKind.values()).map(PriceKind::wireName).toList();
    private static final Map<String, PriceKind> KINDS = kinds();
    private static final List<String> TIER_KEYS = tierKeys();

    // The same few hundred prices stand in thousands of endpoints.
    private final Map<String, Price> perMillion = new HashMap<>();
    private final Map<String, Price> perUnit = new HashMap<>();

    /// Reads the object at the cursor.
    ///
    /// @param provider the provider of the file; null where the entry must name one
    /// @return the endpoint, or null when what makes its key is missing (which is then reported)
    @Nullable
    EndpointFacts read(Cursor cursor, @Nullable String provider) {
        List<String> keys = provider == null ? OPERATOR_KEYS : CATALOGUE_KEYS;
        if (!cursor.isObject()) {
            cursor.enter();
            return null;
        }
        Draft draft = new Draft(provider, cursor.line());
        for (String key = cursor.enter(); key != null; key = cursor.next()) {
            // A catalogue's keys are all that the switch knows; an operator's are fewer.
            boolean known = provider != null || keys.contains(key);
            if (!known || !draft.read(key, cursor, this)) {
                cursor.unknown(key, keys);
            }
        }
        return draft.facts(cursor);
    }

    private Map<PriceKind, Price> prices(Cursor cursor) {
        Map<PriceKind, Price> prices = new EnumMap<>(PriceKind.class);
        for (String key = cursor.enter(); key != null; key = cursor.next()) {
            PriceKind kind = KINDS.get(key);
            if (kind == null) {
                cursor.unknown(key, PRICE_KEYS);
                continue;
            }
            price(cursor, kind, prices);
        }
        return prices;
    }

    private void price(Cursor cursor, PriceKind kind, Map<PriceKind, Price> prices) {
        String text = cursor.scalar();
        if (text == null) {
            return;
        }
        boolean million = kind.unit() == PriceKind.Unit.MILLION;
        Map<String, Price> known = million ? perMillion : perUnit;
        Price price = known.get(text);
        if (price == null) {
            try {
                price = million ? Price.perMillion(text) : Price.perUnit(text);
            } catch (IllegalArgumentException e) {
                cursor.problem("'" + text + "' (expected: a decimal number of USD "
                        + (million ? "per million" : "per unit") + ", 0 or more)");
                return;
            }
            known.put(text, price);
        }
        prices.put(kind, price);
    }

    private List<PriceBook.Tier> tiers(Cursor cursor) {
        List<PriceBook.Tier> tiers = new ArrayList<>(2);
        if (!cursor.enterList()) {
            return tiers;
        }
        while (cursor.nextElement()) {
            int line = cursor.line();
            Long above = null;
            Map<PriceKind, Price> prices = new EnumMap<>(PriceKind.class);
            for (String key = cursor.enter(); key != null; key = cursor.next()) {
                PriceKind kind = KINDS.get(key);
                if (key.equals("above")) {
                    above = cursor.whole(1, Long.MAX_VALUE);
                } else if (kind != null) {
                    price(cursor, kind, prices);
                } else {
                    cursor.unknown(key, TIER_KEYS);
                }
            }
            if (above == null) {
                cursor.problem(line, cursor.path() + ".above", "missing (expected: a number of input tokens)");
            } else {
                tiers.add(new PriceBook.Tier(above, prices));
            }
        }
        return tiers;
    }

    private static int caps(Cursor cursor) {
        int caps = 0;
        if (!cursor.enterList()) {
            return Capabilities.UNSAID;
        }
        while (cursor.nextElement()) {
            String name = cursor.text();
            int bit = name == null ? 0 : Capabilities.bit(name);
            if (name != null && bit == 0) {
                cursor.problem("'" + name + "'" + Names.suggestion(name, Capabilities.NAMES) + " (expected: some of "
                        + String.join(", ", Capabilities.NAMES) + ")");
            }
            caps |= bit;
        }
        return caps;
    }

    private static Map<String, PriceKind> kinds() {
        Map<String, PriceKind> kinds = new HashMap<>();
        for (PriceKind kind : PriceKind.values()) {
            kinds.put(kind.wireName(), kind);
        }
        return Map.copyOf(kinds);
    }

    private static List<String> tierKeys() {
        List<String> keys = new ArrayList<>(PRICE_KEYS);
        keys.addFirst("above");
        return List.copyOf(keys);
    }

    /// One endpoint while it is read.
    private static final class Draft {
        private final int line;
        private @Nullable String provider;
        private @Nullable String model;
        private @Nullable String id;
        private @Nullable Dialect dialect;
        private @Nullable String variant;
        private long context;
        private long maxOutput;
        private @Nullable String quant;
        private int caps = Capabilities.UNSAID;
        private Map<PriceKind, Price> prices = Map.of();
        private List<PriceBook.Tier> tiers = List.of();
        private @Nullable String asOf;
        private @Nullable String seen;
        private boolean stale;

        Draft(@Nullable String provider, int line) {
            this.provider = provider;
            this.line = line;
        }

        boolean read(String key, Cursor cursor, EndpointReader reader) {
            switch (key) {
                case "model" -> model = cursor.text();
                case "provider" -> provider = cursor.text();
                case "id" -> id = cursor.scalar();
                case "dialect" -> dialect = ProviderDraft.dialect(cursor);
                case "variant" -> variant = cursor.text();
                case "context" -> context = count(cursor);
                case "max_output" -> maxOutput = count(cursor);
                case "quant" -> quant = cursor.text();
                case "caps" -> caps = caps(cursor);
                case "price" -> prices = reader.prices(cursor);
                case "tiers" -> tiers = reader.tiers(cursor);
                case "as_of" -> asOf = cursor.text();
                case "seen" -> seen = cursor.text();
                case "stale" -> stale = Boolean.TRUE.equals(cursor.flag());
                // Kept for people and for later: other ids of the same endpoint, its places, the price's source.
                case "ids", "regions" -> cursor.texts();
                case "price_src" -> cursor.text();
                default -> {
                    return false;
                }
            }
            return true;
        }

        private static long count(Cursor cursor) {
            Long count = cursor.whole(1, Long.MAX_VALUE);
            return count == null ? 0 : count;
        }

        @Nullable
        EndpointFacts facts(Cursor cursor) {
            if (model == null || !model.contains("/") || model.isBlank()) {
                cursor.problem(
                        line,
                        cursor.path() + ".model",
                        (model == null ? "missing" : "'" + model + "'") + " (expected: author/name)");
                return null;
            }
            if (provider == null) {
                cursor.problem(line, cursor.path() + ".provider", "missing (expected: a provider's slug)");
                return null;
            }
            if (prices.isEmpty() && !tiers.isEmpty()) {
                cursor.problem(line, cursor.path() + ".tiers", "without a price (expected: price, too)");
            }
            return new EndpointFacts(
                    model,
                    provider,
                    id,
                    dialect,
                    variant,
                    context,
                    maxOutput,
                    quant,
                    caps,
                    prices.isEmpty() ? PriceBook.UNKNOWN : new PriceBook(prices, tiers, asOf),
                    seen,
                    stale,
                    line);
        }
    }
}
