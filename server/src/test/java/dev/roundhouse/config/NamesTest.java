package dev.roundhouse.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class NamesTest {
    @Test
    void editsAreCountedWithSwapsAsOne() {
        assertThat(Names.distance("input", "input")).isZero();
        assertThat(Names.distance("inptu", "input")).isEqualTo(1);
        assertThat(Names.distance("", "abc")).isEqualTo(3);
        assertThat(Names.distance("Listen", "listen")).isZero();
        assertThat(Names.distance("kitten", "sitting")).isEqualTo(3);
    }

    @Test
    void onlyNearNamesAreSuggested() {
        assertThat(Names.nearest("lisen", List.of("listen", "limits"))).contains("listen");
        assertThat(Names.nearest("url", List.of("base_url", "name"))).contains("base_url");
        assertThat(Names.nearest("zzz", List.of("listen", "limits"))).isEmpty();
        assertThat(Names.nearest("x", List.of())).isEmpty();
    }

    @Test
    void aVeryLongNameIsComparedByItsBeginning() {
        assertThat(Names.nearest("x".repeat(5_000_000), List.of("listen"))).isEmpty();
    }
}
