package dev.roundhouse.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeout;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ModelNamesTest {
    private static final List<String> IDS = List.of(
            "openai/gpt-4o",
            "openai/gpt-4o-mini",
            "openai/gpt-4.1",
            "openai/o3",
            "openai/text-embedding-3-small",
            "anthropic/claude-sonnet-4.5",
            "anthropic/claude-opus-4.5",
            "anthropic/claude-haiku-4.5",
            "google/gemini-2.5-flash",
            "google/gemini-2.5-pro",
            "meta-llama/llama-3.3-70b-instruct",
            "deepseek/deepseek-r1",
            "deepseek/deepseek-chat-v3.1",
            "mistralai/mistral-large-2411",
            "qwen/qwen3-235b-a22b",
            "local/Ünïcode");

    private final ModelNames names =
            new ModelNames(snapshot(IDS, Map.of("~anthropic/claude-sonnet-latest", "anthropic/claude-sonnet-4.5")));

    @ParameterizedTest
    @CsvSource({
        "gpt-4o, openai/gpt-4o",
        "openai/gpt4o, openai/gpt-4o",
        "openai/gpt-4o-mni, openai/gpt-4o-mini",
        "OpenAI/GPT-4O-Mini, openai/gpt-4o-mini",
        "openai/gpt-4o-mini-2024-07-18, openai/gpt-4o-mini",
        "openai/gpt-4o-mini:free, openai/gpt-4o-mini",
        "claude-4.5-sonnet, anthropic/claude-sonnet-4.5",
        "anthropic/claude-sonnet-4-5, anthropic/claude-sonnet-4.5",
        "anthropic/claude-opus-4-5-20251101, anthropic/claude-opus-4.5",
        "gemini-flash-2.5, google/gemini-2.5-flash",
        "meta/llama-3.3-70b, meta-llama/llama-3.3-70b-instruct",
        "deepsek/deepsek-r1, deepseek/deepseek-r1",
        "anthropic/claude-sonnet-newest, ~anthropic/claude-sonnet-latest",
        "o3, openai/o3",
    })
    void theNearestNameIsTheOneMeant(String asked, String meant) {
        assertThat(names.nearest(asked, 3)).startsWith(meant);
    }

    @Test
    void noMoreNamesComeThanAreAskedForAndNoModelComesTwice() {
        assertThat(names.nearest("anthropic/claude-sonnet-4.6", 3))
                .hasSizeBetween(1, 3)
                .startsWith("anthropic/claude-sonnet-4.5")
                .doesNotContain("~anthropic/claude-sonnet-latest");
        assertThat(names.nearest("gpt-4o", 1)).containsExactly("openai/gpt-4o");
        assertThat(names.nearest("gpt-4o", 0)).isEmpty();
    }

    @Test
    void whatIsLikeNothingHasNoNearestName() {
        assertThat(names.nearest("zzzzzzzzzz", 3)).isEmpty();
        assertThat(names.nearest("", 3)).isEmpty();
        assertThat(names.nearest("////::::", 3)).isEmpty();
        assertThat(names.nearest("模型", 3)).isEmpty();
        assertThat(new ModelNames(snapshot(List.of(), Map.of())).nearest("gpt-4o", 3))
                .isEmpty();
    }

    @Test
    void theRightAuthorAloneIsNoAnswer() {
        assertThat(names.nearest("openai/xyzzy", 3)).isEmpty();
    }

    @Test
    void aSlugIsFoundAndTheIdIsTold() {
        ModelNames some = new ModelNames(snapshot(List.of("a/b"), Map.of("openai/gpt-4o-20240513", "a/b")));

        assertThat(some.nearest("gpt-4o-2024-05-13", 3)).containsExactly("a/b");
    }

    @Test
    void anAliasOfAModelThatIsNotThereIsNeverTold() {
        ModelNames some = new ModelNames(snapshot(List.of("a/b"), Map.of("openai/gpt-4o", "openai/gone")));

        assertThat(some.nearest("gpt-4o", 3)).isEmpty();
    }

    @Test
    void tenMegabytesOfNameTakeNoLongerThanOne() {
        String endless = "gpt-4o".repeat(2_000_000);

        assertThat(names.nearest("x".repeat(10_000_000), 3)).isEmpty();
        assertTimeout(Duration.ofSeconds(2), () -> names.nearest(endless, 3), "only the head is looked at");
    }

    @Test
    void anyTextIsTaken() {
        Random random = new Random(20_261_122);
        for (int i = 0; i < 5_000; i++) {
            String text = random.ints(random.nextInt(200), 0, Character.MAX_VALUE + 1)
                    .collect(StringBuilder::new, (s, c) -> s.append((char) c), StringBuilder::append)
                    .toString();
            String mixed = IDS.get(random.nextInt(IDS.size())) + text.substring(text.length() / 2);

            assertThat(names.nearest(text, 3)).hasSizeLessThanOrEqualTo(3).doesNotHaveDuplicates();
            assertThat(names.nearest(mixed, 3)).hasSizeLessThanOrEqualTo(3).doesNotHaveDuplicates();
        }
    }

    private static Snapshot snapshot(List<String> ids, Map<String, String> aliases) {
        Map<String, Model> models = new LinkedHashMap<>();
        for (String id : ids) {
            models.put(
                    id,
                    new Model(
                            id,
                            id,
                            id,
                            id.substring(0, id.indexOf('/')),
                            "chat",
                            Set.of("text"),
                            Set.of("text"),
                            0,
                            0,
                            Set.of(),
                            Model.Facts.NONE));
        }
        return new Snapshot("test", models, Map.of(), aliases, List.of());
    }
}
