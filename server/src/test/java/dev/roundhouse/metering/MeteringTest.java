package dev.roundhouse.metering;

import static org.assertj.core.api.Assertions.assertThat;

import dev.roundhouse.Seeds;
import dev.roundhouse.catalog.Auth;
import dev.roundhouse.catalog.DataPolicy;
import dev.roundhouse.catalog.Dialect;
import dev.roundhouse.catalog.Endpoint;
import dev.roundhouse.catalog.Limits;
import dev.roundhouse.catalog.PriceBook;
import dev.roundhouse.catalog.PriceBook.Tier;
import dev.roundhouse.catalog.PriceKind;
import dev.roundhouse.catalog.Provider;
import dev.roundhouse.catalog.Timeouts;
import dev.roundhouse.exchange.Charge;
import dev.roundhouse.exchange.GenerationRequest;
import dev.roundhouse.exchange.Operation;
import dev.roundhouse.exchange.Preferences;
import dev.roundhouse.exchange.Surface;
import dev.roundhouse.exchange.Usage;
import dev.roundhouse.metering.Metering.Bill;
import dev.roundhouse.metering.Metering.Charged;
import dev.roundhouse.metering.Metering.Unpriced;
import dev.roundhouse.money.Nanos;
import dev.roundhouse.money.Price;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class MeteringTest {
    private static final PriceBook TEXT = book(Map.of(PriceKind.INPUT, "2.50", PriceKind.OUTPUT, "10.00"));

    @Test
    void eachKindIsChargedAtItsOwnPriceOrItsParents() {
        PriceBook book = book(Map.of(
                PriceKind.INPUT, "3",
                PriceKind.OUTPUT, "15",
                PriceKind.CACHE_READ, "0.3",
                PriceKind.CACHE_WRITE, "3.75",
                PriceKind.AUDIO_INPUT, "40"));
        Usage usage = new Usage(100, 1_000, 200, 10, 5, 50, 20, 30, 0, 4, 0, false);

        Charge charge = charged(Metering.charge(book, usage));

        // 100×3 + 1000×0.3 + 200×3.75 + 10×3.75 + 5×40 + 50×3, per million
        assertThat(charge.input()).isEqualTo(Nanos.ofUsd("0.0017375").plus(Nanos.ZERO));
        // (20 + 30 + 4) × 15
        assertThat(charge.output()).isEqualTo(Nanos.ofUsd("0.00081"));
        assertThat(charge.total()).isEqualTo(Nanos.ofUsd("0.0025475"));
        assertThat(charge.upstream()).isEqualTo(charge.total());
    }

    @Test
    void aTierReplacesThePricesOfTheWholeRequest() {
        PriceBook book = new PriceBook(
                prices(Map.of(PriceKind.INPUT, "1", PriceKind.OUTPUT, "2")),
                List.of(new Tier(1_000, prices(Map.of(PriceKind.INPUT, "3")))),
                null);

        assertThat(charged(Metering.charge(book, text(1_000, 10))).total()).isEqualTo(Nanos.ofUsd("0.00102"));
        assertThat(charged(Metering.charge(book, text(1_001, 10))).total()).isEqualTo(Nanos.ofUsd("0.003023"));
    }

    @Test
    void cachedInputCountsForTheTier() {
        PriceBook book = new PriceBook(
                prices(Map.of(PriceKind.INPUT, "1", PriceKind.OUTPUT, "2")),
                List.of(new Tier(1_000, prices(Map.of(PriceKind.OUTPUT, "4")))),
                null);
        Usage usage = new Usage(1, 1_000, 0, 0, 0, 0, 10, 0, 0, 0, 0, false);

        assertThat(charged(Metering.charge(book, usage)).output()).isEqualTo(Nanos.ofUsd("0.00004"));
    }

    @Test
    void theRequestsPriceIsChargedOnceAndEachSearch() {
        PriceBook book = new PriceBook(
                Map.of(
                        PriceKind.INPUT, Price.perMillion("1"),
                        PriceKind.REQUEST, Price.perUnit("0.005"),
                        PriceKind.WEB_SEARCH, Price.perUnit("0.01")),
                List.of(),
                null);
        Usage usage = new Usage(10, 0, 0, 0, 0, 0, 0, 0, 0, 0, 3, false);

        assertThat(charged(Metering.charge(book, usage)).total()).isEqualTo(Nanos.ofUsd("0.03501"));
    }

    @Test
    void audioWithoutAPriceIsNotChargedAsText() {
        Usage usage = new Usage(10, 0, 0, 0, 7, 0, 5, 0, 0, 0, 0, false);

        assertThat(Metering.charge(TEXT, usage)).isEqualTo(new Unpriced(PriceKind.AUDIO_INPUT));
    }

    @Test
    void anUnknownPriceIsNeverZero() {
        assertThat(Metering.charge(PriceBook.UNKNOWN, text(1, 0))).isEqualTo(new Unpriced(PriceKind.INPUT));
        assertThat(Metering.ceiling(endpoint(PriceBook.UNKNOWN, 0, 0), request(10, 0, 1)))
                .isEmpty();
    }

    @Test
    void aPriceOfZeroIsKnown() {
        PriceBook free = book(Map.of(PriceKind.INPUT, "0", PriceKind.OUTPUT, "0"));

        assertThat(charged(Metering.charge(free, text(1_000, 1_000))).total()).isEqualTo(Nanos.ZERO);
    }

    @Test
    void theChargeIsRoundedOnceAndHalfEven() {
        // 1 pico-dollar and a half per token cannot be; three tokens of 500 picos are one nano and a half.
        PriceBook book = new PriceBook(
                Map.of(PriceKind.INPUT, new Price(500), PriceKind.OUTPUT, new Price(500)), List.of(), null);

        assertThat(charged(Metering.charge(book, text(2, 1))).total()).isEqualTo(new Nanos(2));
        assertThat(charged(Metering.charge(book, text(3, 2))).total()).isEqualTo(new Nanos(2));
        assertThat(charged(Metering.charge(book, text(3, 2))).input()).isEqualTo(new Nanos(2));
    }

    @Test
    void theChargeIsTheExactSumForAnyUsage() {
        Seeds.times(2_000, random -> {
            Map<PriceKind, Price> prices = new EnumMap<>(PriceKind.class);
            for (PriceKind kind : PriceKind.values()) {
                if (kind == PriceKind.INPUT || kind == PriceKind.OUTPUT || random.nextBoolean()) {
                    prices.put(kind, new Price(random.nextLong(1L << random.nextInt(1, 40))));
                }
            }
            prices.putIfAbsent(PriceKind.AUDIO_INPUT, Price.ZERO);
            prices.putIfAbsent(PriceKind.AUDIO_OUTPUT, Price.ZERO);
            prices.putIfAbsent(PriceKind.WEB_SEARCH, Price.ZERO);
            PriceBook book = new PriceBook(prices, List.of(), null);
            long[] n = random.longs(11, 0, 1L << random.nextInt(1, 30)).toArray();
            Usage usage = new Usage(n[0], n[1], n[2], n[3], n[4], n[5], n[6], n[7], n[8], n[9], n[10], false);

            PriceKind[] kinds = {
                PriceKind.INPUT, PriceKind.CACHE_READ, PriceKind.CACHE_WRITE, PriceKind.CACHE_WRITE_1H,
                PriceKind.AUDIO_INPUT, PriceKind.IMAGE_INPUT, PriceKind.OUTPUT, PriceKind.REASONING,
                PriceKind.AUDIO_OUTPUT, PriceKind.IMAGE_OUTPUT, PriceKind.WEB_SEARCH
            };
            BigDecimal picos = BigDecimal.valueOf(
                    book.priceOf(PriceKind.REQUEST, 0).orElse(Price.ZERO).picos());
            for (int i = 0; i < kinds.length; i++) {
                picos = picos.add(BigDecimal.valueOf(n[i])
                        .multiply(BigDecimal.valueOf(
                                book.priceOf(kinds[i], 0).orElseThrow().picos())));
            }
            long expected =
                    picos.movePointLeft(3).setScale(0, RoundingMode.HALF_EVEN).longValueExact();

            assertThat(charged(Metering.charge(book, usage)).total()).isEqualTo(new Nanos(expected));
        });
    }

    @Test
    void theCeilingCountsTheBodyAndTheOutputAskedFor() {
        // 3,000 bytes are 1,001 tokens at 2.50, and 2 × 500 at 10
        assertThat(Metering.ceiling(endpoint(TEXT, 0, 0), request(3_000, 500, 2)))
                .contains(Nanos.ofUsd("0.0125025"));
    }

    @Test
    void theCeilingKeepsToWhatTheEndpointCanDo() {
        assertThat(Metering.ceiling(endpoint(TEXT, 1_000, 100), request(30_000_000, 5_000, 1)))
                .contains(Nanos.ofUsd("0.0035"));
        assertThat(Metering.ceiling(endpoint(TEXT, 1_000, 0), request(30_000_000, 0, 1)))
                .contains(Nanos.ofUsd("0.0025").plus(Nanos.ofUsd("0.32768")));
    }

    @Test
    void theCeilingIsNotBelowTheChargeOfWhatItForesaw() {
        Seeds.times(500, random -> {
            int bytes = random.nextInt(1, 100_000);
            long output = random.nextLong(1, 10_000);
            Usage usage = text(random.nextLong(bytes / 3 + 1), random.nextLong(output + 1));

            Nanos held = Metering.ceiling(endpoint(TEXT, 0, 0), request(bytes, output, 1))
                    .orElseThrow();

            assertThat(charged(Metering.charge(TEXT, usage)).total()).isLessThanOrEqualTo(held);
        });
    }

    private static Charge charged(Bill bill) {
        return switch (bill) {
            case Charged(Charge charge) -> charge;
            case Unpriced(PriceKind kind) -> throw new AssertionError("no price: " + kind);
        };
    }

    private static Usage text(long input, long output) {
        return new Usage(input, 0, 0, 0, 0, 0, output, 0, 0, 0, 0, false);
    }

    private static PriceBook book(Map<PriceKind, String> perMillion) {
        return new PriceBook(prices(perMillion), List.of(), null);
    }

    private static Map<PriceKind, Price> prices(Map<PriceKind, String> perMillion) {
        Map<PriceKind, Price> prices = new EnumMap<>(PriceKind.class);
        perMillion.forEach((kind, usd) -> prices.put(kind, Price.perMillion(usd)));
        return prices;
    }

    private static GenerationRequest request(int bodyBytes, long maxOutput, int choices) {
        return new GenerationRequest(
                Dialect.OPENAI_CHAT,
                Operation.CHAT,
                Surface.OPENROUTER,
                List.of("acme/swift-1"),
                false,
                false,
                null,
                maxOutput,
                choices,
                Set.of(),
                Preferences.NONE,
                Map.of(),
                Map.of(),
                new byte[bodyBytes],
                Map.of());
    }

    private static Endpoint endpoint(PriceBook prices, long context, long maxOutput) {
        Provider provider = new Provider(
                "acme",
                "Acme",
                "local",
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
                null,
                false,
                context,
                maxOutput,
                null,
                Set.of(),
                Set.of(),
                prices,
                null,
                false);
    }
}
