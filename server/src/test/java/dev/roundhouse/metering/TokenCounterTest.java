package dev.roundhouse.metering;

import static org.assertj.core.api.Assertions.assertThat;

import dev.roundhouse.exchange.Usage;
import org.junit.jupiter.api.Test;

class TokenCounterTest {
    private final TokenCounter counter = new TokenCounter();

    @Test
    void textIsCountedInTheEncodingOfItsModel() {
        assertThat(counter.count("tiktoken is great!", "cl100k_base")).isEqualTo(6);
        assertThat(counter.count("お誕生日おめでとう", "cl100k_base")).isEqualTo(9);
        assertThat(counter.count("お誕生日おめでとう", "o200k_base")).isEqualTo(8);
        assertThat(counter.count("お誕生日おめでとう", "unheard-of")).isEqualTo(8);
        assertThat(counter.count("お誕生日おめでとう", null)).isEqualTo(8);
    }

    @Test
    void nothingHasNoTokens() {
        assertThat(counter.count("", null)).isZero();
    }

    @Test
    void wordsThatMeanSomethingToATokenizerAreTextLikeAnyOther() {
        assertThat(counter.count("<|endoftext|>", "o200k_base")).isGreaterThan(1);
    }

    @Test
    void aLongTextIsCountedInPartAndScaledUp() {
        String text = "one two three four ".repeat(200_000);

        long count = counter.count(text, null);

        assertThat(count).isBetween(790_000L, 810_000L);
    }

    @Test
    void anEstimateSaysThatItIsOne() {
        Usage usage = counter.estimate("Hello there", "General Kenobi", null);

        assertThat(usage.estimated()).isTrue();
        assertThat(usage.inputTotal()).isEqualTo(2);
        assertThat(usage.outputTotal()).isPositive();
    }
}
