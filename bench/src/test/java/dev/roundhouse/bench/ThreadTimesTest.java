package dev.roundhouse.bench;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ThreadTimesTest {

    @Test
    void theJitIsAmongTheThreadsOfAJvm() {
        ThreadTimes times = ThreadTimes.of(ProcessHandle.current().pid());

        assertThat(times.byName().keySet()).anyMatch(name -> name.startsWith("C1 Compiler"));
        assertThat(times.since(times).total().all()).isZero();
    }
}
