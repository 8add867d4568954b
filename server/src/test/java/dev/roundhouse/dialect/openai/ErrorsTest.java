package dev.roundhouse.dialect.openai;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.roundhouse.Corpus;
import dev.roundhouse.exchange.ErrorType;
import dev.roundhouse.exchange.Failure;
import dev.roundhouse.exchange.Failure.CallerFault;
import dev.roundhouse.exchange.Failure.GatewayFault;
import dev.roundhouse.exchange.Failure.UpstreamFault;
import dev.roundhouse.exchange.Surface;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

class ErrorsTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "400 | {`error`:{`message`:`bad tool`,`type`:`invalid_request_error`,`param`:`tools`,`code`:`x`}} | INVALID_REQUEST | bad tool | x | tools",
                "400 | {`object`:`error`,`message`:`bad tool`,`type`:`BadRequestError`,`param`:null,`code`:400} | INVALID_REQUEST | bad tool | 400 |",
                "400 | {`message`:`This model's maximum context length is 10 tokens`} | CONTEXT_LENGTH_EXCEEDED | This model's maximum context length is 10 tokens | |",
                "400 | {`error`:{`message`:`too long`,`code`:`context_length_exceeded`}} | CONTEXT_LENGTH_EXCEEDED | too long | context_length_exceeded |",
                "400 | {`error`:{`message`:`filtered`,`code`:`content_filter`,`param`:`prompt`}} | CONTENT_POLICY_VIOLATION | filtered | content_filter | prompt",
                "401 | {`error`:{`message`:`Incorrect API key`,`code`:`invalid_api_key`}} | PROVIDER_UNAVAILABLE | Incorrect API key | invalid_api_key |",
                "401 | {`detail`:`Invalid API Key`} | PROVIDER_UNAVAILABLE | Invalid API Key | |",
                "402 | {`error`:`Insufficient balance`} | PROVIDER_UNAVAILABLE | Insufficient balance | |",
                "403 | {`error`:{`message`:`not for you`}} | PROVIDER_UNAVAILABLE | not for you | |",
                "404 | {`error`:{`code`:`404`,`message`:`Resource not found`}} | NOT_FOUND | Resource not found | 404 |",
                "408 | {} | REQUEST_TIMEOUT | Acme `fast` answered with status 408 and no message | |",
                "413 | {`error`:{`message`:`too big`}} | PAYLOAD_TOO_LARGE | too big | |",
                "413 | {`error`:{`message`:`tokens per minute`,`code`:`rate_limit_exceeded`}} | RATE_LIMIT_EXCEEDED | tokens per minute | rate_limit_exceeded |",
                "422 | {`detail`:[{`loc`:[`body`,`messages`,0],`msg`:`field required`,`type`:`missing`},{`msg`:`and more`}]} | UNPROCESSABLE | body.messages.0: field required; and more | |",
                "429 | {`error`:{`message`:`slow down`,`code`:429}} | RATE_LIMIT_EXCEEDED | slow down | 429 |",
                "500 | {`errors`:[{`message`:`one`},`two`]} | PROVIDER_UNAVAILABLE | one; two | |",
                "500 | oops | PROVIDER_UNAVAILABLE | oops | |",
                "502 | <html><h1>Bad Gateway</h1></html> | PROVIDER_UNAVAILABLE | Acme `fast` answered with status 502 and no message | |",
                "503 | {`error`:{`message`:`busy`}} | PROVIDER_OVERLOADED | busy | |",
                "529 | {`error`:{`type`:`overloaded_error`,`message`:`busy`}} | PROVIDER_OVERLOADED | busy | overloaded_error |",
                "504 | [{`error`:{`code`:504,`status`:`DEADLINE`,`message`:`late`}}] | TIMEOUT | late | 504 |",
                "524 | {`message`:{`detail`:`late`}} | TIMEOUT | late | |",
                "302 | {} | PROVIDER_UNAVAILABLE | Acme `fast` answered with status 302 and no message | |",
            })
    void aProvidersErrorKeepsItsWords(
            int status, String body, ErrorType type, String message, String code, String param) {
        UpstreamFault fault = Samples.CHAT.refusal(
                Samples.endpoint(), status, body.replace('`', '"').getBytes(UTF_8), 7);

        assertThat(fault.type()).isEqualTo(type);
        assertThat(fault.message()).isEqualTo(message.replace('`', '"'));
        assertThat(fault.code()).isEqualTo(code);
        assertThat(fault.param()).isEqualTo(param);
        assertThat(fault.status()).isEqualTo(status);
        assertThat(fault.retryAfter()).isEqualTo(Duration.ofSeconds(7));
        assertThat(fault.body()).isEqualTo(body.replace('`', '"'));
    }

    @Test
    void anErrorWithoutABodyIsToldAllTheSame() {
        UpstreamFault fault = Samples.CHAT.refusal(Samples.endpoint(), 500, new byte[0], -1);

        assertThat(fault.message()).isEqualTo("Acme \"fast\" answered with status 500 and no message");
        assertThat(fault.body()).isNull();
        assertThat(fault.retryAfter()).isNull();
    }

    @Test
    void whatIsKeptOfAnErrorIsBounded() {
        String long_ = "x".repeat(1 << 20);

        UpstreamFault fault =
                Samples.CHAT.refusal(Samples.endpoint(), 500, ("{\"message\":\"" + long_ + "\"}").getBytes(UTF_8), -1);

        assertThat(fault.message()).hasSizeLessThan(5_000);
        assertThat(fault.body()).hasSizeLessThan(9_000);
    }

    @Test
    void recordedErrorsKeepTheirMessageAndNeverLookLikeTheCallersKey() {
        int count = 0;
        for (Corpus.Interaction one : Corpus.of("openai-chat", "openai-completions")) {
            if (one.status() == 200) {
                continue;
            }
            count++;
            UpstreamFault fault =
                    Samples.dialect(one.dialect()).refusal(Samples.endpoint(), one.status(), one.response(), -1);
            JsonNode recorded = Samples.json(one.response());
            String message = recorded.at("/error/message")
                    .asString(recorded.path("message")
                            .asString(recorded.path("detail").asString("")));
            JsonNode body = Samples.json(Samples.CHAT.error(fault, Surface.VENDOR, "gen-1"));

            assertThat(message).as(one.id()).isNotEmpty();
            assertThat(body.at("/error/message").stringValue()).as(one.id()).isEqualTo(message);
            int status = fault.type().status();
            if (one.status() == 401 || one.status() == 403) {
                assertThat(status).as(one.id()).isEqualTo(502);
            } else {
                assertThat(status).as(one.id()).isEqualTo(one.status());
            }
        }
        System.out.println("errors kept: " + count);
        assertThat(count).isGreaterThan(40);
    }

    @Test
    void theBodyHasWhatBothKindsOfClientsRead() {
        Failure fault = new UpstreamFault(
                ErrorType.RATE_LIMIT_EXCEEDED,
                "Acme",
                429,
                "slow down",
                "tokens",
                "max_tokens",
                "{\"a\":1}",
                Duration.ofSeconds(3),
                List.of());

        JsonNode router = Samples.json(Samples.CHAT.error(fault, Surface.OPENROUTER, "gen-1"))
                .get("error");
        JsonNode vendor =
                Samples.json(Samples.CHAT.error(fault, Surface.VENDOR, null)).get("error");

        assertThat(router.get("code").intValue()).isEqualTo(429);
        assertThat(vendor.get("code").stringValue()).isEqualTo("rate_limit_exceeded");
        assertThat(router.get("message").stringValue()).isEqualTo("slow down");
        assertThat(router.get("type").stringValue()).isEqualTo("rate_limit_error");
        assertThat(router.get("param").stringValue()).isEqualTo("max_tokens");
        assertThat(router.at("/metadata/error_type").stringValue()).isEqualTo("rate_limit_exceeded");
        assertThat(router.at("/metadata/provider_name").stringValue()).isEqualTo("Acme");
        assertThat(router.at("/metadata/provider_code").stringValue()).isEqualTo("tokens");
        assertThat(router.at("/metadata/raw").stringValue()).isEqualTo("{\"a\":1}");
        assertThat(router.at("/metadata/retry_after").intValue()).isEqualTo(3);
        assertThat(router.at("/metadata/generation_id").stringValue()).isEqualTo("gen-1");
        assertThat(vendor.get("metadata").has("generation_id")).isFalse();
    }

    @Test
    void aCallersFaultNamesItsMember() {
        JsonNode error = Samples.json(Samples.CHAT.error(
                        CallerFault.field("messages[0].role", "'x' (expected: user)"), Surface.VENDOR, null))
                .get("error");

        assertThat(error.get("param").stringValue()).isEqualTo("messages[0].role");
        assertThat(error.get("type").stringValue()).isEqualTo("invalid_request_error");
        assertThat(error.get("code").stringValue()).isEqualTo("invalid_request");
    }

    @Test
    void aGatewaysFaultSaysWhatWasLeftOut() {
        JsonNode error = Samples.json(Samples.CHAT.error(
                        new GatewayFault(ErrorType.NO_ENDPOINT, "none is free", List.of("acme: resting"), null),
                        Surface.OPENROUTER,
                        null))
                .get("error");

        assertThat(error.get("code").intValue()).isEqualTo(503);
        assertThat(error.get("param").isNull()).isTrue();
        assertThat(error.at("/metadata/left_out/0").stringValue()).isEqualTo("acme: resting");
    }
}
