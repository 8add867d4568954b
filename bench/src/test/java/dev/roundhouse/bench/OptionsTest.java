package dev.roundhouse.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class OptionsTest {

    @Test
    void withoutOptionsEverythingThatComparesIsRunThreeTimes() {
        Options options = Options.parse(List.of());

        assertThat(options.rounds()).isEqualTo(3);
        assertThat(options.profiled()).isEqualTo(Workload.KB_1);
        assertThat(options.only())
                .containsExactly(Section.REQUESTS, Section.STREAMS, Section.LATENCY, Section.MEMORY, Section.START);
    }

    @Test
    void aQuickRunHasOneRoundUnlessMoreAreAskedFor() {
        assertThat(Options.parse(List.of("--quick")).rounds()).isEqualTo(1);
        assertThat(Options.parse(List.of("--quick", "--rounds", "5")).rounds()).isEqualTo(5);
    }

    @Test
    void sectionsAreNamedInAnyNumber() {
        assertThat(Options.parse(List.of("--only", "start,stories")).only())
                .containsExactly(Section.START, Section.STORIES);
    }

    @Test
    void whatIsNotUnderstoodIsNamed() {
        assertThatThrownBy(() -> Options.parse(List.of("--only", "speed"))).hasMessageContaining("speed");
        assertThatThrownBy(() -> Options.parse(List.of("--rounds", "many"))).hasMessageContaining("many");
        assertThatThrownBy(() -> Options.parse(List.of("--rounds", "0"))).hasMessageContaining("1 to 50");
        assertThatThrownBy(() -> Options.parse(List.of("--rounds"))).hasMessageContaining("--rounds");
        assertThatThrownBy(() -> Options.parse(List.of("--fast"))).hasMessageContaining("--fast");
    }
}
