package dev.roundhouse.dialect.openai;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.roundhouse.catalog.Auth;
import dev.roundhouse.catalog.DataPolicy;
import dev.roundhouse.catalog.Dialect;
import dev.roundhouse.catalog.Endpoint;
import dev.roundhouse.catalog.Limits;
import dev.roundhouse.catalog.PriceBook;
import dev.roundhouse.catalog.Provider;
import dev.roundhouse.catalog.Quirk;
import dev.roundhouse.catalog.Timeouts;
import dev.roundhouse.dialect.ClientDialect.Reading;
import dev.roundhouse.dialect.ClientDialect.Refused;
import dev.roundhouse.dialect.ClientDialect.Understood;
import dev.roundhouse.exchange.AnswerTerms;
import dev.roundhouse.exchange.Charge;
import dev.roundhouse.exchange.Failure;
import dev.roundhouse.exchange.GenerationRequest;
import dev.roundhouse.exchange.Inbound;
import dev.roundhouse.exchange.Surface;
import dev.roundhouse.money.Nanos;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Requests, endpoints and terms for the tests of this room.
final class Samples {
    static final JsonMapper MAPPER = JsonMapper.shared();
    static final OpenAiChat CHAT = new OpenAiChat();
    static final OpenAiCompletions COMPLETIONS = new OpenAiCompletions();
    static final Charge CHARGE = new Charge(new Nanos(12_345), new Nanos(2_345), new Nanos(10_000), new Nanos(11_000));

    private Samples() {}

    static OpenAi dialect(String name) {
        return name.equals("openai-chat") ? CHAT : COMPLETIONS;
    }

    static Inbound inbound(Dialect dialect, byte[] body, Map<String, String> headers) {
        return new Inbound(
                "gen-1",
                Instant.EPOCH,
                Surface.OPENROUTER,
                dialect,
                "/api/v1/chat/completions",
                "",
                null,
                headers,
                body);
    }

    static Reading read(OpenAi dialect, byte[] body) {
        return dialect.read(inbound(dialect.name(), body, Map.of()));
    }

    static GenerationRequest understood(String body) {
        return understood(CHAT, body);
    }

    static GenerationRequest understood(OpenAi dialect, String body) {
        return switch (read(dialect, body.getBytes(UTF_8))) {
            case Understood(GenerationRequest request) -> request;
            case Refused(Failure failure) -> throw new AssertionError("refused: " + failure.message());
        };
    }

    static Failure.CallerFault refused(String body) {
        return refused(CHAT, body.getBytes(UTF_8));
    }

    static Failure.CallerFault refused(OpenAi dialect, byte[] body) {
        return switch (read(dialect, body)) {
            case Understood _ -> throw new AssertionError("understood");
            case Refused(Failure failure) -> (Failure.CallerFault) failure;
        };
    }

    static Endpoint endpoint(Quirk... quirks) {
        Provider provider = new Provider(
                "acme",
                "Acme \"fast\"",
                "inference-host",
                Dialect.OPENAI_CHAT,
                "http://127.0.0.1:9001/v1",
                Auth.BEARER,
                List.of(),
                Map.of(),
                Map.of(),
                Set.of(quirks),
                Timeouts.DEFAULT,
                Limits.DEFAULT,
                DataPolicy.UNSTATED,
                Provider.Facts.NONE,
                new Provider.Closed("a test"));
        return new Endpoint(
                "acme/swift-1",
                provider,
                "accounts/acme/swift-1",
                Dialect.OPENAI_CHAT,
                null,
                false,
                128_000,
                4_096,
                null,
                Set.of(),
                Set.of(),
                PriceBook.UNKNOWN,
                null,
                false);
    }

    static AnswerTerms terms(boolean stream, boolean showUsage) {
        return new AnswerTerms(
                "gen-1", "acme/swift-1", "Acme \"fast\"", 1_700_000_000, stream, showUsage, true, Surface.VENDOR);
    }

    static JsonNode json(byte[] bytes) {
        return MAPPER.readTree(bytes);
    }

    static JsonNode json(String text) {
        return MAPPER.readTree(text);
    }
}
