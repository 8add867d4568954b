package dev.roundhouse.routing;

import dev.roundhouse.catalog.DataPolicy;
import dev.roundhouse.catalog.Dialect;
import dev.roundhouse.catalog.Endpoint;
import dev.roundhouse.catalog.Model;
import dev.roundhouse.catalog.PriceKind;
import dev.roundhouse.catalog.Provider;
import dev.roundhouse.dialect.Cursor.Unacceptable;
import dev.roundhouse.dialect.Dialects;
import dev.roundhouse.dialect.Losses;
import dev.roundhouse.dialect.Skim;
import dev.roundhouse.dialect.Translation;
import dev.roundhouse.exchange.GenerationRequest;
import dev.roundhouse.exchange.Operation;
import dev.roundhouse.exchange.Preferences;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/// Why an endpoint cannot serve at all, or not this request.
public final class Usability {
    private static final int BYTES_PER_TOKEN = 4;
    private static final Set<String> NOT_FOR_CHAT = Set.of("embedding", "rerank");
    private static final Set<String> PARAMETERS = Set.of(
            "tools",
            "tool_choice",
            "response_format",
            "temperature",
            "top_p",
            "top_k",
            "min_p",
            "top_a",
            "seed",
            "stop",
            "logprobs",
            "top_logprobs",
            "logit_bias",
            "frequency_penalty",
            "presence_penalty",
            "repetition_penalty",
            "reasoning",
            "max_tokens");

    private final Dialects dialects;

    /// Judges by the ways between these dialects.
    public Usability(Dialects dialects) {
        this.dialects = dialects;
    }

    /// Why nobody can be served by it; empty when somebody can.
    public Optional<String> reasonAgainst(Endpoint endpoint) {
        for (Dialect client : Dialect.values()) {
            for (Operation operation : Operation.values()) {
                if (dialects.between(client, operation, endpoint.dialect()).isPresent()) {
                    return accessReason(endpoint);
                }
            }
        }
        return Optional.of("dialect " + endpoint.dialect().wireName() + " is not served yet");
    }

    private Optional<String> dialectReason(Endpoint endpoint, GenerationRequest request) {
        if (way(endpoint, request).isPresent()) {
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
    Optional<String> reasonAgainst(Model model, Endpoint endpoint, GenerationRequest request) {
        return kindReason(model, request.operation())
                .or(() -> dialectReason(endpoint, request))
                .or(() -> accessReason(endpoint))
                .or(() -> dataReason(endpoint.provider().policy(), request.preferences()))
                .or(() -> lengthReason(endpoint, request))
                .or(() -> audioReason(endpoint, request))
                .or(() -> lossReason(endpoint, request));
    }

    // A model of the configuration alone has no facts, and then nothing is held against it.
    private static Optional<String> kindReason(Model model, Operation operation) {
        boolean fits = switch (operation) {
            case CHAT, COUNT -> !NOT_FOR_CHAT.contains(model.type());
            case EMBED -> model.type().equals("embedding") || model.facts().equals(Model.Facts.NONE);
            case RERANK -> model.type().equals("rerank") || model.facts().equals(Model.Facts.NONE);
        };
        return fits ? Optional.empty() : Optional.of("the model is of type " + model.type());
    }

    private Optional<String> lossReason(Endpoint endpoint, GenerationRequest request) {
        if (!request.preferences().everythingKept()) {
            return Optional.empty();
        }
        Set<String> lost = unsupported(endpoint, request);
        way(endpoint, request).ifPresent(way -> lost.addAll(losses(way, endpoint, request)));
        return lost.isEmpty()
                ? Optional.empty()
                : Optional.of("provider.require_parameters is set and it would lose " + String.join(", ", lost));
    }

    private Optional<Translation> way(Endpoint endpoint, GenerationRequest request) {
        return dialects.between(request.dialect(), request.operation(), endpoint.dialect());
    }

    private static List<String> losses(Translation way, Endpoint endpoint, GenerationRequest request) {
        try {
            return way.losses(request, endpoint).all().stream()
                    .filter(loss -> !loss.adapted())
                    .map(Losses.Loss::feature)
                    .toList();
        } catch (Unacceptable e) {
            return List.of(e.field());
        }
    }

    // Where the catalogue says what an endpoint takes; it says it in OpenAI's names.
    private static Set<String> unsupported(Endpoint endpoint, GenerationRequest request) {
        Set<String> asked = new TreeSet<>();
        if (!endpoint.parameters().isEmpty() && request.dialect() == Dialect.OPENAI_CHAT) {
            asked.addAll(Skim.of(request.body()).spans().keySet());
            asked.retainAll(PARAMETERS);
            asked.removeAll(endpoint.parameters());
        }
        return asked;
    }

    private static Optional<String> dataReason(DataPolicy policy, Preferences demand) {
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
