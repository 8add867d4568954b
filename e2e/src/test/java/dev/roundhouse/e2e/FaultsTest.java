package dev.roundhouse.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Each fault of a provider, at the first or at the second endpoint of a model, streamed and not.
///
/// What happens before the first content byte is hidden by the next endpoint; what happens after it is told
/// honestly.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class FaultsTest {
    private static final String PROMPT = "What does a roundhouse do?";

    /// A fault, and whether a stream has given content by then.
    enum Fault {
        STATUS_500("500", false),
        STATUS_503("503;retry-after=1", false),
        STATUS_429("429", false),
        STATUS_529("529", false),
        STATUS_401("401", false),
        STATUS_403("403", false),
        STATUS_404("404", false),
        RESET("reset", false),
        SILENCE("silence", false),
        CUT_AT_ONCE("cut=0", false),
        STALL_AT_ONCE("stall=0", false),
        MALFORMED_AT_ONCE("malformed=1", false),
        CUT("cut=4", true),
        STALL("stall=4", true),
        MALFORMED("malformed=4", true),
        NO_TERMINAL("no-terminal", true);

        private final String wish;
        private final boolean late;

        Fault(String wish, boolean late) {
            this.wish = wish;
            this.late = late;
        }
    }

    private final SandboxProcess sandbox = SandboxProcess.start();
    private final Gateway gateway = Gateway.start(config());

    @AfterAll
    void stop() {
        gateway.close();
        sandbox.close();
    }

    static Stream<Arguments> cells() {
        return Stream.of(Fault.values())
                .flatMap(fault -> Stream.of(true, false).map(streamed -> Arguments.of(fault, streamed)));
    }

    @ParameterizedTest(name = "{0}, streamed {1}")
    @MethodSource("cells")
    void aFaultyFirstEndpointIsHiddenOrToldHonestly(Fault fault, boolean streamed) {
        Reply reply = ask(model("first", fault, streamed), streamed);

        if (fault.late && streamed) {
            brokenStream(reply);
            return;
        }
        assertThat(reply.status()).as(reply.toString()).isEqualTo(200);
        whole(reply, streamed);
        assertThat(provider(reply, streamed)).isEqualTo(fault.late ? provider(reply, streamed) : "sound");
    }

    @ParameterizedTest(name = "{0}, streamed {1}")
    @MethodSource("cells")
    void aFaultySecondEndpointIsNotAsked(Fault fault, boolean streamed) {
        Reply reply = ask(model("second", fault, streamed), streamed);

        assertThat(reply.status()).as(reply.toString()).isEqualTo(200);
        whole(reply, streamed);
        assertThat(provider(reply, streamed)).isEqualTo("sound");
    }

    @ParameterizedTest(name = "{0}, streamed {1}")
    @MethodSource("cells")
    void aFaultWithoutAnotherEndpointIsAnError(Fault fault, boolean streamed) {
        Reply reply = ask(model("only", fault, streamed), streamed);

        if (fault.late && streamed) {
            brokenStream(reply);
            return;
        }
        if (fault == Fault.NO_TERMINAL) {
            whole(reply, false); // changes nothing in an answer that is not streamed
            return;
        }
        int status = reply.status();
        switch (fault) {
            case STATUS_429 -> assertThat(status).isEqualTo(429);
            case STATUS_404 -> assertThat(status).isIn(404, 502);
            default -> assertThat(status).as(reply.toString()).isBetween(500, 599);
        }
        JsonNode error = reply.json().path("error");
        assertThat(error.path("message").asString("")).isNotBlank();
        assertThat(error.path("code").asInt()).isEqualTo(status);
        assertThat(error.path("metadata").path("error_type").asString("")).isNotBlank();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void whenAllFailTheLastErrorIsTold(boolean streamed) {
        Reply reply = ask("acme/all-fail", streamed);

        assertThat(reply.status()).as(reply.toString()).isBetween(429, 503);
        assertThat(reply.errorMessage()).contains("status 503");
    }

    @Test
    void theTimeOfAnotherTryIsPassedOn() {
        Reply reply = ask("acme/busy", false);

        assertThat(reply.status()).isEqualTo(429);
        assertThat(reply.header("retry-after")).isEqualTo("7");
        assertThat(reply.json()
                        .path("error")
                        .path("metadata")
                        .path("error_type")
                        .asString(""))
                .isEqualTo("rate_limit_exceeded");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void theNextModelOfTheListIsServedAndNamed(boolean streamed) {
        ObjectNode body = body("acme/down-" + streamed, streamed);
        body.putArray("models").add("acme/down-too-" + streamed).add("acme/good");

        Reply reply = Http.chat(gateway, body);

        whole(reply, streamed);
        assertThat((streamed ? Sse.last(reply.events()) : reply.json())
                        .path("model")
                        .asString(""))
                .isEqualTo("acme/good");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void slowAndCompressedProvidersAreRead(boolean streamed) {
        whole(ask("acme/gzip", streamed), streamed);
        whole(ask("acme/drip", streamed), streamed);
    }

    private Reply ask(String model, boolean streamed) {
        return Http.chat(gateway, body(model, streamed));
    }

    private static ObjectNode body(String model, boolean streamed) {
        return streamed ? Json.streamedChat(model, PROMPT) : Json.chat(model, PROMPT);
    }

    /// An answer that is complete.
    private static void whole(Reply reply, boolean streamed) {
        assertThat(reply.status()).as(reply.toString()).isEqualTo(200);
        if (!streamed) {
            JsonNode choice = reply.json().path("choices").path(0);
            assertThat(choice.path("finish_reason").asString(""))
                    .as(reply.toString())
                    .isEqualTo("stop");
            assertThat(choice.path("message").path("content").asString("")).contains("take it from here");
            return;
        }
        List<Sse.Event> events = reply.events();
        assertThat(Sse.content(events)).as(reply.toString()).contains("take it from here");
        assertThat(events.getLast().done()).isTrue();
        assertThat(events.stream().filter(Sse.Event::isJson).map(Sse.Event::json))
                .noneMatch(event -> event.has("error"));
    }

    /// What was delivered is kept, then an error frame says that it is not all.
    private static void brokenStream(Reply reply) {
        assertThat(reply.status()).as(reply.toString()).isEqualTo(200);
        List<Sse.Event> events = reply.events();
        JsonNode last = Sse.last(events);
        assertThat(Sse.content(events)).startsWith("You");
        assertThat(last.path("error").path("message").asString(""))
                .as(reply.toString())
                .isNotBlank();
        assertThat(last.path("error").path("code").asInt()).isBetween(500, 599);
        assertThat(last.path("choices").path(0).path("finish_reason").asString(""))
                .isEqualTo("error");
        assertThat(events.stream()
                        .filter(Sse.Event::isJson)
                        .map(event -> event.json()
                                .path("choices")
                                .path(0)
                                .path("finish_reason")
                                .asString("")))
                .doesNotContain("stop");
    }

    private static String provider(Reply reply, boolean streamed) {
        return (streamed ? Sse.last(reply.events()) : reply.json())
                .path("provider")
                .asString("");
    }

    /// Every cell has endpoints and providers of its own, so that none inherits another's bad health.
    private GatewayConfig config() {
        GatewayConfig config = new GatewayConfig();
        config.provider("sound", sandbox.port());
        for (Fault fault : Fault.values()) {
            for (boolean streamed : List.of(true, false)) {
                for (String place : List.of("first", "second", "only")) {
                    String slug = slug(place, fault, streamed);
                    config.provider(slug, sandbox.port(), FaultsTest::impatient);
                    String model = model(place, fault, streamed);
                    config.endpoint(model, slug, "fault/" + fault.wish, place.equals("second") ? "5.00" : "0.10");
                    if (!place.equals("only")) {
                        config.endpoint(model, "sound", "sound-" + slug, "1.00");
                    }
                }
            }
        }
        config.provider("failing-1", sandbox.port()).provider("failing-2", sandbox.port());
        config.endpoint("acme/all-fail", "failing-1", "fault/status=500", "0.10");
        config.endpoint("acme/all-fail", "failing-2", "fault/status=503", "0.20");
        config.endpoint("acme/busy", "failing-1", "fault/status=429;retry-after=7");
        for (boolean streamed : List.of(true, false)) {
            config.provider("down-" + streamed, sandbox.port());
            config.endpoint("acme/down-" + streamed, "down-" + streamed, "fault/status=503");
            config.endpoint("acme/down-too-" + streamed, "down-" + streamed, "fault/reset");
        }
        config.endpoint("acme/good", "sound", "good");
        config.endpoint("acme/gzip", "sound", "fault/gzip");
        config.endpoint("acme/drip", "sound", "fault/drip");
        return config;
    }

    private static void impatient(ObjectNode provider) {
        provider.putObject("timeouts").put("first_byte", "700ms").put("idle", "700ms");
    }

    private static String model(String place, Fault fault, boolean streamed) {
        return "acme/" + slug(place, fault, streamed);
    }

    private static String slug(String place, Fault fault, boolean streamed) {
        List<String> words = new ArrayList<>(List.of(place));
        words.add(fault.name().toLowerCase(Locale.ROOT).replace('_', '-'));
        words.add(streamed ? "sse" : "json");
        return String.join("-", words);
    }
}
