package dev.roundhouse.dialect.anthropic;

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
import dev.roundhouse.exchange.AnswerTerms;
import dev.roundhouse.exchange.Charge;
import dev.roundhouse.exchange.Failure;
import dev.roundhouse.exchange.GenerationRequest;
import dev.roundhouse.exchange.Inbound;
import dev.roundhouse.exchange.Surface;
import dev.roundhouse.money.Nanos;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/// Requests, endpoints and terms for the tests of this room.
final class Samples {
    static final AnthropicMessages DIALECT = new AnthropicMessages();
    static final Charge CHARGE = new Charge(new Nanos(12_345), new Nanos(2_345), new Nanos(10_000), new Nanos(11_000));

    private Samples() {}

    static ClientDialectReading read(String path, byte[] body, Map<String, String> headers) {
        Inbound inbound = new Inbound(
                "gen-1",
                Instant.EPOCH,
                Surface.VENDOR,
                Dialect.ANTHROPIC_MESSAGES,
                path,
                "beta=true",
                null,
                headers,
                body);
        return switch (DIALECT.read(inbound)) {
            case Understood(GenerationRequest request) -> new ClientDialectReading(request, null);
            case Refused(Failure failure) -> new ClientDialectReading(null, failure);
        };
    }

    /// One of the two is there.
    record ClientDialectReading(
            @Nullable GenerationRequest request, @Nullable Failure failure) {}

    static GenerationRequest understood(byte[] body) {
        ClientDialectReading reading = read("/v1/messages", body, Map.of());
        if (reading.request == null) {
            throw new AssertionError("refused: " + reading.failure);
        }
        return reading.request;
    }

    static GenerationRequest understood(String body) {
        return understood(body.getBytes(UTF_8));
    }

    static ObjectNode json(String text) {
        return (ObjectNode) JsonTree.read(text.replace('\'', '"'));
    }

    static Endpoint endpoint() {
        return endpoint("claude-sonnet-4-5", "/v1", 64_000, Set.of());
    }

    static Endpoint endpoint(String id, String base, long maxOutput, Set<String> capabilities) {
        Provider provider = new Provider(
                "anthropic",
                "Anthropic",
                "first-party",
                Dialect.ANTHROPIC_MESSAGES,
                "https://example.com" + base,
                new Auth("header", "x-api-key", ""),
                List.of(),
                Map.of(),
                Map.of(),
                Set.of(),
                Timeouts.DEFAULT,
                Limits.DEFAULT,
                DataPolicy.UNSTATED,
                Provider.Facts.NONE,
                new Provider.Open(URI.create("https://example.com" + base), null, false));
        return new Endpoint(
                "anthropic/" + id,
                provider,
                id,
                Dialect.ANTHROPIC_MESSAGES,
                null,
                false,
                200_000,
                maxOutput,
                null,
                capabilities,
                Set.of(),
                PriceBook.UNKNOWN,
                null,
                false);
    }

    static AnswerTerms terms(boolean stream) {
        return new AnswerTerms(
                "gen-1", "anthropic/claude-sonnet-4.5", "Anthropic", 0, stream, true, false, Surface.VENDOR);
    }
}
