package dev.roundhouse.routing;

import dev.roundhouse.catalog.DataPolicy;
import dev.roundhouse.catalog.Dialect;
import dev.roundhouse.catalog.Endpoint;
import dev.roundhouse.catalog.PriceKind;
import dev.roundhouse.catalog.Provider;
import dev.roundhouse.exchange.GenerationRequest;
import dev.roundhouse.exchange.Operation;
import java.util.Optional;

/// Why an endpoint cannot serve at all, or not this request.
public final class Usability {
    private static final int BYTES_PER_TOKEN = 4;

    private final Spoken spoken;

    /// Which ways there are.
    public interface Spoken {
        /// Whether there is one from a client's dialect to an upstream's, for this.
        boolean test(Dialect client, Operation operation, Dialect upstream);
    }

    /// Judges by these ways.
    public Usability(Spoken spoken) {
        this.spoken = spoken;
    }

    /// Why nobody can be served by it; empty when somebody can.
    public Optional<String> reasonAgainst(Endpoint endpoint) {
        for (Dialect client : Dialect.values()) {
            for (Operation operation : Operation.values()) {
                if (spoken.test(client, operation, endpoint.dialect())) {
                    return accessReason(endpoint);
                }
            }
        }
        return Optional.of("dialect " + endpoint.dialect().wireName() + " is not served yet");
    }

    private Optional<String> dialectReason(Endpoint endpoint, GenerationRequest request) {
        if (spoken.test(request.dialect(), request.operation(), endpoint.dialect())) {
            return Optional.empty();
        }
        return Optional.of("dialect " + endpoint.dialect().wireName() + " is not served to "
                + request.dialect().wireName() + " clients for this");
    }

    private static Optional<String> accessReason(Endpoint endpoint) {
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
        return dialectReason(endpoint, request)
                .or(() -> accessReason(endpoint))
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
        // Only what is certain: pictures and sound are many bytes and few tokens, and text is never under a token
        // for
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
