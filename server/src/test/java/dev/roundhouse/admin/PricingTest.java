package dev.roundhouse.admin;

import static dev.roundhouse.admin.Offers.endpoint;
import static dev.roundhouse.admin.Offers.model;
import static dev.roundhouse.admin.Offers.provider;
import static org.assertj.core.api.Assertions.assertThat;

import dev.roundhouse.catalog.PriceKind;
import dev.roundhouse.catalog.Provider;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class PricingTest {
    private final Offers offers = new Offers()
            .provider(provider("shut").closed("SHUT_API_KEY is not set"))
            .provider(provider("reseller").kind("aggregator").closed("RESELLER_API_KEY is not set"))
            .provider(provider("gone")
                    .closed("GONE_API_KEY is not set")
                    .facts(new Provider.Facts(null, null, null, null, null, null, false)))
            .model(model("a/m"));

    @Test
    void theCheapestOfWhatCanBeUsedStandsForTheModel() {
        offers.endpoint(endpoint("a/m", "shut").price("0.1", "0.1"))
                .endpoint(endpoint("a/m", "dear").price("3", "9"))
                .endpoint(endpoint("a/m", "cheap").price("4", "7.99"))
                .endpoint(endpoint("a/m", "tier").price("1", "1").variant("flex"));

        assertThat(pricedBy()).isEqualTo("cheap");
        assertThat(pricing().get("prompt").asString()).isEqualTo("0.000004");
        assertThat(pricing().get("completion").asString()).isEqualTo("0.00000799");
    }

    @Test
    void betweenEqualsTheFirstStands() {
        offers.endpoint(endpoint("a/m", "first").price("1", "3"))
                .endpoint(endpoint("a/m", "second").price("2", "2"));

        assertThat(pricedBy()).isEqualTo("first");
    }

    @Test
    void aRegionIsNoTier() {
        offers.endpoint(endpoint("a/m", "p").price("2", "2"))
                .endpoint(endpoint("a/m", "p").price("1", "1").region("eu"));

        assertThat(pricedBy()).isEqualTo("p/eu");
    }

    @Test
    void whereNothingCanBeUsedAggregatorsAndWhatIsGoneComeLast() {
        offers.endpoint(endpoint("a/m", "reseller").price("1", "1"))
                .endpoint(endpoint("a/m", "gone").price("1", "1"))
                .endpoint(endpoint("a/m", "shut").price("1", "1").stale())
                .endpoint(endpoint("a/m", "shut").price("5", "5").region("eu"));

        assertThat(pricedBy()).isEqualTo("shut/eu");
    }

    @Test
    void anAggregatorsPriceIsBetterThanAStaleOneAndThatIsBetterThanNone() {
        offers.endpoint(endpoint("a/m", "shut").price("0.5", "0.5").stale());
        assertThat(pricedBy()).isEqualTo("shut");

        offers.endpoint(endpoint("a/m", "reseller").price("1", "1"));
        assertThat(pricedBy()).isEqualTo("reseller");
    }

    @Test
    void anEndpointWithHalfAPriceIsNotTheCheapest() {
        offers.endpoint(endpoint("a/m", "half").price(PriceKind.INPUT, "0.01"))
                .endpoint(endpoint("a/m", "none"))
                .endpoint(endpoint("a/m", "whole").price("5", "5"));

        assertThat(pricedBy()).isEqualTo("whole");
    }

    @Test
    void anUnknownPriceIsNeverZero() {
        offers.endpoint(endpoint("a/m", "none"));

        assertThat(one().at("/roundhouse/priced_by").isNull()).isTrue();
        assertThat(pricing().get("prompt").asString()).isEqualTo("-1");
        assertThat(pricing().get("completion").asString()).isEqualTo("-1");
    }

    @Test
    void eachKindHasOpenRoutersNameAndUnit() {
        for (PriceKind kind : PriceKind.values()) {
            offers.endpoint(
                    endpoint("a/m", "p").price("1", "1").price(kind, "0.3").variant(kind.wireName()));
        }

        assertThat(price(PriceKind.CACHE_READ, "input_cache_read")).isEqualTo("0.0000003");
        assertThat(price(PriceKind.CACHE_WRITE, "input_cache_write")).isEqualTo("0.0000003");
        assertThat(price(PriceKind.CACHE_WRITE_1H, "input_cache_write_1h")).isEqualTo("0.0000003");
        assertThat(price(PriceKind.REASONING, "internal_reasoning")).isEqualTo("0.0000003");
        assertThat(price(PriceKind.IMAGE_INPUT, "image_token")).isEqualTo("0.0000003");
        assertThat(price(PriceKind.IMAGE_OUTPUT, "image_output")).isEqualTo("0.0000003");
        assertThat(price(PriceKind.AUDIO_INPUT, "audio")).isEqualTo("0.0000003");
        assertThat(price(PriceKind.AUDIO_OUTPUT, "audio_output")).isEqualTo("0.0000003");
        assertThat(price(PriceKind.PER_CHARACTER, "per_character")).isEqualTo("0.0000003");
        assertThat(price(PriceKind.REQUEST, "request")).isEqualTo("0.3");
        assertThat(price(PriceKind.PER_IMAGE, "image")).isEqualTo("0.3");
        assertThat(price(PriceKind.PER_SECOND, "per_second")).isEqualTo("0.3");
        assertThat(price(PriceKind.AUDIO_HOUR, "audio_hour")).isEqualTo("0.3");
        assertThat(price(PriceKind.PAGE, "page")).isEqualTo("0.3");
        assertThat(price(PriceKind.WEB_SEARCH, "web_search")).isEqualTo("0.3");
    }

    @Test
    void tiersBecomeOverrides() {
        offers.endpoint(endpoint("a/m", "p")
                .price("1", "2")
                .above(200_000, PriceKind.INPUT, "4")
                .above(100_000, PriceKind.OUTPUT, "3"));

        assertThat(pricing().get("overrides").toString())
                .isEqualTo("[{\"min_prompt_tokens\":100000,\"completion\":\"0.000003\"},"
                        + "{\"min_prompt_tokens\":200000,\"prompt\":\"0.000004\"}]");
        assertThat(pricing().get("prompt").asString()).isEqualTo("0.000001");
    }

    private String price(PriceKind kind, String name) {
        return one("a/m:" + kind.wireName()).get("pricing").get(name).asString();
    }

    private JsonNode pricing() {
        return one().get("pricing");
    }

    private String pricedBy() {
        return one().at("/roundhouse/priced_by").asString();
    }

    private JsonNode one() {
        return one("a/m");
    }

    private JsonNode one(String id) {
        return new Asking(offers.snapshot("s1")).json("/api/v1/model/" + id).get("data");
    }
}
