package dev.roundhouse.routing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.roundhouse.catalog.Auth;
import dev.roundhouse.catalog.DataPolicy;
import dev.roundhouse.catalog.Dialect;
import dev.roundhouse.catalog.Endpoint;
import dev.roundhouse.catalog.Limits;
import dev.roundhouse.catalog.PriceBook;
import dev.roundhouse.catalog.Provider;
import dev.roundhouse.catalog.Timeouts;
import dev.roundhouse.dialect.JsonTree;
import dev.roundhouse.dialect.ProviderMember;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class WishesTest {
    @Test
    void onlyTheProvidersNamedTakePart() {
        Wishes wishes = wishes("{\"only\":[\"acme\",\"Bolt Inc\"]}");

        assertThat(wishes.reasonAgainst(endpoint("acme", "Acme", null, null))).isEmpty();
        assertThat(wishes.reasonAgainst(endpoint("bolt", "Bolt Inc", null, null)))
                .isEmpty();
        assertThat(wishes.reasonAgainst(endpoint("cog", "Cog", null, null))).contains("provider.only does not name it");
    }

    @Test
    void aVariantIsNamedBehindItsProvider() {
        Wishes wishes = wishes("{\"ignore\":[\"acme/us-east5\"]}");

        assertThat(wishes.reasonAgainst(endpoint("acme", "Acme", "us-east5", null)))
                .contains("provider.ignore names it");
        assertThat(wishes.reasonAgainst(endpoint("acme", "Acme", null, null))).isEmpty();
    }

    @Test
    void anOrderPutsTheNamedFirstAndTheOthersBehindThem() {
        Wishes wishes = wishes("{\"order\":[\"bolt\",\"acme\"]}");

        assertThat(wishes.place(endpoint("bolt", "Bolt", null, null))).isZero();
        assertThat(wishes.place(endpoint("acme", "Acme", null, null))).isEqualTo(1);
        assertThat(wishes.place(endpoint("cog", "Cog", null, null))).isEqualTo(2);
        assertThat(wishes.reasonAgainst(endpoint("cog", "Cog", null, null))).isEmpty();
    }

    @Test
    void anOrderWithoutFallbacksLeavesTheOthersOut() {
        Wishes wishes = wishes("{\"order\":[\"bolt\"],\"allow_fallbacks\":false}");

        assertThat(wishes.reasonAgainst(endpoint("bolt", "Bolt", null, null))).isEmpty();
        assertThat(wishes.reasonAgainst(endpoint("acme", "Acme", null, null)))
                .contains("provider.order does not name it, and fallbacks are not allowed");
    }

    @Test
    void anUnstatedQuantizationIsCalledUnknown() {
        Wishes wishes = wishes("{\"quantizations\":[\"fp8\",\"unknown\"]}");

        assertThat(wishes.reasonAgainst(endpoint("acme", "Acme", null, "fp8"))).isEmpty();
        assertThat(wishes.reasonAgainst(endpoint("acme", "Acme", null, null))).isEmpty();
        assertThat(wishes.reasonAgainst(endpoint("acme", "Acme", null, "int4"))).contains("its quantization is int4");
    }

    private static Wishes wishes(String provider) {
        return new Wishes(ProviderMember.read(JsonTree.read(provider)));
    }

    private static Endpoint endpoint(
            String slug, String name, @Nullable String variant, @Nullable String quantization) {
        Provider provider = new Provider(
                slug,
                name,
                "inference-host",
                Dialect.OPENAI_CHAT,
                null,
                Auth.NONE,
                List.of(),
                Map.of(),
                Map.of(),
                Set.of(),
                Timeouts.DEFAULT,
                Limits.DEFAULT,
                DataPolicy.UNSTATED,
                Provider.Facts.NONE,
                new Provider.Closed("a test"));
        return new Endpoint(
                "acme/swift-1",
                provider,
                "swift-1",
                Dialect.OPENAI_CHAT,
                variant,
                true,
                0,
                0,
                quantization,
                Set.of(),
                Set.of(),
                PriceBook.UNKNOWN,
                null,
                false);
    }
}
