package dev.roundhouse.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.roundhouse.catalog.Model;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AliasesTest {
    private static Model model(String id, @Nullable String created, @Nullable String status, boolean stale) {
        Model.Facts facts = new Model.Facts(
                Families.of(id),
                created,
                null,
                status,
                stale,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                List.of(),
                null,
                Map.of());
        return new Model(
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
                facts);
    }

    private static @Nullable String latest(String alias, Model... models) {
        Map<String, Model> byId = new LinkedHashMap<>();
        for (Model model : models) {
            byId.put(model.id(), model);
        }
        return Aliases.of(byId, byId.keySet()).get(alias);
    }

    @ParameterizedTest
    @CsvSource({
        "anthropic/claude-3.5-haiku, claude-haiku",
        "anthropic/claude-haiku-4.5, claude-haiku",
        "anthropic/claude-opus-5-fast, claude-opus-fast",
        "openai/gpt-5.6-sol, gpt",
        "openai/gpt-5.6, gpt",
        "openai/gpt-4o-2024-08-06, gpt",
        "openai/gpt-5.4-mini, gpt-mini",
        "openai/gpt-oss-120b, gpt-oss",
        "openai/o3, o",
        "openai/o4-mini, o-mini",
        "google/gemini-2.5-pro-preview-05-06, gemini-pro",
        "google/gemini-3.1-pro-preview, gemini-pro",
        "google/gemini-3.1-pro-preview-customtools, gemini-pro-customtools",
        "google/gemma-3-27b-it, gemma",
        "moonshotai/kimi-k3, kimi",
        "moonshotai/kimi-k2-0905, kimi",
        "moonshotai/kimi-k2.7-code, kimi-code",
        "x-ai/grok-4.7, grok",
        "qwen/qwen3.8-max, qwen-max",
        "qwen/qwen3-235b-a22b-2507, qwen",
        "meta-llama/llama-3.1-70b-instruct, llama",
        "mistralai/mixtral-8x22b-instruct, mixtral",
        "z-ai/glm-4.6v, glm-v",
        "deepseek/deepseek-v4-pro, deepseek-pro",
        "minimax/minimax-m2.7, minimax",
        "acme/2, 2",
    })
    void theFamilyIsTheNameWithoutVersionsDatesAndSizes(String id, String family) {
        assertThat(Families.of(id)).isEqualTo(family);
    }

    @Test
    void theNewestByDateWins() {
        assertThat(latest(
                        "~acme/swift-latest",
                        model("acme/swift-9", "2026-01-01", null, false),
                        model("acme/swift-2", "2026-03-01", null, false),
                        model("acme/swift-3", null, null, false)))
                .isEqualTo("acme/swift-2");
    }

    @Test
    void ofOneDayTheHigherVersionWinsAndThenTheShorterName() {
        assertThat(latest(
                        "~acme/swift-latest",
                        model("acme/swift-6", "2026-03-01", null, false),
                        model("acme/swift-6.1", "2026-03-01", null, false),
                        model("acme/swift-6.1-preview", "2026-03-01", null, false)))
                .isEqualTo("acme/swift-6.1");
        assertThat(latest(
                        "~acme/swift-latest",
                        model("acme/swift-10", "2026-03-01", null, false),
                        model("acme/swift-9", "2026-03-01", null, false)))
                .isEqualTo("acme/swift-10");
    }

    @Test
    void whatMovesOnOrGoesAwayIsNoTarget() {
        assertThat(latest(
                        "~acme/swift-latest",
                        model("acme/swift-1", "2026-01-01", null, false),
                        model("acme/swift-2", "2026-02-01", "deprecated", false),
                        model("acme/swift-3", "2026-03-01", null, true),
                        model("acme/swift-latest", "2026-04-01", null, false)))
                .isEqualTo("acme/swift-1");
    }

    @Test
    void aModelThatNobodyServesIsNoTarget() {
        Model served = model("acme/swift-1", "2026-01-01", null, false);
        Model announced = model("acme/swift-2", "2026-02-01", null, false);

        Map<String, String> aliases =
                Aliases.of(Map.of(served.id(), served, announced.id(), announced), Set.of("acme/swift-1"));

        assertThat(aliases).isEqualTo(Map.of("~acme/swift-latest", "acme/swift-1"));
    }

    /// The ten aliases that OpenRouter had on 2026-08-01, each the same or newer here.
    @ParameterizedTest
    @CsvSource({
        "~anthropic/claude-fable-latest, anthropic/claude-fable-5",
        "~anthropic/claude-haiku-latest, anthropic/claude-haiku-4.5",
        "~anthropic/claude-opus-latest, anthropic/claude-opus-5",
        "~anthropic/claude-sonnet-latest, anthropic/claude-sonnet-5",
        "~google/gemini-flash-latest, google/gemini-3.6-flash",
        "~google/gemini-pro-latest, google/gemini-3.1-pro-preview",
        "~moonshotai/kimi-latest, moonshotai/kimi-k3",
        "~openai/gpt-latest, openai/gpt-5.6-sol",
        "~openai/gpt-mini-latest, openai/gpt-5.4-mini",
        "~x-ai/grok-latest, x-ai/grok-4.5",
    })
    void theKnownAliasesComeOutTheSameOrNewer(String alias, String known) {
        Catalogue catalogue = CommittedCatalogueTest.catalogue();

        Model target = Objects.requireNonNull(
                catalogue.models().get(catalogue.aliases().get(alias)));
        Model then = Objects.requireNonNull(catalogue.models().get(known));

        assertThat(Aliases.newer(target, then)).isEqualTo(target);
        assertThat(target.facts().family()).isEqualTo(then.facts().family());
    }
}
