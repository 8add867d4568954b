package dev.roundhouse.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class SampleTest {

    private static final String LINE =
            "all=2000 all-cpu=4000000000 ok=1000 errors=0 chunks=4000 elapsed=2000000000 cpu=1000000000 memory=2048"
                    + " p50=100 p99=200 p999=300 transit50=10 transit99=20\n";

    @Test
    void aLineOfTheLoadGeneratorBecomesFigures() {
        Sample sample = Sample.parse(LINE, "");

        assertThat(sample.microsPerRequest()).isCloseTo(1000, within(1e-9));
        assertThat(sample.microsPerRequestInAll()).isCloseTo(2000, within(1e-9));
        assertThat(sample.microsPerChunk()).isCloseTo(250, within(1e-9));
        assertThat(sample.requestsPerSecond()).isCloseTo(500, within(1e-9));
        assertThat(sample.chunksPerSecond()).isCloseTo(2000, within(1e-9));
        assertThat(sample.corePercent()).isCloseTo(50, within(1e-9));
        assertThat(sample.error()).isEmpty();
    }

    @Test
    void oneErrorIsToldWithItsReason() {
        Sample sample = Sample.parse(LINE.replace("errors=0", "errors=1"), "first error: the status is not 200\n");

        assertThat(sample.error()).hasValueSatisfying(error -> assertThat(error).contains("1 errors", "not 200"));
    }
}
