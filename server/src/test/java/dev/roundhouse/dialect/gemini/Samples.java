package dev.roundhouse.dialect.gemini;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.roundhouse.catalog.Auth;
import dev.roundhouse.catalog.DataPolicy;
import dev.roundhouse.catalog.Dialect;
import dev.roundhouse.catalog.Endpoint;
import dev.roundhouse.catalog.Limits;
import dev.roundhouse.catalog.PriceBook;
import dev.roundhouse.catalog.Provider;
import dev.roundhouse.catalog.Timeouts;
import dev.roundhouse.dialect.ClientDialect.Reading;
import dev.roundhouse.dialect.ClientDialect.Refused;
import dev.roundhouse.dialect.ClientDialect.Understood;
import dev.roundhouse.dialect.JsonTree;
import dev.roundhouse.dialect.Losses;
import dev.roundhouse.dialect.Outbound;
import dev.roundhouse.exchange.AnswerTerms;
import dev.roundhouse.exchange.Charge;
import dev.roundhouse.exchange.Failure;
import dev.roundhouse.exchange.GenerationRequest;
import dev.roundhouse.exchange.Inbound;
import dev.roundhouse.exchange.Operation;
import dev.roundhouse.exchange.Prompt;
import dev.roundhouse.exchange.Surface;
import dev.roundhouse.money.Nanos;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Requests, endpoints and terms for the tests of this room.
final class Samples {
    static final Gemini GEMINI = new Gemini();
    static final Charge CHARGE = new Charge(new Nanos(12_345), new Nanos(2_345), new Nanos(10_000), new Nanos(11_000));
    static final String STUDIO = "https://generativelanguage.googleapis.com/v1beta";
    static final String VERTEX = "https://aiplatform.googleapis.com/v1/projects/p/locations/global/publishers/google";

    private Samples() {}

    static Reading read(String path, String query, byte[] body) {
        return GEMINI.read(
                new Inbound("gen-1", Instant.EPOCH, Surface.VENDOR, Dialect.GEMINI, path, query, null, Map.of(), body));
    }

    /// The request to a verb; streams as events.
    static GenerationRequest understood(String verb, String body) {
        return switch (read("/v1beta/models/gemini-3-flash-preview:" + verb, "alt=sse", body.getBytes(UTF_8))) {
            case Understood(GenerationRequest request) -> request;
            case Refused(Failure failure) -> throw new AssertionError("refused: " + failure.message());
        };
    }

    /// A streamed request with this query.
    static GenerationRequest streamed(String query) {
        byte[] body = "{\"contents\":[{\"parts\":[{\"text\":\"Hi\"}]}]}".getBytes(UTF_8);
        return switch (read("/v1beta/models/gemini-3-flash:streamGenerateContent", query, body)) {
            case Understood(GenerationRequest request) -> request;
            case Refused(Failure failure) -> throw new AssertionError("refused: " + failure.message());
        };
    }

    static Failure.CallerFault refused(String path, String query, String body) {
        return switch (read(path, query, body.getBytes(UTF_8))) {
            case Understood _ -> throw new AssertionError("understood");
            case Refused(Failure failure) -> (Failure.CallerFault) failure;
        };
    }

    static Prompt.Chat chat(String body) {
        return RequestParser.chat(JsonTree.read(body));
    }

    /// What leaves to a model, with what is lost on the way.
    static ObjectNode sent(Prompt prompt, String model, Losses losses) {
        return (ObjectNode) GEMINI.body(prompt, new Outbound(endpoint(model, STUDIO), Operation.CHAT, false, losses));
    }

    static ObjectNode sent(Prompt prompt, String model) {
        return sent(prompt, model, new Losses());
    }

    static Endpoint endpoint(String model) {
        return endpoint(model, STUDIO);
    }

    static Endpoint endpoint(String model, String base) {
        Provider provider = new Provider(
                "google-ai-studio",
                "Google AI Studio",
                "first-party",
                Dialect.GEMINI,
                base,
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
                "google/" + model,
                provider,
                model,
                Dialect.GEMINI,
                null,
                false,
                1_000_000,
                65_536,
                null,
                Set.of(),
                Set.of(),
                PriceBook.UNKNOWN,
                null,
                false);
    }

    static AnswerTerms terms(boolean stream) {
        return new AnswerTerms(
                "gen-1",
                "google/gemini-3-flash",
                "Google AI Studio",
                1_700_000_000,
                stream,
                true,
                true,
                Surface.VENDOR);
    }

    static JsonNode json(String text) {
        return JsonTree.read(text.replace('\'', '"'));
    }
}
