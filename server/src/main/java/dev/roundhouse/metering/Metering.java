package dev.roundhouse.metering;

import dev.roundhouse.catalog.Endpoint;
import dev.roundhouse.catalog.PriceBook;
import dev.roundhouse.catalog.PriceKind;
import dev.roundhouse.exchange.Charge;
import dev.roundhouse.exchange.GenerationRequest;
import dev.roundhouse.exchange.Usage;
import dev.roundhouse.money.Nanos;
import dev.roundhouse.money.PicoSum;
import dev.roundhouse.money.Price;
import java.util.Optional;

/// Price arithmetic: usage × price, rounded once.
public final class Metering {
    /// Bytes of a request that make one token of input, for a ceiling: English has four, most scripts three;
    /// JSON's own marks count too.
    static final int BYTES_PER_TOKEN = 3;

    /// The most output that a ceiling counts with where the request does not bound it: models promise more than
    /// anyone lets them write, and a hold must not eat a small credit.
    static final long OUTPUT_UNSAID_MAX = 32_768;

    // No model writes more; a caller may ask for any number.
    private static final long OUTPUT_MAX = 10_000_000;

    private static final PriceKind[] COUNTED = PriceKind.values();

    private Metering() {}

    /// What a charge came to.
    public sealed interface Bill {}

    /// Every kind that occurred has a price.
    public record Charged(Charge charge) implements Bill {}

    /// A kind occurred that has none, nor has any of its parents: unknown, never free.
    public record Unpriced(PriceKind kind) implements Bill {}

    /// The charge for a generation. The whole input's length chooses the tier; the request's own price is added
    /// once, or once for each unit of a reranking.
    public static Bill charge(PriceBook book, Usage usage) {
        PicoSum total = new PicoSum();
        PicoSum input = new PicoSum();
        PicoSum output = new PicoSum();
        long length = usage.inputTotal();
        for (PriceKind kind : COUNTED) {
            long count = count(usage, kind);
            if (count == 0) {
                continue;
            }
            Optional<Price> price = book.priceOf(kind, length);
            if (price.isEmpty()) {
                return new Unpriced(kind);
            }
            total.add(count, price.get());
            side(kind, input, output).add(count, price.get());
        }
        book.priceOf(PriceKind.REQUEST, length).ifPresent(price -> {
            long requests = Math.max(1, usage.searchUnits());
            total.add(requests, price);
            input.add(requests, price);
        });
        Nanos amount = total.rounded();
        return new Charged(new Charge(amount, input.rounded(), output.rounded(), amount));
    }

    /// The most that a generation is expected to cost at an endpoint, to be held before it starts: the body's
    /// length in tokens and the most output there can be, at the dearest prices that can apply. An estimate of
    /// the input, not a bound: text of rare characters has more tokens than a third of its bytes.
    ///
    /// @return empty when the endpoint's prices are not known
    public static Optional<Nanos> ceiling(Endpoint endpoint, GenerationRequest request) {
        PriceBook book = endpoint.prices();
        if (!book.isKnown()) {
            return Optional.empty();
        }
        long input = request.body().length / BYTES_PER_TOKEN + 1L;
        if (endpoint.context() > 0) {
            input = Math.min(input, endpoint.context());
        }
        boolean audio = request.needs().contains("audio");
        PicoSum sum = new PicoSum();
        sum.add(
                input,
                audio
                        ? dearest(book, input, PriceKind.INPUT, PriceKind.CACHE_WRITE, PriceKind.AUDIO_INPUT)
                        : dearest(book, input, PriceKind.INPUT, PriceKind.CACHE_WRITE));
        sum.add(
                Math.multiplyExact(Math.min(output(endpoint, request), OUTPUT_MAX), (long) request.choices()),
                audio
                        ? dearest(book, input, PriceKind.OUTPUT, PriceKind.REASONING, PriceKind.AUDIO_OUTPUT)
                        : dearest(book, input, PriceKind.OUTPUT, PriceKind.REASONING));
        sum.add(1, dearest(book, input, PriceKind.REQUEST));
        return Optional.of(sum.rounded());
    }

    private static long output(Endpoint endpoint, GenerationRequest request) {
        long most = endpoint.maxOutput() > 0 ? endpoint.maxOutput() : Long.MAX_VALUE;
        if (request.maxOutput() > 0) {
            return Math.min(request.maxOutput(), most);
        }
        return Math.min(most, OUTPUT_UNSAID_MAX);
    }

    private static Price dearest(PriceBook book, long input, PriceKind... kinds) {
        Price dearest = Price.ZERO;
        for (PriceKind kind : kinds) {
            Price price = book.priceOf(kind, input).orElse(Price.ZERO);
            dearest = price.picos() > dearest.picos() ? price : dearest;
        }
        return dearest;
    }

    private static long count(Usage usage, PriceKind kind) {
        if (usage.billed() != null) {
            return switch (kind) {
                case INPUT -> usage.billed().input();
                case OUTPUT -> usage.billed().output();
                case WEB_SEARCH -> usage.webSearches();
                default -> 0;
            };
        }
        return switch (kind) {
            case INPUT -> usage.input();
            case CACHE_READ -> usage.cacheRead();
            case CACHE_WRITE -> usage.cacheWrite();
            case CACHE_WRITE_1H -> usage.cacheWrite1h();
            case AUDIO_INPUT -> usage.audioInput();
            case IMAGE_INPUT -> usage.imageInput();
            case OUTPUT -> usage.output();
            case REASONING -> usage.reasoning();
            case AUDIO_OUTPUT -> usage.audioOutput();
            case IMAGE_OUTPUT -> usage.imageOutput();
            case WEB_SEARCH -> usage.webSearches();
            case REQUEST, PER_IMAGE, PER_SECOND, AUDIO_HOUR, PAGE, PER_CHARACTER -> 0;
        };
    }

    private static PicoSum side(PriceKind kind, PicoSum input, PicoSum output) {
        return switch (kind) {
            case OUTPUT, REASONING, AUDIO_OUTPUT, IMAGE_OUTPUT -> output;
            default -> input;
        };
    }
}
