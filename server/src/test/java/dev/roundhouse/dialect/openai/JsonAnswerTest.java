package dev.roundhouse.dialect.openai;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.roundhouse.exchange.AnswerReader;
import dev.roundhouse.exchange.AnswerReader.Stage;
import dev.roundhouse.exchange.ByteSink;
import dev.roundhouse.exchange.ErrorType;
import dev.roundhouse.exchange.Failure.UpstreamFault;
import dev.roundhouse.exchange.Usage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

class JsonAnswerTest {
    private static final String CHOICE =
            "{\"index\":0,\"message\":{\"role\":\"assistant\",\"content\":\"Hi\"},\"finish_reason\":\"end_turn\"}";

    @Test
    void nothingLeavesBeforeTheChargeIsKnown() {
        AnswerReader reader = Samples.CHAT.answer(Samples.endpoint(), Samples.terms(false, false));
        byte[] answer = answer("\"usage\":{\"prompt_tokens\":3,\"completion_tokens\":1}")
                .getBytes(UTF_8);
        ByteSink out = new ByteSink(64);

        reader.read(answer, 0, answer.length, out);

        assertThat(reader.stage()).isEqualTo(Stage.WAITING);
        assertThat(out.length()).isZero();
        reader.end();
        assertThat(reader.stage()).isEqualTo(Stage.COMPLETE);
        assertThat(out.length()).isZero();
    }

    @Test
    void theClientReadsOurNamesAndTheProvidersWords() {
        Fed fed = feed(
                "\n  \n"
                        + answer(
                                "\"created\":5,\"x\":{\"y\":[1.50]},\"usage\":{\"prompt_tokens\":3,\"completion_tokens\":1,\"z\":0.10}"));

        JsonNode got = Samples.json(fed.late());
        assertThat(new String(fed.late(), UTF_8)).startsWith("\n  \n{").contains("\"x\":{\"y\":[1.50]}", "\"z\":0.10");
        assertThat(got.get("id").stringValue()).isEqualTo("gen-1");
        assertThat(got.get("model").stringValue()).isEqualTo("acme/swift-1");
        assertThat(got.get("provider").stringValue()).isEqualTo("Acme \"fast\"");
        assertThat(got.get("created").intValue()).isEqualTo(5);
        assertThat(got.at("/choices/0/finish_reason").stringValue()).isEqualTo("stop");
        assertThat(got.at("/choices/0/native_finish_reason").stringValue()).isEqualTo("end_turn");
        assertThat(got.at("/usage/total_tokens").intValue()).isEqualTo(4);
        assertThat(got.at("/usage/prompt_tokens_details/cached_tokens").intValue())
                .isZero();
        assertThat(got.at("/usage/completion_tokens_details/reasoning_tokens").intValue())
                .isZero();
        assertThat(got.at("/usage/is_byok").booleanValue()).isFalse();
        assertThat(got.at("/usage/cost").decimalValue()).isEqualByComparingTo("0.000012345");
        assertThat(got.at("/usage").has("estimated")).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\"usage\":null", "\"usage\":{}", "\"usage\":7"})
    void usageThatNobodyReportedIsAddedAndMarked(String usage) {
        Fed fed = feed(answer(usage));

        JsonNode got = Samples.json(fed.late()).get("usage");
        assertThat(fed.summary().usage()).isNull();
        assertThat(fed.summary().text()).isEqualTo("Hi");
        assertThat(got.get("prompt_tokens").intValue()).isEqualTo(7);
        assertThat(got.get("estimated").booleanValue()).isTrue();
    }

    @Test
    void anUpstreamsCostGivesWayToOurs() {
        Fed fed = feed(
                answer(
                        "\"usage\":{\"cost\":99,\"is_byok\":true,\"cost_details\":{\"upstream_inference_cost\":98,\"server_tool_cost\":0.5},\"prompt_tokens\":3,\"completion_tokens\":1}"));

        JsonNode usage = Samples.json(fed.late()).get("usage");
        assertThat(usage.get("cost").decimalValue()).isEqualByComparingTo("0.000012345");
        assertThat(usage.get("is_byok").booleanValue()).isFalse();
        assertThat(usage.at("/cost_details/upstream_inference_cost").decimalValue())
                .isEqualByComparingTo("0.000011");
        assertThat(usage.at("/cost_details/server_tool_cost").decimalValue()).isEqualByComparingTo("0.5");
    }

    @Test
    void detailsThatAreThereAreLeftAlone() {
        Fed fed = feed(
                answer(
                        "\"usage\":{\"prompt_tokens\":3,\"completion_tokens\":1,\"prompt_tokens_details\":{\"cached_tokens\":2,\"audio_tokens\":null},\"completion_tokens_details\":null}"));

        JsonNode usage = Samples.json(fed.late()).get("usage");
        assertThat(usage.at("/prompt_tokens_details").toString())
                .isEqualTo("{\"cached_tokens\":2,\"audio_tokens\":0,\"cache_write_tokens\":0}");
        assertThat(usage.at("/completion_tokens_details").toString())
                .isEqualTo("{\"reasoning_tokens\":0,\"audio_tokens\":0,\"image_tokens\":0}");
        assertThat(fed.summary().usage()).isEqualTo(new Usage(1, 2, 0, 0, 0, 0, 1, 0, 0, 0, 0, false));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"error\":{\"message\":\"out of luck\",\"code\":429}}",
                "{\"error\":\"out of luck\",\"code\":429}",
                "{\"object\":\"error\",\"message\":\"out of luck\",\"code\":429}",
                "{\"choices\":[{\"index\":0,\"finish_reason\":\"error\",\"error\":{\"code\":429,\"message\":\"out of luck\"},\"message\":{\"content\":\"Hi\"}}]}",
            })
    void anErrorBehindAStatusOf200IsAFailure(String body) {
        Fed fed = feed(body);

        assertThat(fed.stage()).isEqualTo(Stage.BROKEN);
        UpstreamFault fault = fed.fault();
        assertThat(fault.message()).isEqualTo("out of luck");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{\"choices\":[", "[]", "{\"choices\":[]}", "{}", "<html>", "{\"choices\":[{}]} x"})
    void whatIsNoAnswerIsAFailure(String body) {
        Fed fed = feed(body);

        assertThat(fed.stage()).isEqualTo(Stage.BROKEN);
        assertThat(fed.fault().type()).isEqualTo(ErrorType.PROVIDER_UNAVAILABLE);
    }

    @Test
    void anAnswerHasAnEnd() {
        AnswerReader reader = Samples.CHAT.answer(Samples.endpoint(), Samples.terms(false, false));
        ByteSink out = new ByteSink(64);
        byte[] piece = " ".repeat(1 << 20).getBytes(UTF_8);
        for (int i = 0; i < 65; i++) {
            reader.read(piece, 0, piece.length, out);
        }

        assertThat(reader.stage()).isEqualTo(Stage.BROKEN);
    }

    private static Fed feed(String answer) {
        return Fed.whole(Samples.CHAT, Samples.terms(false, false), answer.getBytes(UTF_8));
    }

    private static String answer(String more) {
        return "{\"id\":\"up-1\",\"object\":\"chat.completion\",\"model\":\"up\",\"choices\":[" + CHOICE + "]"
                + (more.isEmpty() ? "" : "," + more) + "}";
    }
}
