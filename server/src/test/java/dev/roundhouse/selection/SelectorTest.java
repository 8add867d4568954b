package dev.roundhouse.selection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import dev.roundhouse.selection.Choice.Ranked;
import dev.roundhouse.selection.training.Examples;
import dev.roundhouse.selection.training.Trainer;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

@NullMarked
class SelectorTest {
    private static final Candidate WEAK = candidate("acme/" + Examples.WEAK, 100_000, 200_000);
    private static final Candidate STRONG = candidate("acme/" + Examples.STRONG, 2_000_000, 4_000_000);
    private static final List<Candidate> BOTH = List.of(STRONG, WEAK);

    private static Parameters parameters;
    private static Selector selector;

    @BeforeAll
    static void train() {
        parameters = new Trainer(Examples.dataset(), 3).train();
        selector = Selector.load(parameters.toBytes());
    }

    private static Candidate candidate(String name, long input, long output) {
        return new Candidate(name, input, output, 32_000, Set.of("tools"), Map.of(), false, Candidate.Speed.UNKNOWN);
    }

    private static Prompt easy() {
        return Prompt.ofText(Examples.sum(new SplittableRandom(91)));
    }

    private static Prompt hard() {
        return Prompt.ofText(Examples.proof(new SplittableRandom(92)));
    }

    @Test
    void whatTheCheapModelCanDoGoesToTheCheapModel() {
        Choice choice = selector.choose(easy(), BOTH, Objective.atLeast(0.9));

        assertThat(choice.chosen().map(Ranked::candidate)).contains(WEAK);
        assertThat(choice.task()).isEqualTo(Kind.ARITHMETIC);
    }

    @Test
    void whatOnlyTheDearModelCanDoGoesToTheDearModel() {
        Choice choice = selector.choose(hard(), BOTH, Objective.atLeast(0.9));

        assertThat(choice.chosen().map(Ranked::candidate)).contains(STRONG);
        assertThat(choice.task()).isEqualTo(Kind.MATHEMATICS);
        assertThat(choice.difficulty())
                .isGreaterThan(selector.choose(easy(), BOTH, Objective.BEST).difficulty());
    }

    @Test
    void theIntervalHoldsTheQualityAndEveryCandidateHasReasons() {
        Choice choice = selector.choose(hard(), BOTH, Objective.BEST);

        assertThat(choice.ranked()).hasSize(2).allSatisfy(ranked -> {
            assertThat(ranked.quality()).isBetween(ranked.low(), ranked.high());
            assertThat(ranked.costPico()).isPositive();
            assertThat(ranked.latencySeconds()).isPositive();
            assertThat(ranked.why()).first().asString().contains("quality", "measured");
        });
    }

    @Test
    void anUnfamiliarPromptLeansToTheBetterModel() {
        Prompt strange = Prompt.ofText("SELECT `ä` FROM \"Ü\" WHERE {{{ }}} ;;; <<<>>> \t::: ##### ++++ ".repeat(40));

        Choice choice = selector.choose(strange, BOTH, Objective.atLeast(0.95));

        assertThat(choice.familiarity()).isLessThan(0.5);
        assertThat(choice.chosen().map(Ranked::candidate)).contains(STRONG);
        assertThat(choice.ranked().getFirst().why()).anyMatch(why -> why.contains("unfamiliar"));
    }

    @Test
    void aCandidateThatLacksAHardNeedIsLeftOutWithItsReason() {
        Candidate blind = new Candidate("acme/blind", 1, 1, 0, Set.of(), Map.of(), false, Candidate.Speed.UNKNOWN);
        Prompt withTools = new Prompt("What is the weather?", "[{\"name\":\"weather\"}]", Set.of("tools"), 0, 0);

        Choice choice = selector.choose(withTools, List.of(blind, STRONG), Objective.BEST);

        assertThat(choice.ranked())
                .extracting(ranked -> ranked.candidate().model())
                .containsExactly(STRONG.model());
        assertThat(choice.leftOut()).containsExactly(new Choice.LeftOut("acme/blind", "cannot do tools"));
    }

    @Test
    void aPromptThatIsTooLongForTheContextLeavesTheModelOut() {
        Choice choice = selector.choose(new Prompt("x", "", Set.of(), 40_000, 0), BOTH, Objective.BEST);

        assertThat(choice.chosen()).isEmpty();
        assertThat(choice.leftOut()).hasSize(2).allMatch(out -> out.why().contains("32000"));
    }

    @Test
    void aModelThatWasNeverMeasuredIsJudgedByItsPublicScoresWithAWideInterval() {
        Candidate known = new Candidate(
                "other/new-model",
                1_000_000,
                2_000_000,
                0,
                Set.of(),
                Map.of("reasoning", 1480.0),
                false,
                Candidate.Speed.UNKNOWN);
        Candidate weaker = new Candidate(
                "other/old-model",
                1_000_000,
                2_000_000,
                0,
                Set.of(),
                Map.of("reasoning", 1180.0),
                false,
                Candidate.Speed.UNKNOWN);

        Choice choice = selector.choose(hard(), List.of(known, weaker), Objective.BEST);

        Ranked better = ranked(choice, known);
        Ranked worse = ranked(choice, weaker);
        assertThat(better.quality()).isGreaterThan(worse.quality());
        assertThat(worse.high() - worse.low()).isGreaterThan(0.15);
        assertThat(better.why().getFirst()).contains("public scores");
    }

    @Test
    void aCeilingOnCostPutsWhatIsDearerBehind() {
        Choice free = selector.choose(hard(), BOTH, Objective.BEST);
        long between = ranked(free, STRONG).costPico() - 1;

        Choice held = selector.choose(hard(), BOTH, Objective.BEST.withCeiling(between));

        assertThat(ranked(held, STRONG).keeps()).isFalse();
        assertThat(ranked(held, STRONG).why()).contains("above the ceiling on cost");
    }

    @Test
    void aConversationStaysWithItsModelWhileThatKeepsTheFloorAndCostsLittleMore() {
        Candidate twin = candidate("acme/twin", 110_000, 220_000);
        Candidate scored = new Candidate(
                twin.model(),
                twin.inputPrice(),
                twin.outputPrice(),
                0,
                Set.of(),
                Map.of("general", 1700.0, "reasoning", 1700.0),
                false,
                Candidate.Speed.UNKNOWN);

        Choice choice = selector.choose(
                easy(), List.of(WEAK, scored), Objective.atLeast(0.5).after(scored.model()));

        assertThat(choice.chosen().map(Ranked::candidate)).contains(scored);
        assertThat(choice.ranked().getFirst().why()).contains("stays with the conversation's model");
    }

    @Test
    void theTradeOffGoesFromTheBestToTheCheapest() {
        assertThat(Objective.tradeOff(0).floor()).isEqualTo(1);
        assertThat(Objective.tradeOff(10).floor()).isCloseTo(0.7, within(1e-9));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Objective.tradeOff(11))
                .withMessageContaining("cost_quality_tradeoff");
    }

    @Test
    void bytesThatAreNoSelectorAreRefused() {
        byte[] file = parameters.toBytes();

        assertThatIllegalArgumentException()
                .isThrownBy(() -> Selector.load(new byte[] {1, 2, 3}))
                .withMessageContaining("unknown form");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Selector.load(java.util.Arrays.copyOf(file, file.length / 2)));
    }

    private static Ranked ranked(Choice choice, Candidate candidate) {
        return choice.ranked().stream()
                .filter(ranked -> ranked.candidate().equals(candidate))
                .findFirst()
                .orElseThrow();
    }
}
