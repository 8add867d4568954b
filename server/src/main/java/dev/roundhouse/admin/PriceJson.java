package dev.roundhouse.admin;

import dev.roundhouse.catalog.Model;
import dev.roundhouse.catalog.PriceBook;
import dev.roundhouse.catalog.PriceKind;
import dev.roundhouse.money.Price;
import java.util.Map;
import tools.jackson.core.JsonGenerator;

/// Writes prices as OpenRouter's `pricing` object: decimal strings, USD per token, request, image …
final class PriceJson {
    /// OpenRouter's own sign where a price cannot be told. Never a zero: that would be free.
    private static final String UNKNOWN = "-1";

    private static final String FREE = "0";

    private PriceJson() {}

    /// Writes the member `pricing`. `prompt` and `completion` are always in it, any other price only where it is
    /// known.
    ///
    /// @param model whose prices they are: one that gives no text has no completion to pay for
    static void write(JsonGenerator json, Model model, PriceBook prices) {
        json.writeObjectPropertyStart("pricing");
        String completion =
                model.output().contains(ModelFilter.TEXT) || prices.base().isEmpty() ? UNKNOWN : FREE;
        json.writeStringProperty("prompt", price(prices.base(), PriceKind.INPUT, UNKNOWN));
        json.writeStringProperty("completion", price(prices.base(), PriceKind.OUTPUT, completion));
        prices.base().forEach((kind, price) -> {
            if (kind != PriceKind.INPUT && kind != PriceKind.OUTPUT) {
                json.writeStringProperty(name(kind), price.usdPerUnit());
            }
        });
        json.writeNumberProperty("discount", 0);
        json.writeArrayPropertyStart("overrides");
        for (PriceBook.Tier tier : prices.tiers()) {
            json.writeStartObject();
            json.writeNumberProperty("min_prompt_tokens", tier.above());
            tier.prices().forEach((kind, price) -> json.writeStringProperty(name(kind), price.usdPerUnit()));
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeEndObject();
    }

    private static String price(Map<PriceKind, Price> prices, PriceKind kind, String otherwise) {
        Price price = prices.get(kind);
        return price == null ? otherwise : price.usdPerUnit();
    }

    /// OpenRouter's name of a kind; our own where it has none.
    private static String name(PriceKind kind) {
        return switch (kind) {
            case INPUT -> "prompt";
            case OUTPUT -> "completion";
            case CACHE_READ -> "input_cache_read";
            case CACHE_WRITE -> "input_cache_write";
            case CACHE_WRITE_1H -> "input_cache_write_1h";
            case REASONING -> "internal_reasoning";
            case IMAGE_INPUT -> "image_token";
            case PER_IMAGE -> "image";
            case AUDIO_INPUT -> "audio";
            case AUDIO_OUTPUT, IMAGE_OUTPUT, REQUEST, WEB_SEARCH, PER_SECOND, AUDIO_HOUR, PAGE, PER_CHARACTER ->
                kind.wireName();
        };
    }
}
