package dev.roundhouse.dialect;

import dev.roundhouse.exchange.Preferences;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// Reads OpenRouter's member `provider`, which clients of every dialect may send.
public final class ProviderMember {
    private static final List<String> PRICES = List.of("prompt", "completion", "request");

    private ProviderMember() {}

    /// The preferences that it states; [Preferences#NONE] where there is none.
    public static Preferences read(JsonNode provider) {
        if (!provider.isObject() || provider.isEmpty()) {
            return Preferences.NONE;
        }
        return new Preferences(
                texts(provider.path("order")),
                texts(provider.path("only")),
                texts(provider.path("ignore")),
                provider.path("allow_fallbacks").booleanValue(true),
                texts(provider.path("quantizations")),
                sort(provider.path("sort")),
                prices(provider.path("max_price")),
                provider.path("require_parameters").booleanValue(false),
                provider.path("zdr").booleanValue(false),
                "deny".equals(JsonTree.string(provider, "data_collection")));
    }

    private static @Nullable String sort(JsonNode sort) {
        return sort.isString() ? sort.stringValue() : JsonTree.string(sort, "by");
    }

    private static List<String> texts(JsonNode list) {
        List<String> texts = new ArrayList<>(list.size());
        for (JsonNode item : list) {
            if (item.isString()) {
                texts.add(item.stringValue());
            }
        }
        return texts;
    }

    // A price may be a number or its text.
    private static Map<String, Double> prices(JsonNode prices) {
        Map<String, Double> read = new HashMap<>();
        for (String name : PRICES) {
            JsonNode price = prices.path(name);
            if (price.isNumber()) {
                read.put(name, price.asDouble());
            } else if (price.isString()) {
                read.put(name, dollars(name, price.stringValue()));
            }
        }
        return read;
    }

    private static double dollars(String name, String text) {
        try {
            return Double.parseDouble(text);
        } catch (NumberFormatException _) {
            throw new Cursor.Unacceptable("provider.max_price." + name, "not a number (expected: a price in USD)");
        }
    }
}
