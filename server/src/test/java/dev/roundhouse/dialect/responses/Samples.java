package dev.roundhouse.dialect.responses;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.roundhouse.catalog.Auth;
import dev.roundhouse.catalog.DataPolicy;
import dev.roundhouse.catalog.Dialect;
import dev.roundhouse.catalog.Endpoint;
import dev.roundhouse.catalog.Limits;
import dev.roundhouse.catalog.PriceBook;
import dev.roundhouse.catalog.Provider;
import dev.roundhouse.catalog.Timeouts;
import dev.roundhouse.dialect.ClientDialect.Refused;
import dev.roundhouse.dialect.ClientDialect.Understood;
import dev.roundhouse.dialect.JsonTree;
import dev.roundhouse.dialect.Losses;
import dev.roundhouse.dialect.Outbound;
import dev.roundhouse.exchange.AnswerTerms;
import dev.roundhouse.exchange.Charge;
import dev.roundhouse.exchange.Failure;
import dev.roundhouse.exchange.Failure.CallerFault;
import dev.roundhouse.exchange.GenerationRequest;
import dev.roundhouse.exchange.Inbound;
import dev.roundhouse.exchange.Prompt;
import dev.roundhouse.exchange.Surface;
import dev.roundhouse.money.Nanos;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/// Requests, endpoints and terms for the tests of this room.
final class Samples {
    static final OpenAiResponses DIALECT = new OpenAiResponses(() -> Instant.ofEpochSecond(1_700_000_009), true);
    static final Charge CHARGE = new Charge(new Nanos(12_345), new Nanos(2_345), new Nanos(10_000), new Nanos(11_000));

    private Samples() {}

    static Inbound inbound(byte[] body, Surface surface) {
        String path = surface == Surface.VENDOR ? "/v1/responses" : "/api/v1/responses";
        return new Inbound(
                "gen-1700000000-abc", Instant.EPOCH, surface, Dialect.OPENAI_RESPONSES, path, "", null, Map.of(), body);
    }

    static GenerationRequest understood(byte[] body, Surface surface) {
        return switch (DIALECT.read(inbound(body, surface))) {
            case Understood(GenerationRequest request) -> request;
            case Refused(Failure failure) -> throw new AssertionError("refused: " + failure.message());
        };
    }

    static GenerationRequest understood(String body) {
        return understood(body.getBytes(UTF_8), Surface.VENDOR);
    }

    static CallerFault refused(String body) {
        return switch (DIALECT.read(inbound(body.getBytes(UTF_8), Surface.VENDOR))) {
            case Understood _ -> throw new AssertionError("understood");
            case Refused(Failure failure) -> (CallerFault) failure;
        };
    }

    static Prompt.Chat chat(String body) {
        return (Prompt.Chat) DIALECT.prompt(understood(body));
    }

    static JsonNode body(Prompt prompt, Losses losses) {
        return DIALECT.body(prompt, new Outbound(endpoint("openai"), false, losses));
    }

    static Endpoint endpoint(String slug) {
        Provider provider = new Provider(
                slug,
                "Acme",
                "inference-host",
                Dialect.OPENAI_RESPONSES,
                "http://127.0.0.1:9001/v1",
                Auth.BEARER,
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
                Dialect.OPENAI_RESPONSES,
                null,
                false,
                128_000,
                4_096,
                null,
                Set.of("tools", "reasoning"),
                Set.of(),
                PriceBook.UNKNOWN,
                null,
                false);
    }

    static AnswerTerms terms(boolean stream) {
        return new AnswerTerms(
                "gen-1700000000-abc", "acme/swift-1", "Acme", 1_700_000_000, stream, true, false, Surface.VENDOR);
    }

    static JsonNode json(String text) {
        return JsonTree.read(text);
    }
}
