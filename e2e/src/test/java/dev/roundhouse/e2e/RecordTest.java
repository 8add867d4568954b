package dev.roundhouse.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/// What remains of a generation: its record, its charge, and the account that paid.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RecordTest {
    private static final Duration SOON = Duration.ofSeconds(10);

    private final SandboxProcess sandbox = SandboxProcess.start();
    private final Gateway gateway = Gateway.start(new GatewayConfig()
            .credit("25.00")
            .provider("acme", sandbox.port())
            .provider("broken", sandbox.port())
            .endpoint("acme/swift-1", "acme", "swift-1")
            .endpoint("acme/paced-1", "acme", "pace/rate=10;tokens=300")
            .endpoint("acme/two", "broken", "fault/status=503", "0.10")
            .endpoint("acme/two", "acme", "two", "1.00"));

    @AfterAll
    void stop() {
        gateway.close();
        sandbox.close();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aGenerationIsOnRecordWithTheChargeOfItsReply(boolean streamed) {
        JsonNode body = streamed ? Json.streamedChat("acme/swift-1", "x") : Json.chat("acme/swift-1", "x");
        Reply reply = Http.chat(gateway, body);
        JsonNode usage = (streamed ? Sse.last(reply.events()) : reply.json()).path("usage");

        JsonNode record = record(reply.header("x-generation-id"));

        assertThat(record.path("model").asString("")).isEqualTo("acme/swift-1");
        assertThat(record.path("provider_name").asString("")).isEqualTo("acme");
        assertThat(record.path("total_cost").decimalValue())
                .isPositive()
                .isEqualByComparingTo(usage.path("cost").decimalValue());
        assertThat(record.path("streamed").asBoolean()).isEqualTo(streamed);
        assertThat(record.path("cancelled").asBoolean()).isFalse();
        assertThat(record.path("finish_reason").asString("")).isEqualTo("stop");
        assertThat(record.path("native_tokens_prompt").asInt())
                .isEqualTo(usage.path("prompt_tokens").asInt());
        assertThat(record.path("native_tokens_completion").asInt())
                .isEqualTo(usage.path("completion_tokens").asInt());
        assertThat(record.path("created_at").asString("")).isNotBlank();
    }

    @Test
    void aFallbackIsOnRecordWithBothAttempts() {
        Reply reply = Http.chat(gateway, Json.chat("acme/two", "x"));

        JsonNode record = record(reply.header("x-generation-id"));

        assertThat(reply.status()).isEqualTo(200);
        assertThat(record.path("provider_responses").size())
                .as(record.toString())
                .isEqualTo(2);
    }

    @Test
    void creditsGoDownByWhatTheReplySaid() {
        BigDecimal before = credits().path("total_usage").decimalValue();
        BigDecimal cost = Http.chat(gateway, Json.chat("acme/swift-1", "to be paid"))
                .json()
                .path("usage")
                .path("cost")
                .decimalValue();

        Await.until(
                SOON,
                "the charge is booked",
                () -> credits()
                                .path("total_usage")
                                .decimalValue()
                                .subtract(before)
                                .compareTo(cost)
                        == 0);
        assertThat(credits().path("total_credits").decimalValue()).isEqualByComparingTo("25");
    }

    @Test
    void aKeyTellsAboutItself() {
        Http.chat(gateway, Json.chat("acme/swift-1", "x"));

        JsonNode key = data("/api/v1/key", Gateway.KEY);

        assertThat(key.path("label").asString("")).isNotBlank().doesNotContain(Gateway.KEY);
        assertThat(key.path("is_management_key").asBoolean(true)).isFalse();
        Await.until(
                SOON,
                "the key's usage is counted",
                () -> data("/api/v1/key", Gateway.KEY)
                                .path("usage")
                                .decimalValue()
                                .signum()
                        > 0);
        assertThat(data("/api/v1/key", Gateway.MANAGEMENT_KEY)
                        .path("is_management_key")
                        .asBoolean())
                .isTrue();
    }

    @Test
    void activityIsAListForManagementKeysAlone() {
        Reply reply = Http.get(gateway.at("/api/v1/activity"), Gateway.MANAGEMENT_KEY);

        assertThat(reply.status()).as(reply.toString()).isEqualTo(200);
        assertThat(reply.json().path("data").isArray()).isTrue();
        assertThat(Http.get(gateway.at("/api/v1/activity"), Gateway.KEY).status())
                .isEqualTo(403);
    }

    @Test
    void anUnknownGenerationIsNotFound() {
        Reply reply = Http.get(gateway.at("/api/v1/generation?id=gen-1-none"), Gateway.KEY);

        assertThat(reply.status()).isEqualTo(404);
        assertThat(reply.errorMessage()).isNotBlank();
    }

    @Test
    void aHangUpIsChargedForWhatWasDelivered() {
        String id;
        try (RawConnection client = RawConnection.to(gateway.port())) {
            client.write(RawConnection.request(
                    "/api/v1/chat/completions",
                    Json.text(Json.streamedChat("acme/paced-1", "x")).getBytes(StandardCharsets.UTF_8)));
            id = client.readUntil("\r\n\r\n").replaceAll("(?is).*x-generation-id: (\\S+).*", "$1");
            client.readUntil("You");
        }

        JsonNode record = record(id);

        assertThat(record.path("cancelled").asBoolean()).as(record.toString()).isTrue();
        assertThat(record.path("total_cost").decimalValue()).isPositive().isLessThan(new BigDecimal("0.0002"));
    }

    private JsonNode record(String id) {
        Await.until(
                SOON,
                "generation " + id + " is on record",
                () -> Http.get(gateway.at("/api/v1/generation?id=" + id), Gateway.KEY)
                                .status()
                        == 200);
        return data("/api/v1/generation?id=" + id, Gateway.KEY);
    }

    private JsonNode credits() {
        return data("/api/v1/credits", Gateway.MANAGEMENT_KEY);
    }

    private JsonNode data(String path, String key) {
        Reply reply = Http.get(gateway.at(path), key);
        assertThat(reply.status()).as(path + ": " + reply).isEqualTo(200);
        return reply.json().path("data");
    }
}
