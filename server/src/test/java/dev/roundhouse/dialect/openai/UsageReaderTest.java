package dev.roundhouse.dialect.openai;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.roundhouse.Corpus;
import dev.roundhouse.Seeds;
import dev.roundhouse.dialect.JsonSpans;
import dev.roundhouse.exchange.Usage;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

class UsageReaderTest {
    private static final Pattern BLOCK = Pattern.compile("\"usage\":\\s*(\\{(?:[^{}]|\\{[^{}]*})*})");

    /// input, cache read, cache write, audio in, image in | output, reasoning, audio out, image out | searches
    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "plain | {`prompt_tokens`:9,`completion_tokens`:2,`total_tokens`:11} | 9 0 0 0 0 | 2 0 0 0 | 0",
                "OpenAI: cached and reasoning inside | {`prompt_tokens`:100,`completion_tokens`:50,`total_tokens`:150,`prompt_tokens_details`:{`cached_tokens`:80,`audio_tokens`:5},`completion_tokens_details`:{`reasoning_tokens`:30,`audio_tokens`:4,`accepted_prediction_tokens`:1}} | 15 80 0 5 0 | 16 30 4 0 | 0",
                "xAI: reasoning beside by its total | {`prompt_tokens`:32,`completion_tokens`:9,`total_tokens`:135,`prompt_tokens_details`:{`text_tokens`:32,`cached_tokens`:6},`completion_tokens_details`:{`reasoning_tokens`:94}} | 26 6 0 0 0 | 9 94 0 0 | 0",
                "xAI: more cached than prompt | {`prompt_tokens`:7,`completion_tokens`:8,`total_tokens`:15,`prompt_tokens_details`:{`text_tokens`:7,`cached_tokens`:161}} | 7 161 0 0 0 | 8 0 0 0 | 0",
                "xAI: images apart | {`prompt_tokens`:265,`completion_tokens`:52,`total_tokens`:317,`prompt_tokens_details`:{`text_tokens`:9,`image_tokens`:256,`cached_tokens`:0}} | 9 0 0 0 256 | 52 0 0 0 | 0",
                "DeepSeek: hit and miss | {`prompt_tokens`:100,`completion_tokens`:5,`total_tokens`:105,`prompt_cache_hit_tokens`:64,`prompt_cache_miss_tokens`:36} | 36 64 0 0 0 | 5 0 0 0 | 0",
                "DeepSeek: both spellings | {`prompt_tokens`:100,`completion_tokens`:5,`total_tokens`:105,`prompt_cache_hit_tokens`:64,`prompt_cache_miss_tokens`:36,`prompt_tokens_details`:{`cached_tokens`:64}} | 36 64 0 0 0 | 5 0 0 0 | 0",
                "Mistral: first spelling | {`prompt_tokens`:100,`completion_tokens`:5,`total_tokens`:105,`num_cached_tokens`:64} | 36 64 0 0 0 | 5 0 0 0 | 0",
                "Mistral: second spelling | {`prompt_tokens`:100,`completion_tokens`:5,`total_tokens`:105,`prompt_tokens_details`:{`cached_tokens`:64}} | 36 64 0 0 0 | 5 0 0 0 | 0",
                "Mistral: third spelling | {`prompt_tokens`:100,`completion_tokens`:5,`total_tokens`:105,`prompt_token_details`:{`cached_tokens`:64}} | 36 64 0 0 0 | 5 0 0 0 | 0",
                "Mistral: a whole block for part of one | {`prompt_tokens`:10,`completion_tokens`:142,`total_tokens`:152,`num_cached_tokens`:64} | 0 10 0 0 0 | 142 0 0 0 | 0",
                "Moonshot, Alibaba: at the top | {`prompt_tokens`:100,`completion_tokens`:5,`total_tokens`:105,`cached_tokens`:64} | 36 64 0 0 0 | 5 0 0 0 | 0",
                "OpenRouter: writes inside | {`prompt_tokens`:1000,`completion_tokens`:5,`total_tokens`:1005,`prompt_tokens_details`:{`cached_tokens`:600,`cache_write_tokens`:300},`completion_tokens_details`:{`reasoning_tokens`:0,`image_tokens`:3}} | 100 600 300 0 0 | 2 0 0 3 | 0",
                "Claude behind a facade: beside by their sum | {`prompt_tokens`:10,`completion_tokens`:5,`total_tokens`:15,`cache_creation_input_tokens`:2000,`cache_read_input_tokens`:0} | 10 0 2000 0 0 | 5 0 0 0 | 0",
                "Claude behind a facade: beside by their total | {`prompt_tokens`:500,`completion_tokens`:5,`total_tokens`:805,`cache_creation_input_tokens`:100,`cache_read_input_tokens`:200} | 500 200 100 0 0 | 5 0 0 0 | 0",
                "Databricks: no total yet | {`prompt_tokens`:10,`completion_tokens`:null,`total_tokens`:null,`cache_creation_input_tokens`:0} | 10 0 0 0 0 | 0 0 0 0 | 0",
                "Perplexity: research | {`prompt_tokens`:33,`completion_tokens`:7163,`total_tokens`:7196,`citation_tokens`:20016,`num_search_queries`:18,`reasoning_tokens`:73997} | 20049 0 0 0 0 | 7163 73997 0 0 | 18",
                "searches of a router | {`prompt_tokens`:1,`completion_tokens`:1,`server_tool_use`:{`web_search_requests`:2},`server_tool_use_details`:{`web_search_requests`:2}} | 1 0 0 0 0 | 1 0 0 0 | 2",
                "Responses' names | {`input_tokens`:9,`output_tokens`:5,`input_tokens_details`:{`cached_tokens`:4},`output_tokens_details`:{`reasoning_tokens`:2}} | 5 4 0 0 0 | 3 2 0 0 | 0",
                "only a total | {`total_tokens`:12,`completion_tokens`:5} | 7 0 0 0 0 | 5 0 0 0 | 0",
                "details without a count | {`prompt_tokens`:9,`completion_tokens`:2,`prompt_tokens_details`:null,`completion_tokens_details`:{`reasoning_tokens`:null}} | 9 0 0 0 0 | 2 0 0 0 | 0",
                "cached sound counts once | {`prompt_tokens`:100,`completion_tokens`:1,`total_tokens`:101,`prompt_tokens_details`:{`cached_tokens`:90,`audio_tokens`:60}} | 0 90 0 10 0 | 1 0 0 0 | 0",
                "negative | {`prompt_tokens`:-9,`completion_tokens`:2,`completion_tokens_details`:{`reasoning_tokens`:-1}} | 0 0 0 0 0 | 2 0 0 0 | 0",
                "odd kinds | {`prompt_tokens`:9.0,`completion_tokens`:`2`,`total_tokens`:[11],`prompt_tokens_details`:7} | 9 0 0 0 0 | 0 0 0 0 | 0",
                "absurd | {`prompt_tokens`:1e300,`completion_tokens`:99999999999999999999999} | 1099511627776 0 0 0 0 | 1099511627776 0 0 0 | 0",
            })
    void eachTokenIsInOneClass(String name, String block, String input, String output, long searches) {
        Usage usage = read(block.replace('`', '"'), false).orElseThrow();

        assertThat(text(usage.input(), usage.cacheRead(), usage.cacheWrite(), usage.audioInput(), usage.imageInput()))
                .isEqualTo(input);
        assertThat(text(usage.output(), usage.reasoning(), usage.audioOutput(), usage.imageOutput()))
                .isEqualTo(output);
        assertThat(usage.webSearches()).isEqualTo(searches);
        assertThat(usage.estimated()).isFalse();
    }

    @Test
    void aQuirkSaysThatReasoningIsBeside() {
        String block =
                "{\"prompt_tokens\":9,\"completion_tokens\":20,\"completion_tokens_details\":{\"reasoning_tokens\":5}}";

        assertThat(read(block, true).orElseThrow().outputTotal()).isEqualTo(25);
        assertThat(read(block, false).orElseThrow().outputTotal()).isEqualTo(20);
    }

    @ParameterizedTest
    @CsvSource({"{}", "[]", "'{\"cost\":1}'", "'{\"prompt_tokens\":null}'"})
    void aBlockWithoutACountIsNone(String block) {
        assertThat(read(block, false)).isEmpty();
    }

    @Test
    void anHoursWritesAreOfTheWrites() {
        Usage usage = read(
                        "{\"prompt_tokens\":10,\"completion_tokens\":1,\"cache_creation_input_tokens\":300,\"cache_creation\":{\"ephemeral_5m_input_tokens\":100,\"ephemeral_1h_input_tokens\":200}}",
                        false)
                .orElseThrow();

        assertThat(usage.cacheWrite()).isEqualTo(100);
        assertThat(usage.cacheWrite1h()).isEqualTo(200);
    }

    @Test
    void noBlockMakesItFailOrCountBelowZero() {
        String[] names = {
            "prompt_tokens",
            "completion_tokens",
            "total_tokens",
            "cached_tokens",
            "reasoning_tokens",
            "audio_tokens",
            "image_tokens",
            "prompt_tokens_details",
            "completion_tokens_details",
            "cache_creation_input_tokens",
            "prompt_cache_hit_tokens",
            "server_tool_use",
            "cache_creation",
            "citation_tokens"
        };
        String[] values = {
            "0",
            "-1",
            "7",
            "1000",
            "1e99",
            "null",
            "\"5\"",
            "true",
            "[1]",
            "{}",
            "{\"cached_tokens\":9}",
            "{\"reasoning_tokens\":12,\"audio_tokens\":-4}"
        };
        Seeds.times(20_000, random -> {
            StringBuilder block = new StringBuilder("{");
            int count = random.nextInt(8);
            for (int i = 0; i < count; i++) {
                block.append(i == 0 ? "" : ",")
                        .append('"')
                        .append(names[random.nextInt(names.length)])
                        .append("\":")
                        .append(values[random.nextInt(values.length)]);
            }

            Optional<Usage> usage = read(block.append('}').toString(), random.nextBoolean());

            usage.ifPresent(
                    some -> assertThat(some.inputTotal() + some.outputTotal()).isNotNegative());
        });
    }

    @Test
    void recordedBlocksAddUpToTheirTotals() {
        int checked = 0;
        for (Corpus.Interaction one : Corpus.of("openai-chat", "openai-completions")) {
            Matcher matcher = BLOCK.matcher(new String(one.response(), UTF_8));
            while (matcher.find()) {
                JsonNode block = Samples.json(matcher.group(1));
                Optional<Usage> usage = read(matcher.group(1), false);
                long cached = block.at("/prompt_tokens_details/cached_tokens").asLong(0);
                // Grok on Azure reports more from the cache than it counts: nothing to add up.
                if (usage.isEmpty()
                        || !block.path("total_tokens").isNumber()
                        || cached > block.path("prompt_tokens").asLong(0)) {
                    continue;
                }
                checked++;
                assertThat(usage.get().inputTotal() + usage.get().outputTotal())
                        .as(one.id() + " " + block)
                        .isEqualTo(block.get("total_tokens").longValue());
            }
        }
        assertThat(checked).isGreaterThan(800);
    }

    private static Optional<Usage> read(String block, boolean reasoningOutside) {
        byte[] bytes = block.getBytes(UTF_8);
        return UsageReader.read(JsonSpans.plain(bytes, 0, bytes.length), reasoningOutside);
    }

    private static String text(long... counts) {
        return java.util.Arrays.stream(counts)
                .mapToObj(Long::toString)
                .collect(java.util.stream.Collectors.joining(" "));
    }
}
