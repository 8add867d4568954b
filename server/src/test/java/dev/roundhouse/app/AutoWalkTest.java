package dev.roundhouse.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.roundhouse.ledger.Funds;
import dev.roundhouse.record.GenerationRecord;
import dev.roundhouse.selection.auto.AutoRules;
import dev.roundhouse.selection.auto.Selected;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Requests that name no model, over real sockets.
@Timeout(60)
class AutoWalkTest {
    private static final String SMALL = "test/small";
    private static final String LARGE = "test/large";
    private static final String CHAT = "/api/v1/chat/completions";

    private Walks walks;

    @BeforeEach
    void open() throws IOException {
        walks = threeModels(AutoRules.NONE);
    }

    @AfterEach
    void close() {
        walks.close();
    }

    private static Walks threeModels(AutoRules rules) throws IOException {
        Walks made = new Walks(new Funds.Unlimited(), rules);
        made.scored(SMALL, 1400, "0.10", "json_schema");
        made.scored("test/middle", 1450, "1", "tools");
        made.scored(LARGE, 1520, "20", "tools", "image");
        return made;
    }

    private HttpResponse<String> ask(String plugin, String text) throws Exception {
        return walks.post(CHAT, body("auto", plugin, text));
    }

    private static String body(String model, String plugin, String text) {
        return "{\"model\":\"" + model + "\",\"max_tokens\":200,\"plugins\":[" + plugin
                + "],\"messages\":[{\"role\":\"user\",\"content\":\"" + text + "\"}]}";
    }

    private static String auto(String members) {
        return "{\"id\":\"auto-router\"," + members + "}";
    }

    private Selected selected() throws InterruptedException {
        return Objects.requireNonNull(walks.recorded().selected());
    }

    @Test
    void anEasyPromptGoesToTheCheapModelWhenCostComesFirst() throws Exception {
        HttpResponse<String> answer = ask(auto("\"cost_quality_tradeoff\":10"), "Say hello.");

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).contains("\"model\":\"" + SMALL + "\"");
        assertThat(answer.headers().firstValue("x-roundhouse-selection").orElseThrow())
                .startsWith("task=")
                .endsWith(";model=" + SMALL);
    }

    @Test
    void aFloorOfOneAsksForTheBestModel() throws Exception {
        for (String name : List.of("auto", "roundhouse/auto", "openrouter/auto")) {
            HttpResponse<String> answer = walks.post(CHAT, body(name, auto("\"floor\":1.0"), "Prove the lemma."));

            assertThat(answer.body()).contains("\"model\":\"" + LARGE + "\"");
        }
    }

    @Test
    void everyDialectOfClientsMayAsk() throws Exception {
        HttpResponse<String> messages = walks.post(
                "/v1/messages",
                "{\"model\":\"auto\",\"max_tokens\":64,\"messages\":[{\"role\":\"user\",\"content\":\"hello\"}]}");
        HttpResponse<String> responses = walks.post("/v1/responses", "{\"model\":\"auto\",\"input\":\"hello\"}");
        HttpResponse<String> gemini = walks.post(
                "/v1beta/models/auto:generateContent", "{\"contents\":[{\"parts\":[{\"text\":\"hello\"}]}]}");

        assertThat(List.of(messages, responses, gemini)).allSatisfy(answer -> {
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
            assertThat(answer.headers().firstValue("x-roundhouse-selection")).isPresent();
        });
    }

    @Test
    void tokensAreCountedWhereNoModelIsNamed() throws Exception {
        HttpResponse<String> answer = walks.post(
                "/v1/messages/count_tokens",
                "{\"model\":\"auto\",\"messages\":[{\"role\":\"user\",\"content\":\"hello\"}]}");

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(answer.body()).contains("input_tokens");
    }

    @Test
    void pluginsMustBeAListInEveryDialect() throws Exception {
        HttpResponse<String> answer = walks.post(
                "/v1/messages",
                "{\"model\":\"auto\",\"max_tokens\":64,\"plugins\":{\"id\":\"auto-router\"},"
                        + "\"messages\":[{\"role\":\"user\",\"content\":\"hello\"}]}");

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body()).contains("plugins");
    }

    @Test
    void hardNeedsComeFirst() throws Exception {
        String body = "{\"model\":\"auto\",\"plugins\":[" + auto("\"cost_quality_tradeoff\":10")
                + "],\"messages\":[{\"role\":\"user\",\"content\":\"What is the weather?\"}],\"tools\":[{\"type\":"
                + "\"function\",\"function\":{\"name\":\"weather\",\"parameters\":{\"type\":\"object\"}}}]}";

        HttpResponse<String> answer = walks.post(CHAT, body);

        Selected selected = selected();
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(selected.options()).extracting(Selected.Option::model).doesNotContain(SMALL);
        assertThat(selected.leftOut()).contains(new Selected.LeftOut(SMALL, "cannot do tools"));
    }

    @Test
    void excludedAndAllowedModelsMayHaveWildcards() throws Exception {
        HttpResponse<String> excluded = ask(auto("\"floor\":1.0,\"excluded_models\":[\"*/lar*\"]"), "Prove the lemma.");
        HttpResponse<String> allowed = ask(auto("\"floor\":1.0,\"allowed_models\":[\"test/sm*\"]"), "Prove it.");

        assertThat(excluded.body()).contains("\"model\":\"test/middle\"");
        assertThat(allowed.body()).contains("\"model\":\"" + SMALL + "\"");
    }

    @Test
    void whereNoModelIsLeftTheReasonsAreTold() throws Exception {
        HttpResponse<String> none = ask(auto("\"allowed_models\":[\"other/*\"]"), "hello");
        HttpResponse<String> poor = ask(auto("\"max_cost\":0.00000000001"), "hello");

        assertThat(none.statusCode()).isEqualTo(404);
        assertThat(none.body()).contains(SMALL + ": allowed_models does not name it");
        assertThat(poor.statusCode()).isEqualTo(404);
        assertThat(poor.body()).contains("max_cost is below what it is expected to cost");
    }

    @Test
    void aCeilingOnCostIsKept() throws Exception {
        HttpResponse<String> answer = ask(auto("\"floor\":1.0,\"max_cost\":0.0005"), "Prove the lemma.");

        assertThat(answer.body()).doesNotContain("\"model\":\"" + LARGE + "\"").contains("\"model\":\"test/");
    }

    @Test
    void wrongParametersAreRefusedByName() throws Exception {
        for (String wrong : List.of(
                "\"floor\":98",
                "\"cost_quality_tradeoff\":11",
                "\"cost_tier\":\"cheap\"",
                "\"max_cost\":-1",
                "\"max_latency\":\"fast\"",
                "\"allowed_models\":\"all\"",
                "\"pin_model\":3")) {
            HttpResponse<String> answer = ask(auto(wrong), "hello");

            String name = wrong.substring(1, wrong.indexOf('"', 1));
            assertThat(answer.statusCode()).as(wrong).isEqualTo(400);
            assertThat(answer.body()).contains("plugins[0]." + name, "expected");
        }
    }

    @Test
    void theRecordSaysWhatWasSeenExpectedAndPaid() throws Exception {
        HttpResponse<String> _ = ask(auto("\"floor\":0.9"), "Write a Python function that adds two numbers.");

        GenerationRecord record = walks.recorded();
        Selected selected = Objects.requireNonNull(record.selected());
        assertThat(record.asked().model()).isEqualTo("auto");
        assertThat(selected.task()).isNotBlank();
        assertThat(selected.floor()).isEqualTo(900);
        assertThat(selected.considered()).isEqualTo(3);
        assertThat(selected.options()).hasSize(3).allSatisfy(option -> {
            assertThat(option.quality()).isBetween(0, 1_000);
            assertThat(option.costPico()).isPositive();
            assertThat(option.why()).contains("quality");
        });
        assertThat(selected.chosen().model())
                .isEqualTo(Objects.requireNonNull(record.served()).model());
        assertThat(record.charge().total().value()).isPositive();
    }

    @Test
    void aConversationKeepsItsModelWhileItIsAmongTheBest() throws Exception {
        String session = auto("\"pin_model\":true,\"cost_quality_tradeoff\":10") + "],\"session_id\":\"s-1\",\"x\":[";
        HttpResponse<String> first = ask(session, "Say hello.");
        Selected before = selected();
        HttpResponse<String> second =
                ask(session.replace("\"cost_quality_tradeoff\":10", "\"floor\":1"), "Prove the lemma.");
        Selected after = selected();
        HttpResponse<String> third = ask(
                session.replace("\"pin_model\":true,\"cost_quality_tradeoff\":10", "\"floor\":1"), "Prove the lemma.");
        Selected changed = selected();

        assertThat(first.body()).contains("\"model\":\"" + SMALL + "\"");
        assertThat(before.before()).isNull();
        assertThat(second.body()).contains("\"model\":\"" + SMALL + "\"");
        assertThat(after.before()).isEqualTo(SMALL);
        assertThat(after.changed()).isFalse();
        assertThat(after.chosen().why()).contains("pin_model keeps the conversation's model");
        assertThat(third.body()).contains("\"model\":\"" + LARGE + "\"");
        assertThat(changed.changed()).isTrue();
        assertThat(changed.chosen().why()).contains("differs from the conversation's model");
    }

    @Test
    void theOperatorsRulesGoBeforeWhatWasComputed() throws Exception {
        Map<String, List<String>> rules = Map.of(
                "code", List.of("test/mid*"),
                "language", List.of("test/mid*"),
                "knowledge", List.of("test/mid*"),
                "reasoning", List.of("test/mid*"),
                "tools", List.of("test/mid*"));
        try (Walks ruled = threeModels(new AutoRules(null, null, List.of(), List.of(SMALL), rules))) {
            HttpResponse<String> answer = ruled.post(CHAT, body("auto", "", "Write a function that sorts a list."));

            Selected selected = Objects.requireNonNull(ruled.recorded().selected());
            assertThat(answer.body()).contains("\"model\":\"test/middle\"");
            assertThat(selected.chosen().why()).contains("the rule of the configuration for");
            assertThat(selected.leftOut())
                    .contains(new Selected.LeftOut(SMALL, "selection.excluded of the configuration names it"));
        }
    }

    @Test
    void paretoCodeTakesTheCheapestOfItsTier() throws Exception {
        String high = body("openrouter/pareto-code", "", "Sort a list.");
        String low =
                body("openrouter/pareto-code", "{\"id\":\"pareto-router\",\"min_coding_score\":0.1}", "Sort a list.");
        String capped = body("openrouter/pareto-code", "{\"id\":\"pareto-router\",\"max_price\":2}", "Sort a list.");

        assertThat(walks.post(CHAT, high).body()).contains("\"model\":\"" + LARGE + "\"");
        assertThat(walks.post(CHAT, low).body()).contains("\"model\":\"" + SMALL + "\"");
        assertThat(walks.post(CHAT, capped).body()).contains("\"model\":\"test/middle\"");
    }

    @Test
    void aRequestThatNamesAModelIsNotChosenFor() throws Exception {
        HttpResponse<String> answer = walks.ask(SMALL, true);

        assertThat(answer.headers().firstValue("x-roundhouse-selection")).isEmpty();
        assertThat(walks.recorded().selected()).isNull();
    }
}
