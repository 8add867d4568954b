package dev.roundhouse.dialect.openai;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.roundhouse.catalog.Dialect;
import dev.roundhouse.dialect.ClientDialect.Understood;
import dev.roundhouse.exchange.ErrorType;
import dev.roundhouse.exchange.Failure.CallerFault;
import dev.roundhouse.exchange.GenerationRequest;
import dev.roundhouse.exchange.GenerationRequest.Span;
import dev.roundhouse.exchange.Preferences;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RequestReaderTest {
    private static final String MESSAGES = "\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]";

    @Test
    void whatTheWalkNeedsIsNoted() {
        GenerationRequest request = Samples.understood("""
                {"messages": [{"role": "developer", "content": "Be brief."},
                              {"role": "user", "content": [{"type": "text", "text": "What is this?"},
                                                           {"type": "image_url", "image_url": {"url": "https://x/y.png"}},
                                                           {"input_audio": {"data": "AAAA", "format": "wav"}, "type": "input_audio"}]}],
                 "model": "acme/swift-1", "models": ["acme/swift-2", "acme/swift-1", "other/one"],
                 "stream": true, "stream_options": {"include_usage": true}, "service_tier": "flex",
                 "max_tokens": 100, "max_completion_tokens": 50, "n": 2,
                 "tools": [{"type": "function", "function": {"name": "f", "parameters": {"type": "object"}}}],
                 "response_format": {"type": "json_schema", "json_schema": {"name": "s", "schema": {}}},
                 "provider": {"data_collection": "deny", "zdr": true, "order": ["acme"]},
                 "user": "u-1", "session_id": "s-1"}""");

        assertThat(request.models()).containsExactly("acme/swift-1", "acme/swift-2", "other/one");
        assertThat(request.stream()).isTrue();
        assertThat(request.usageAsked()).isTrue();
        assertThat(request.serviceTier()).isEqualTo("flex");
        assertThat(request.maxOutput()).isEqualTo(50);
        assertThat(request.choices()).isEqualTo(2);
        assertThat(request.needs()).containsExactlyInAnyOrder("tools", "json_schema", "image", "audio");
        assertThat(request.preferences().zeroRetention()).isTrue();
        assertThat(request.preferences().noCollection()).isTrue();
        assertThat(request.labels()).containsOnly(Map.entry("user", "u-1"), Map.entry("session_id", "s-1"));
        assertThat(text(request, "model")).isEqualTo("\"acme/swift-1\"");
        assertThat(text(request, "messages[0].role")).isEqualTo("\"developer\"");
        assertThat(text(request, "stream_options")).isEqualTo("{\"include_usage\": true}");
        assertThat(text(request, "provider")).startsWith("{\"data_collection\"").endsWith("]}");
    }

    @Test
    void whatIsNotSaidIsNotThere() {
        GenerationRequest request = Samples.understood("{\"model\":\"m\"," + MESSAGES + "}");

        assertThat(request.stream()).isFalse();
        assertThat(request.serviceTier()).isNull();
        assertThat(request.maxOutput()).isZero();
        assertThat(request.choices()).isEqualTo(1);
        assertThat(request.needs()).isEmpty();
        assertThat(request.preferences()).isEqualTo(Preferences.NONE);
        assertThat(request.labels()).isEmpty();
        assertThat(request.spans()).containsOnlyKeys("model");
    }

    @Test
    void labelsComeFromHeadersToo() {
        byte[] body = ("{\"model\":\"m\",\"prompt_cache_key\":\"k\"," + MESSAGES + "}").getBytes(UTF_8);
        Map<String, String> headers = new HashMap<>(
                Map.of("http-referer", "https://app.example", "x-title", "App", "user-agent", "x".repeat(9_000)));

        GenerationRequest request =
                ((Understood) Samples.CHAT.read(Samples.inbound(Dialect.OPENAI_CHAT, body, headers))).request();

        assertThat(request.labels())
                .containsEntry("http_referer", "https://app.example")
                .containsEntry("x_title", "App")
                .containsEntry("session_id", "k")
                .containsEntry("user_agent", "x".repeat(512));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"model\":null,\"models\":[\"m\"],MESSAGES}",
                "{\"mod\\u0065l\":\"m\",MESSAGES}",
                "{\"models\":[\"m\"],MESSAGES}",
                "{\"model\":\"m\",\"prompt\":\"Once upon a time\"}",
                "{\"model\":\"m\",\"temperature\":null,\"tools\":null,\"stop\":null,\"stream\":null,MESSAGES}",
                "{\"model\":\"m\",\"never_heard_of\":{\"a\":[1,{\"b\":null}]},MESSAGES}",
                " \n\t{\"model\":\"m\",MESSAGES}\r\n ",
                "{\"model\":\"m\",\"max_tokens\":-1,MESSAGES}",
                "{\"model\":\"m\",\"max_tokens\":16.0,MESSAGES}",
                "{\"model\":\"m\",\"tool_choice\":\"any\",\"reasoning_effort\":\"default\",MESSAGES}",
                "{\"model\":\"m\",\"reasoning\":{\"effort\":\"high\"},\"reasoning_effort\":\"high\",MESSAGES}",
                "{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":[{\"type\":\"document_url\",\"document_url\":\"x\"}]}]}",
                "{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":[{\"type\":\"input_video\",\"video_url\":{\"url\":\"x\"}}]}]}",
                "{\"model\":\"m\",\"messages\":[{\"role\":\"assistant\",\"content\":null,\"tool_calls\":[{\"id\":\"1\",\"type\":\"function\",\"function\":{\"name\":\"f\",\"arguments\":\"{}\"}}]},{\"role\":\"tool\",\"content\":\"1\",\"tool_call_id\":\"1\"}]}",
                "{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":\"\\ud83d\\ude00 \\\\ud800 é日本\"}]}",
                "{\"model\":\"m\",\"provider\":{\"sort\":{\"by\":\"price\",\"partition\":\"none\"},\"max_price\":{\"prompt\":1,\"completion\":\"2.5\"},\"preferred_max_latency\":{\"p90\":3}},MESSAGES}",
                "{\"model\":\"m\",\"plugins\":[{\"id\":\"web\",\"max_results\":3},{\"id\":\"file-parser\",\"pdf\":{\"engine\":\"native\"}}],MESSAGES}",
            })
    void thisIsTaken(String body) {
        assertThat(Samples.understood(body.replace("MESSAGES", MESSAGES)).models())
                .containsExactly("m");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{MESSAGES} | model: missing (expected: a model's name, such as openai/gpt-5-mini) | model",
                "{`model`:` `,MESSAGES} | model: ' ' (expected: a model's name) | model",
                "{`model`:7,MESSAGES} | model: 7 (expected: a model's name) | model",
                "{`model`:[],MESSAGES} | model: a list (expected: a model's name) | model",
                "{`models`:[`a`,7],MESSAGES} | models[1]: 7 (expected: a model's name) | models[1]",
                "{`model`:`m`} | messages: missing (expected: a list of at least one message) | messages",
                "{`model`:`m`,`messages`:[]} | messages: an empty list (expected: at least one item) | messages",
                "{`model`:`m`,`messages`:{}} | messages: an object (expected: a list) | messages",
                "{`model`:`m`,`messages`:[`hi`]} | messages[0]: 'hi' (expected: an object) | messages[0]",
                "{`model`:`m`,`messages`:[{`content`:`x`}]} | messages[0].role: missing (expected: one of system, developer, user, assistant, tool, function) | messages[0].role",
                "{`model`:`m`,`messages`:[{`role`:`user`,`content`:`x`},{`role`:`robot`}]} | messages[1].role: 'robot' (expected: one of system, developer, user, assistant, tool, function) | messages[1].role",
                "{`model`:`m`,`messages`:[{`role`:`user`,`content`:{`a`:1}}]} | messages[0].content: an object (expected: a string or a list of parts) | messages[0].content",
                "{`model`:`m`,`messages`:[{`role`:`user`,`content`:[{`type`:5}]}]} | messages[0].content[0].type: 5 (expected: a string) | messages[0].content[0].type",
                "{`model`:`m`,`messages`:[{`role`:`user`,`content`:[{`text`:`x`}]}]} | messages[0].content[0].type: missing (expected: a string such as text, image_url, input_audio, file, video_url) | messages[0].content[0].type",
                "{`model`:`m`,`messages`:[{`role`:`user`,`content`:[{`type`:`image_url`}]}]} | messages[0].content[0].image_url: missing (expected: the content of a part of type image_url) | messages[0].content[0].image_url",
                "{`model`:`m`,`messages`:[{`role`:`user`,`content`:[{`type`:`image_url`,`image_url`:{}}]}]} | messages[0].content[0].image_url.url: missing (expected: a value) | messages[0].content[0].image_url.url",
                "{`model`:`m`,`temperature`:3,MESSAGES} | temperature: 3 (expected: a number from 0 to 2) | temperature",
                "{`model`:`m`,`temperature`:`hot`,MESSAGES} | temperature: 'hot' (expected: a number from 0 to 2) | temperature",
                "{`model`:`m`,`temperature`:1e999,MESSAGES} | temperature: 1e999 (expected: a number from 0 to 2) | temperature",
                "{`model`:`m`,`top_p`:-0.1,MESSAGES} | top_p: -0.1 (expected: a number from 0 to 1) | top_p",
                "{`model`:`m`,`top_logprobs`:21,MESSAGES} | top_logprobs: 21 (expected: a whole number from 0 to 20) | top_logprobs",
                "{`model`:`m`,`max_tokens`:1.5,MESSAGES} | max_tokens: 1.5 (expected: a whole number from -1 to 2147483647) | max_tokens",
                "{`model`:`m`,`n`:0,MESSAGES} | n: 0 (expected: a whole number from 1 to 128) | n",
                "{`model`:`m`,`seed`:99999999999999999999,MESSAGES} | seed: 99999999999999999999 (expected: a whole number of at least -9223372036854775808) | seed",
                "{`model`:`m`,`stream`:`yes`,MESSAGES} | stream: 'yes' (expected: true or false) | stream",
                "{`model`:`m`,`stop`:[1],MESSAGES} | stop[0]: 1 (expected: a string) | stop[0]",
                "{`model`:`m`,`logit_bias`:{`50256`:-101},MESSAGES} | logit_bias.50256: -101 (expected: a number from -100 to 100) | logit_bias.50256",
                "{`model`:`m`,`tools`:[{`type`:`function`,`function`:{}}],MESSAGES} | tools[0].function.name: missing (expected: a value) | tools[0].function.name",
                "{`model`:`m`,`response_format`:{`type`:7},MESSAGES} | response_format.type: 7 (expected: a string) | response_format.type",
                "{`model`:`m`,`reasoning`:{`effort`:`huge`},MESSAGES} | reasoning.effort: 'huge' (expected: one of max, xhigh, high, medium, low, minimal, none) | reasoning.effort",
                "{`model`:`m`,`reasoning`:{`effort`:`low`},`reasoning_effort`:`high`,MESSAGES} | reasoning_effort: contradicts reasoning.effort (expected: one of the two, or the same) | reasoning_effort",
                "{`model`:`m`,`provider`:{`data_collection`:`maybe`},MESSAGES} | provider.data_collection: 'maybe' (expected: one of allow, deny) | provider.data_collection",
                "{`model`:`m`,`provider`:{`zdr`:1},MESSAGES} | provider.zdr: 1 (expected: true or false) | provider.zdr",
                "{`model`:`m`,`plugins`:[{`enabled`:true}],MESSAGES} | plugins[0].id: missing (expected: a value) | plugins[0].id",
                "{`model`:`m`,`metadata`:{`a`:5},MESSAGES} | metadata.a: 5 (expected: a string) | metadata.a",
                "{`model`:`m`,`model`:`n`,MESSAGES} | model: a duplicate member (expected: each name once) | model",
                "{`model`:`m`,`mod\\u0065l`:`n`,MESSAGES} | model: a duplicate member (expected: each name once) | model",
                "{`model`:`m`,`messages`:[{`role`:`user`,`content`:`a`,`content`:`b`}]} | messages[0].content: a duplicate member (expected: each name once) | messages[0].content",
                "{`model`:`m`,`x`:{`y`:[{`z`:1,`z`:2}]},MESSAGES} | x.y[0].z: a duplicate member (expected: each name once) | x.y[0].z",
                "{`model`:`m`,MESSAGES} {} | body: more than one JSON value (expected: one object) |",
                "{`model`:`m`,MESSAGES} x | body: not valid JSON at byte 58 |",
                "{`model`:`m`,MESSAGES | body: ends in the middle of its JSON, at byte 56 |",
                "{`model`:`m`,`messages`:[{`role`:`user`,`content`:`hi} | body: ends in the middle of its JSON, at byte 54 |",
                "[1] | body: a list (expected: a JSON object) |",
                "nonsense | body: not valid JSON at byte 0 |",
                "{`model`:`m`,`messages`:[{`role`:`user`,`content`:`a\\xb`}]} | messages[0].content: not valid JSON at byte 53 | messages[0].content",
                "{`model`:`m`,`messages`:[{`role`:`user`,`content`:`a\\ud800b`}]} | messages[0].content: half a surrogate pair at byte 52 (expected: both halves, or neither) | messages[0].content",
                "{`model`:`m`,`a\\udc00`:1,MESSAGES} | body: not valid JSON at byte 21 |",
            })
    void thisIsRefusedWithTheMemberNamed(String body, String message, String field) {
        CallerFault fault = Samples.refused(body.replace('`', '"').replace("MESSAGES", MESSAGES));

        assertThat(fault.message()).isEqualTo(message);
        assertThat(fault.field()).isEqualTo(field);
        assertThat(fault.type()).isEqualTo(ErrorType.INVALID_REQUEST);
    }

    @Test
    void nothingAndBlankAreRefused() {
        assertThat(Samples.refused("").message()).isEqualTo("body: empty (expected: a JSON object)");
        assertThat(Samples.refused(" \n ").message()).isEqualTo("body: blank (expected: a JSON object)");
    }

    @Test
    void bytesThatAreNotUtf8AreRefusedWithTheirPlace() {
        byte[] body = "{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":\"a?b\"}]}".getBytes(UTF_8);
        body[51] = (byte) 0xc3;

        CallerFault fault = Samples.refused(Samples.CHAT, body);

        assertThat(fault.message()).isEqualTo("messages[0].content: invalid UTF-8 at byte 51");
    }

    @Test
    void aByteOrderMarkAndOtherEncodingsAreRefused() {
        byte[] marked = ("\uFEFF{\"model\":\"m\"," + MESSAGES + "}").getBytes(UTF_8);
        byte[] wide = ("{\"model\":\"m\"," + MESSAGES + "}").getBytes(java.nio.charset.StandardCharsets.UTF_16LE);

        assertThat(Samples.refused(Samples.CHAT, marked).message())
                .isEqualTo("body: begins with a byte order mark (expected: UTF-8 without one)");
        assertThat(Samples.refused(Samples.CHAT, wide).message()).startsWith("body: not valid JSON at byte");
    }

    @Test
    void nestingHasAnEnd() {
        String deep = "[".repeat(100_000);

        assertThat(Samples.refused("{\"model\":\"m\"," + MESSAGES + ",\"x\":" + deep)
                        .message())
                .isEqualTo("body: nested too deep (expected: at most 1000 levels)");
        assertThat(Samples.refused("{\"x\":".repeat(100_000)).message())
                .isEqualTo("body: nested too deep (expected: at most 1000 levels)");
    }

    @Test
    @Timeout(5)
    void aModelsNameOfTenMegabytesIsRefusedAtOnce() {
        byte[] body = ("{\"model\":\"" + "x".repeat(10 << 20) + "\"," + MESSAGES + "}").getBytes(UTF_8);
        long start = System.nanoTime();

        CallerFault fault = Samples.refused(Samples.CHAT, body);

        assertThat(fault.message()).isEqualTo("model: a text of more than 512 characters (expected: a model's name)");
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(1));
    }

    @Test
    void namesAndNumbersHaveAnEnd() {
        String name = "n".repeat(20_000);

        assertThat(Samples.refused("{\"" + name + "\":1,\"model\":\"m\"," + MESSAGES + "}")
                        .message())
                .startsWith("body: too long a name or number at byte");
        assertThat(Samples.refused("{\"seed\":" + "9".repeat(20_000) + ",\"model\":\"m\"," + MESSAGES + "}")
                        .message())
                .startsWith("seed: too long a name or number at byte");
    }

    @Test
    void fallbackModelsHaveAnEnd() {
        String models = "\"a\",".repeat(33);

        assertThat(Samples.refused("{\"models\":[" + models.substring(0, models.length() - 1) + "]," + MESSAGES + "}")
                        .message())
                .isEqualTo("models[32]: too many items (expected: at most 32)");
    }

    @Test
    void aSessionsNameIsBounded() {
        assertThat(Samples.refused("{\"model\":\"m\",\"session_id\":\"" + "s".repeat(257) + "\"," + MESSAGES + "}")
                        .field())
                .isEqualTo("session_id");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"model\":\"m\",\"prompt\":\"x\"}",
                "{\"model\":\"m\",\"prompt\":[\"x\",\"y\"]}",
                "{\"model\":\"m\",\"prompt\":[1,2,3]}",
                "{\"model\":\"m\",\"prompt\":[[1,2],[3]]}",
                "{\"model\":\"m\",\"prompt\":\"\",\"logprobs\":5,\"echo\":true,\"best_of\":2,\"suffix\":\"end\"}",
                "{\"model\":\"m\"}",
            })
    void legacyPromptsComeInAllTheirForms(String body) {
        assertThat(Samples.understood(Samples.COMPLETIONS, body).models()).containsExactly("m");
    }

    @Test
    void aLegacyPromptIsATextOrTokens() {
        CallerFault fault =
                Samples.refused(Samples.COMPLETIONS, "{\"model\":\"m\",\"prompt\":[[\"x\"]]}".getBytes(UTF_8));

        assertThat(fault.message()).isEqualTo("prompt[0][0]: 'x' (expected: a whole number from 0 to 2147483647)");
    }

    @Test
    void thePromptsTextIsCollectedWithoutItsPictures() {
        GenerationRequest request = Samples.understood("""
                {"model": "m", "messages": [
                  {"role": "system", "content": "Be brief."},
                  {"role": "user", "content": [{"type": "text", "text": "What is \\u0041?"},
                                               {"type": "image_url", "image_url": {"url": "data:image/png;base64,AAAA"}}]}],
                 "tools": [{"type": "function", "function": {"name": "look", "description": "Looks it up."}}]}""");

        String text = Samples.CHAT.promptText(request, 10_000);

        assertThat(List.of(text.split("\n", -1)))
                .contains("Be brief.", "What is A?", "look", "Looks it up.")
                .noneMatch(line -> line.contains("AAAA"));
        assertThat(Samples.CHAT.promptText(request, 12)).hasSizeLessThan(40).startsWith("system\nBe b");
    }

    private static String text(GenerationRequest request, String name) {
        Span span = Objects.requireNonNull(request.spans().get(name));
        return new String(request.body(), span.valueFrom(), span.valueTo() - span.valueFrom(), UTF_8);
    }
}
