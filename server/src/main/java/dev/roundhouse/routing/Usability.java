package dev.roundhouse.routing;

import dev.roundhouse.catalog.DataPolicy;
import dev.roundhouse.catalog.Dialect;
import dev.roundhouse.catalog.Endpoint;
import dev.roundhouse.catalog.PriceKind;
import dev.roundhouse.catalog.Provider;
import dev.roundhouse.exchange.GenerationRequest;
import java.util.Optional;
import java.util.function.BiPredicate;

/// Why an endpoint cannot serve at all, or not this request.
public final class Usability {
    private static final int BYTES_PER_TOKEN = 4;

    private final BiPredicate<Dialect, Dialect> spoken;

    /// @param spoken whether there is a way from a client's dialect (first) to an upstream's (second)
    public Usability(BiPredicate<Dialect, Dialect> spoken) {
        this.spoken = spoken;
    }

    /// Why it can serve nobody who speaks `client`; empty when it can.
    public Optional<String> reasonAgainst(Endpoint endpoint, Dialect client) {
        if (!spoken.test(client, endpoint.dialect())) {
            return Optional.of("dialect " + endpoint.dialect().wireName() + " is not served to " + client.wireName()
                    + " clients yet");
        }
        if (endpoint.provider().access() instanceof Provider.Closed(String reason)) {
            return Optional.of(reason);
        }
        if (endpoint.upstreamId() == null) {
            return Optional.of("the provider's own id of the model is unknown");
        }
        if (!endpoint.prices().isKnown()) {
            return Optional.of("its price is unknown");
        }
        return Optional.empty();
    }

    /// Why it cannot serve this request; empty when it can.
    Optional<String> reasonAgainst(Endpoint endpoint, GenerationRequest request) {
        return reasonAgainst(endpoint, request.dialect())
                .or(() -> dataReason(endpoint.provider().policy(), request.policy()))
                .or(() -> lengthReason(endpoint, request))
                .or(() -> audioReason(endpoint, request));
    }

    private static Optional<String> dataReason(DataPolicy policy, GenerationRequest.DataDemand demand) {
        if (demand.zeroRetention() && !policy.zeroRetention()) {
            return Optional.of("zero retention was demanded and is not stated for the provider");
        }
        if (demand.noCollection() && !(policy.neverTrains() && policy.zeroRetention())) {
            return Optional.of("no data collection was demanded and is not stated for the provider");
        }
        return Optional.empty();
    }

    private static Optional<String> lengthReason(Endpoint endpoint, GenerationRequest request) {
        // Only what is certain: pictures and sound are many bytes and few tokens, and text is never under a token for
        // 16 bytes.
        boolean media = request.needs().stream().anyMatch(n -> !n.equals("tools") && !n.equals("json_schema"));
        long least = request.body().length / (BYTES_PER_TOKEN * 4L);
        if (!media && endpoint.context() > 0 && least > endpoint.context()) {
            return Optional.of("its context of " + endpoint.context() + " tokens is too short");
        }
        return Optional.empty();
    }

    private static Optional<String> audioReason(Endpoint endpoint, GenerationRequest request) {
        boolean unpriced = request.needs().contains("audio")
                && endpoint.prices().priceOf(PriceKind.AUDIO_INPUT, 0).isEmpty();
        return unpriced ? Optional.of("its price of audio input is unknown") : Optional.empty();
    }
}
